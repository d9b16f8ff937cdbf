Feature: Terminate
  Requirement 9: a line "terminate" from any client disconnects all clients and stops the server, cleanly and as
  fast as possible. Cleanly means that every number that the server has read is in the log.

  Background:
    Given a running server

  Scenario: A terminate line stops the server
    When a client sends "terminate"
    Then the server stops cleanly
    And the port is closed

  Scenario: A terminate line disconnects all clients
    Given 5 connected clients
    When client C sends "terminate"
    Then the server ends all connections silently
    And the server stops cleanly

  Scenario: A terminate line disconnects waiting clients, too
    Given 8 connected clients
    When client A sends "terminate"
    Then the server ends all connections silently
    And the server stops cleanly

  Scenario: Numbers before the terminate line are logged, numbers after it are not
    When a client sends:
      """
      111111111
      222222222
      terminate
      333333333
      """
    Then the server stops cleanly
    And the log holds:
      """
      111111111
      222222222
      """

  Scenario: The terminate line may arrive a byte at a time
    Given a client sends "111111111"
    And the log holds "111111111"
    When the client sends "terminate" a byte at a time
    Then the server stops cleanly

  Scenario: Two clients may send a terminate line at the same time
    Given 2 connected clients
    When all of them send "terminate"
    Then the server stops cleanly

  Scenario: A terminate line stops the server while other clients flood it
    Given 3 clients that send numbers without a pause
    When client Z sends "terminate"
    Then the server stops cleanly
    And every line of the log is a number that was sent
