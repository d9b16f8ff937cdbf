Feature: Log clearing
  Requirement 4: when the server starts, the log is created, or cleared if it exists.

  Scenario: A missing log is created
    When the server is started
    Then the log is empty

  Scenario: The numbers of an earlier run are cleared
    Given a log of an earlier run that holds "161803398"
    When the server is started
    Then the log is empty

  Scenario: A number of an earlier run is new again
    Given a log of an earlier run that holds "314159265"
    And a running server
    When a client sends "314159265"
    Then the log holds "314159265"

  Scenario: A server that cannot open the log names it and does not start
    Given a folder with the name of the log
    When the server is started
    Then it fails with "numbers.log is not a regular file"
    And the port is closed
