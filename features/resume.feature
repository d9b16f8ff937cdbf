Feature: Resume
  After a crash or a stop the server can continue the existing log instead of clearing it. A client that does
  not know which of its numbers are logged can then send all of them again.

  Scenario: No number of an earlier run is logged again
    Given a log of an earlier run that holds:
      """
      314159265
      7007009
      """
    And a running server that resumes the log
    When a client sends:
      """
      007007009
      271828182
      314159265
      """
    Then the log holds:
      """
      314159265
      7007009
      271828182
      """

  Scenario: After a resume the reports count this run only
    Given a log of an earlier run that holds "314159265"
    And a running server that resumes the log
    And a client sends:
      """
      314159265
      271828182
      """
    When the reporting period ends
    Then the server reports "Received 1 unique numbers, 1 duplicates. Unique total: 1"

  Scenario Outline: A last line that is torn to "<torn>" is cut off, and its number is new again
    Given a log of an earlier run that holds exactly the bytes "314159265\n<torn>"
    And a running server that resumes the log
    When a client sends "271828182"
    Then the log holds exactly the bytes "314159265\n271828182\n"

    Examples:
      | torn      |
      | 2         |
      | 2718      |
      | 271828182 |

  Scenario: A server that resumes creates a missing log
    Given a running server that resumes the log
    When a client sends "314159265"
    Then the log holds "314159265"

  Scenario Outline: A file with <content> is not resumed and stays unchanged
    Given a log of an earlier run that holds exactly the bytes "<bytes>"
    When a server that resumes the log is started
    Then it fails with "is not a number log: line <line>"
    And the log holds exactly the bytes "<bytes>"

    Examples:
      | content            | bytes                  | line |
      | words              | 1\n2\nthree\n          | 3    |
      | leading zeros      | 007007009\n            | 1    |
      | an empty line      | 1\n\n2\n               | 2    |
      | ten digits         | 1\n1234567890\n        | 2    |
      | a torn last word   | 1\n2\nthr              | 3    |
