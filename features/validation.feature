Feature: Validation
  Requirements 2, 3 and 7: a line is nine decimal digits, leading zeros included, and the native newline,
  or "terminate" and that newline. A client that sends anything else is disconnected at once and silently.

  Background:
    Given a running server

  Rule: A line of exactly nine digits is a number

    Scenario Outline: <number> is a valid line
      When a client sends "<number>"
      Then the log holds 1 number

      Examples:
        | number    |
        | 314159265 |
        | 007007009 |
        | 000000000 |
        | 999999999 |

    Scenario: Numbers may arrive a byte at a time
      Given a client sends "100000001"
      And the log holds "100000001"
      When the client sends the numbers from 100000002 to 100000100 a byte at a time
      Then the log holds each number from 100000001 to 100000100 once

  Rule: Any other line ends the connection, and the lines before it count

    # In ASCII, slash and colon are next to the digits.
    Scenario Outline: A line with <content> ends the connection
      Given a client sends "314159265"
      When the client sends the bytes "<line>"
      Then the server ends the client's connection silently
      And the log holds "314159265"
      And the next number of client B is logged

      Examples:
        | content                       | line               |
        | no text                       | \n                 |
        | eight digits                  | 12345678\n         |
        | missing zeros                 | 7007009\n          |
        | ten digits                    | 1234567890\n       |
        | a plus sign                   | +12345678\n        |
        | a minus sign                  | -12345678\n        |
        | a blank before the number     | \x2012345678\n     |
        | a blank after the number      | 123456789\x20\n    |
        | a letter                      | 12345678a\n        |
        | a decimal point               | 1234.6789\n        |
        | a slash                       | 12345678/\n        |
        | a colon                       | 12345678:\n        |
        | a slash in front              | /23456789\n        |
        | a colon in front              | :23456789\n        |
        | a NUL byte                    | 12345678\x00\n     |
        | digits of another script      | ١٢٣٤٥٦٧٨٩\n        |
        | a byte order mark             | \ufeff123456789\n  |
        | two numbers and no newline    | 123456789987654321 |
        | terminate in capital letters  | TERMINATE\n        |
        | a blank after terminate       | terminate\x20\n    |
        | a longer word than terminate  | terminated\n       |
        | a shorter word than terminate | terminat\n         |

    @unix
    Scenario Outline: On Unix a line that ends in <ending> ends the connection
      When a client sends the bytes "<line>"
      Then the server ends the client's connection silently
      And the log is empty

      Examples:
        | ending                      | line          |
        | carriage return and newline | 123456789\r\n |
        | a carriage return           | 123456789\r   |

    Scenario: Nothing after an invalid line counts
      When a client sends:
        """
        111111111
        oops
        222222222
        """
      Then the server ends the client's connection silently
      And the log holds "111111111"

    Scenario: An invalid line does not disconnect other clients
      Given client B sends "111111111"
      When client A sends "oops"
      Then the server ends client A's connection silently
      And the next number of client B is logged

  Rule: The first byte that no valid line can have there ends the connection, whether or not a newline follows

    Scenario Outline: "<bytes>" ends the connection without a newline
      When a client sends the bytes "<bytes>"
      Then the server ends the client's connection silently

      Examples:
        | bytes      |
        | x          |
        | 1x         |
        | 1234567890 |
        | terminal   |
        | 1t         |

  Rule: A line that the client does not finish does not count

    Scenario Outline: "<bytes>" without a newline at the end does not count
      Given a client sends "314159265"
      And the log holds "314159265"
      When the client sends the bytes "<bytes>" and leaves
      Then the next number of client B is logged
      And the log holds 2 numbers
      And the server is running

      Examples:
        | bytes     |
        | 12345     |
        | 123456789 |
        | terminate |
