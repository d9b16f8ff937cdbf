Feature: Idle clients
  A client may be silent for as long as it likes, even if others wait for its place. Where that is not
  wanted, the server can be told to disconnect those that are silent for too long.

  Scenario: A client that is silent for too long loses its place, but no number
    Given an idle timeout of "100ms"
    And a running server
    And 5 connected clients
    When client A sends "111111111"
    Then the server ends client A's connection with a reset
    And the next number of client F is logged
    And the log holds 2 numbers

  Scenario: Without a timeout a silent client keeps its place
    Then the idle timeout is "0s"
