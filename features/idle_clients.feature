Feature: Idle clients
  A client may be silent for as long as it likes, even if others wait for its slot. With an idle timeout, the
  server disconnects a client that has been silent for longer.

  Scenario: A client that is silent for too long loses its slot, but no number
    Given an idle timeout of "100ms"
    And a running server
    And 5 connected clients
    When client A sends "111111111"
    Then the server ends client A's connection with a reset
    And the next number of client F is logged
    And the log holds 2 numbers

  Scenario: Silent clients are not disconnected unless the user sets a timeout
    When the user runs "serve --help"
    Then the help says "Time after which a silent client is disconnected; 0 means never (default 0s)"
