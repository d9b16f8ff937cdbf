Feature: Log format
  Requirement 5: only numbers are in the log, without leading zeros, each followed by the native newline.

  Background:
    Given a running server

  Scenario: Every number is on a line of its own
    When a client sends:
      """
      314159265
      271828182
      """
    Then the log holds exactly the bytes "314159265\n271828182\n"

  Scenario Outline: <number> is logged as <logged>
    When a client sends "<number>"
    Then the log holds exactly the bytes "<logged>\n"

    Examples:
      | number    | logged   |
      | 007007009 | 7007009  |
      | 000000000 | 0        |
      | 000000010 | 10       |
      | 098765432 | 98765432 |

  Scenario: Bad data is not logged
    Given client A sends "314159265"
    And the log holds "314159265"
    And client A sends "oops"
    And the server ends client A's connection silently
    When the server is stopped
    Then the log holds exactly the bytes "314159265\n"
