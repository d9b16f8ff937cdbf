Feature: The terminate command
  `numberserver terminate` stops a server and waits until its port is closed. So a script can start the
  next server when the command has ended.

  Scenario: The server has stopped when the terminate command ends
    Given a running server
    When the user runs "terminate"
    Then it prints "localhost:4000 stopped after"
    And it ends with status 0
    And the server stops cleanly
    And the port is closed

  Scenario: The terminate command stops a server that clients flood
    Given a running server
    And 4 clients that send numbers without a pause
    When the user runs "terminate"
    Then it ends with status 0
    And the server stops cleanly

  Scenario: The terminate command gives up after its timeout when all slots are taken
    Given a running server
    And 5 connected clients
    And each of them sends a number of its own
    And the log holds 5 numbers
    When the user runs "terminate --timeout 50ms"
    Then it complains "waiting for localhost:4000: all its slots are taken"
    And it complains "end one of its clients"
    And it complains "gave up waiting for localhost:4000: it has not stopped within 50ms; it stops when it reads the line, which it still may"
    And it ends with status 1
    And the server is running

  Scenario: The terminate command recognizes what is not a number server
    Given a server that answers on port 4000
    When the user runs "terminate"
    Then it complains "localhost:4000 is not a number server: it answers"
    And it ends with status 1

  Scenario: The terminate command fails when no server is running
    When the user runs "terminate"
    Then it complains "cannot reach localhost:4000: connection refused"
    And it ends with status 1

  Scenario: The terminate command does not accept a timeout of zero
    When the user runs "terminate --timeout 0s"
    Then it ends with status 2
