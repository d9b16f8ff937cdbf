Feature: Reports
  Requirement 8: every ten seconds the server prints how many unique numbers and how many duplicates have come
  since the last report, and how many unique numbers in all.

  Background:
    Given a running server

  Scenario: A report counts unique numbers and duplicates
    Given a client sends:
      """
      314159265
      271828182
      314159265
      """
    When the reporting period ends
    Then the server reports "Received 2 unique numbers, 1 duplicates. Unique total: 2"

  Scenario: A report counts the numbers since the last one, and all unique numbers
    Given a client sends:
      """
      314159265
      271828182
      314159265
      """
    And the reporting period ends
    And the server reports "Received 2 unique numbers, 1 duplicates. Unique total: 2"
    And the client sends:
      """
      314159265
      161803398
      """
    When the reporting period ends
    Then the server reports "Received 1 unique numbers, 1 duplicates. Unique total: 3"

  Scenario: A report is printed when no numbers have come, too
    When the reporting period ends
    Then the server reports "Received 0 unique numbers, 0 duplicates. Unique total: 0"

  Scenario: Bad data is not counted
    Given client A sends "oops"
    And the server ends client A's connection silently
    And client B sends "314159265"
    When the reporting period ends
    Then the server reports "Received 1 unique numbers, 0 duplicates. Unique total: 1"

  Scenario: A last report is printed when the server stops, so that the reports add up to the log
    Given a client sends:
      """
      314159265
      271828182
      314159265
      """
    When the server is stopped
    Then the server reports "Received 2 unique numbers, 1 duplicates. Unique total: 2"
    And it prints nothing after the report

  Scenario: The reporting period is ten seconds unless the user sets another
    When the user runs "serve --help"
    Then the help says "Time between reports, such as 10s or 1m30s (default 10s)"
