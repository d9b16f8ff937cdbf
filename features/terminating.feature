Feature: Terminating from the command line
  `numberserver terminate` stops a server and waits until it is gone, so that a script may go on from there.

  Scenario: The server is gone when the command ends
    Given a running server
    When the user runs "terminate"
    Then it prints "localhost:4000 stopped after"
    And it ends with status 0
    And the server stops cleanly
    And nobody listens on the port any more

  Scenario: Clients that flood the server do not keep the command waiting
    Given a running server
    And 4 clients that send numbers without a pause
    When the user runs "terminate"
    Then it ends with status 0
    And the server stops cleanly

  Scenario: A server whose places are all taken is not waited for without end
    Given a running server
    And 5 connected clients
    And each of them sends a number of its own
    And the log holds 5 numbers
    When the user runs "terminate --timeout 50ms"
    Then it complains "localhost:4000 has not stopped within 50ms: all its places are taken"
    And it ends with status 1
    And the server is running

  Scenario: There is nothing to terminate where no server is
    When the user runs "terminate"
    Then it complains "cannot reach localhost:4000: connection refused"
    And it ends with status 1

  Scenario: A server needs some time to stop
    When the user runs "terminate --timeout 0s"
    Then it ends with status 2
