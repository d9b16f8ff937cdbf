@unix
Feature: Stopping by signal
  Whoever runs the server stops it as cleanly from the keyboard or the service manager as a client does
  with a terminate line.

  Scenario Outline: <signal> stops the server cleanly
    Given a running server
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
