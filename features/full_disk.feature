@unix
Feature: Full disk
  When the log cannot grow any more, the server stops at once and says how many of the numbers that it has read
  are missing from the log. It leaves no half line behind.

  Scenario: A full disk stops the server, which says what is missing and leaves whole lines
    Given a disk with space for 1000005 bytes
    And a running server
    When a client sends the numbers from 100000001 to 100150000
    Then the server fails with "accepted numbers are missing from the log"
    And the server ends the client's connection silently
    And the log holds each number from 100000001 to 100100000 once
    And the server reports "Received 100000 unique numbers, 0 duplicates. Unique total: 100000"
