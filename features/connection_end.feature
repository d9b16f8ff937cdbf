Feature: The end of a connection
  The way in which the server ends a connection tells a client what became of its numbers:

  * The ordinary end: the server has read everything that came, and every number in it is in the log file.
    Nothing has to be sent again, whatever happens to the server from now on.
  * A reset: the server ended the connection for a reason of its own. It stops, the client was silent for too
    long, or the log cannot be written. The client should send everything again. No number is logged twice.

  After bad data or an unfinished line the connection ends in the ordinary way. The valid lines before it are
  in the log file.

  Background:
    Given a running server

  Rule: The ordinary end means that every number is in the log file

    Scenario: A client whose lines were all read sees the ordinary end
      Given a client sends "111111111"
      When the client has nothing more to send
      Then the server ends the client's connection in the ordinary way
      And the log already holds "111111111"

    Scenario: A client that sends bad data sees the ordinary end once the numbers before it are logged
      When a client sends:
        """
        111111111
        oops
        222222222
        """
      Then the server ends the client's connection in the ordinary way
      And the log already holds "111111111"

    Scenario: A client that ends in the middle of a line sees the ordinary end
      Given a client sends the bytes "111111111\n22222"
      When the client has nothing more to send
      Then the server ends the client's connection in the ordinary way
      And the log already holds "111111111"

    Scenario: A client that terminates the server with its last line sees the ordinary end
      When a client sends:
        """
        111111111
        terminate
        """
      Then the server ends the client's connection in the ordinary way
      And the log already holds "111111111"

  Rule: A reset means that the client should send everything again

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
