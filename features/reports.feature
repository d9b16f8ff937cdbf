Feature: Reports
  Requirement 8: every ten seconds the server says on its output how many unique numbers and how many
  duplicates came since the last report, and how many unique numbers came in all.

  Background:
    Given a running server

  Scenario: A report counts what came
    Given a client sends:
      """
      314159265
      271828182
      314159265
      """
    When the reporting period ends
    Then the server reports "Received 2 unique numbers, 1 duplicates. Unique total: 2"

  Scenario: A report counts only what came since the last one, and the total all
    Given a client sends:
      """
      314159265
      271828182
      """
    And the reporting period ends
    And the server reports "Received 2 unique numbers, 0 duplicates. Unique total: 2"
    And the client sends:
      """
      314159265
      161803398
      """
    When the reporting period ends
    Then the server reports "Received 1 unique numbers, 1 duplicates. Unique total: 3"

  Scenario: A report comes also when nothing came
    When the reporting period ends
    Then the server reports "Received 0 unique numbers, 0 duplicates. Unique total: 0"

  Scenario: Bad data is not reported
    Given client A sends "oops"
    And the server ends client A's connection silently
    And client B sends "314159265"
    When the reporting period ends
    Then the server reports "Received 1 unique numbers, 0 duplicates. Unique total: 1"

  Scenario: The last report comes when the server stops, so that the reports add up to the log
    Given a client sends:
      """
      314159265
      271828182
      314159265
      """
    When the server is stopped
    Then the server reports "Received 2 unique numbers, 1 duplicates. Unique total: 2"
    And it says nothing else

  Scenario: Ten seconds is the period unless another is set
    Then the reporting period is "10s"
