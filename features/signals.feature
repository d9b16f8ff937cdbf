@unix
Feature: Stopping by signal
  Ctrl-C, a service manager and a closed terminal stop the server as cleanly as a terminate line does.

  Scenario Outline: <signal> stops the server cleanly
    Given a server that was started from the command line
    And a client sends "314159265"
    And the log holds "314159265"
    When the server gets the signal <signal>
    Then the server stops cleanly
    And the server ends the client's connection silently
    And the log holds "314159265"

    Examples:
      | signal  |
      | SIGINT  |
      | SIGTERM |
      | SIGHUP  |
