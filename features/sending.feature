Feature: Sending
  Numbers come from command lines, files and pipes. `numberserver send` checks them before it sends them,
  and says that they are sent only once the server has read them all: a server is of no use to whoever
  cannot tell what it has taken.

  Rule: Numbers are taken from the command line, from files and from standard input

    Scenario: Numbers on the command line are sent
      Given a running server
      When the user runs "send 123456789 987654321 111111111 222222222 123456789"
      Then it prints "Sent 5 numbers to localhost:4000."
      And it ends with status 0
      And the log holds:
        """
        123456789
        987654321
        111111111
        222222222
        """

    Scenario: The last line of a file needs no newline
      Given a running server
      And a file "numbers.txt" that holds "111111111\n222222222"
      When the user runs "send numbers.txt"
      Then it prints "Sent 2 numbers to localhost:4000."
      And the log holds:
        """
        111111111
        222222222
        """

    Scenario: Numbers come from standard input where nothing else is named
      Given a running server
      And standard input that holds "111111111\n"
      When the user runs "send"
      Then it prints "Sent 1 number to localhost:4000."
      And the log holds "111111111"

    Scenario: Files from Windows and from Unix are the same to a sender
      Given a running server
      And a file "windows.txt" that holds "111111111\r\n"
      And a file "unix.txt" that holds "222222222\n"
      When the user runs "send windows.txt unix.txt"
      Then it ends with status 0
      And the log holds:
        """
        111111111
        222222222
        """

    Scenario: A compressed file is sent as what it holds
      Given a running server
      And a compressed file "numbers.txt" that holds "111111111\n222222222\n"
      When the user runs "send numbers.txt"
      Then it prints "Sent 2 numbers to localhost:4000."
      And the log holds:
        """
        111111111
        222222222
        """

    Scenario: Several connections bring the same numbers as one
      Given a running server
      And a file with the numbers from 1 to 20000
      When the user runs "send --connections 5 numbers.txt"
      Then it prints "Sent 20000 numbers to localhost:4000."
      And the log holds each number from 1 to 20000 once

  Rule: Everything is checked before it is sent

    Scenario Outline: A line with <flaw> ends the sending, and the user learns where it is
      Given a running server
      And a file "numbers.txt" that holds "111111111\n<line>\n222222222\n"
      When the user runs "send numbers.txt"
      Then it complains "numbers.txt:2: <complaint>"
      And it ends with status 1
      And the log holds "111111111"

      Examples:
        | flaw                     | line       | complaint                       |
        | nothing on it            |            | there is no number              |
        | a word                   | oops       | "oops" is no number of 9 digits |
        | the zeros missing        | 7007009    | 7007009 has 7 digits, not 9     |
        | ten digits               | 1234567890 | "1234567890" has more than      |
        | what stops the server    | terminate  | "terminate" would stop the serv |

    Scenario: Invalid lines are left out where the user allows it, and counted
      Given a running server
      And a file "numbers.txt" that holds "111111111\noops\n222222222\n\n"
      When the user runs "send --skip-invalid numbers.txt"
      Then it prints "Sent 2 numbers to localhost:4000. Left out 2 invalid lines."
      And it ends with status 0
      And the log holds:
        """
        111111111
        222222222
        """

    Scenario: Zeros that an export has dropped are put back where the user asks for it
      Given a running server
      When the user runs "send --pad 7007009 123456789"
      Then it prints "Sent 2 numbers to localhost:4000."
      And the log holds:
        """
        7007009
        123456789
        """

  Rule: Sent means that the server has read it

    Scenario: A server that stops meanwhile is noticed
      Given a running server
      And a sender whose input goes on, and that has sent "111111111"
      When the server is stopped
      Then it complains "localhost:4000 rejected the numbers or stopped"
      And it complains "1 number handed over"
      And it ends with status 1

    Scenario: A sender that has to wait for a place says so, and goes on when it gets one
      Given a running server
      And 5 connected clients
      And a sender that waits, with "222222222" to send
      When client A leaves
      Then it prints "Sent 1 number to localhost:4000."
      And it ends with status 0
      And the log holds "222222222"

    Scenario: A server that is not there is named
      When the user runs "send 123456789"
      Then it complains "cannot reach localhost:4000: connection refused"
      And it ends with status 1

    Scenario: A sender that may try again does so until a server is there
      Given a sender that tries again until "111111111" is sent
      When the server is started
      Then it prints "Sent 1 number to localhost:4000."
      And it ends with status 0
      And the log holds "111111111"

    Scenario: Nothing but what matters is said where nobody looks
      Given a running server
      When the user runs "send 123456789"
      Then it prints exactly "Sent 1 number to localhost:4000.\n"
      And it complains about nothing

  Rule: Wrong usage is told from failure

    Scenario Outline: "<command>" is wrong usage
      When the user runs "<command>"
      Then it ends with status 2

      Examples:
        | command                      |
        | send --no-such-flag          |
        | send --addr nowhere 12345678 |
        | send --connections 6         |
