Feature: Client limit
  Requirement 1: at most five clients are served at once.

  Each of them has a slot. A client that connects while all slots are taken is not refused, because that would
  lose its numbers. It waits until a slot is free, and then everything that it has sent counts.

  Background:
    Given a running server

  Rule: Five clients are served side by side

    Scenario: The numbers of five connected clients are all logged
      Given 5 connected clients
      When each of them sends a number of its own
      Then the log holds 5 numbers

    Scenario: A client that is disconnected for bad data frees its slot
      Given 5 connected clients
      When client A sends "oops"
      Then the next number of client F is logged

    Scenario: A client that leaves frees its slot at once
      Given 4 connected clients
      When 50 more clients connect, send a number each and leave, one after the other
      Then the log holds 50 numbers

  Rule: A sixth client waits, unread, until a slot is free

    Scenario: A sixth client is served when one of the five has left
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

    Scenario: A terminate line from a waiting client does not count
      Given 5 connected clients
      And client F sends "terminate"
      When client A sends "111111111"
      Then the log holds "111111111"
      And the next number of client B is logged
