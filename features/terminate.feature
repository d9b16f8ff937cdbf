Feature: Terminate
  Requirement 9: a line "terminate" from any client disconnects all clients and stops the server, cleanly
  and as fast as possible.

  Background:
    Given a running server

  Scenario: The server stops
    When a client sends "terminate"
    Then the server stops cleanly
    And nobody listens on the port any more

  Scenario: All clients are disconnected
    Given 5 connected clients
    When client C sends "terminate"
    Then the server ends all connections silently
    And the server stops cleanly

  Scenario: Clients that wait in line are disconnected too
    Given 8 connected clients
    When client A sends "terminate"
    Then the server ends all connections silently
    And the server stops cleanly

  Scenario: What was sent before the line is in the log, what comes after it is not
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

  Scenario: The line may arrive a byte at a time
    Given a client sends "111111111"
    And the log holds "111111111"
    When the client sends "terminate" a byte at a time
    Then the server stops cleanly

  Scenario: Two clients may send it at once
    Given 2 connected clients
    When all of them send "terminate"
    Then the server stops cleanly

  Scenario: The server stops while others flood it
    Given 3 clients that send numbers without a pause
    When client Z sends "terminate"
    Then the server stops cleanly
    And every line of the log is a number that was sent
