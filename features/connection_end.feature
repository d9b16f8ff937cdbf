Feature: The end of a connection
  A client must be able to tell whether all that it sent was read, so that it knows whether to send again.
  When it has sent everything and the server has read it all, the connection ends in the ordinary way. In
  every other case it is reset.

  Background:
    Given a running server

  Scenario: A client whose lines were all read sees the ordinary end
    Given a client sends "111111111"
    When the client has nothing more to send
    Then the server ends the client's connection with an end of file

  Scenario: A client that ends in the middle of a line sees a reset
    Given a client sends the bytes "11111"
    When the client has nothing more to send
    Then the server ends the client's connection with a reset

  Scenario: A client that sends bad data sees a reset
    When a client sends the bytes "oops"
    Then the server ends the client's connection with a reset

  Scenario: A client that terminates the server with its last line sees the ordinary end
    When a client sends "terminate"
    Then the server ends the client's connection with an end of file

  Scenario: A client that sends more after terminate sees a reset
    When a client sends:
      """
      terminate
      222222222
      """
    Then the server ends the client's connection with a reset

  Scenario: A client that could have sent more when the server stops sees a reset
    Given a client sends "111111111"
    And the log holds "111111111"
    When the server is stopped
    Then the server ends the client's connection with a reset
