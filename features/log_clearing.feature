Feature: Log clearing
  Requirement 4: the log is created anew, or cleared, when the server starts.

  Scenario: A log that is not there is created
    When the server is started
    Then the log is empty

  Scenario: What an earlier run left in the log is cleared
    Given a log of an earlier run that holds "161803398"
    When the server is started
    Then the log is empty

  Scenario: A number of an earlier run is new again
    Given a log of an earlier run that holds "314159265"
    And a running server
    When a client sends "314159265"
    Then the log holds "314159265"

  Scenario: A log that cannot be opened is named
    Given a folder in place of the log
    When the server is started
    Then it fails with "numbers.log is not a regular file"
    And nobody listens on the port any more
