Feature: Client limit
  Requirement 1: at most five clients are served at once.

  Whoever comes while all places are taken is not refused: it waits in line, and all that it sent
  meanwhile counts as soon as a place is free. Refusing it would lose its numbers.

  Background:
    Given a running server

  Rule: Five clients are served side by side

    Scenario: Numbers from five connected clients are all taken
      Given 5 connected clients
      When each of them sends a number of its own
      Then the log holds 5 numbers

    Scenario: A client that is cut off for bad data makes room
      Given 5 connected clients
      When client A sends "oops"
      Then the next number of client F is logged

    Scenario: A client that leaves makes room at once
      Given 4 connected clients
      When 50 more clients come one after the other, each with a number of its own
      Then the log holds 50 numbers

  Rule: A sixth client waits, unread, until a place is free

    Scenario: A sixth client is served once one of the five has left
      Given 5 connected clients
      And client F sends "666666666"
      And client A sends "111111111"
      And the log holds:
        """
        111111111
        """
      When client A leaves
      Then the log holds:
        """
        111111111
        666666666
        """

    Scenario: A terminate line from a client in line does not count
      Given 5 connected clients
      And client F sends "terminate"
      When client A sends "111111111"
      Then the log holds "111111111"
      And the next number of client B is logged
