Feature: The send command
  `numberserver send` sends numbers from the command line, from files and from pipes. It checks them first,
  and reports success only when all of them are in the log, so that its user knows when to send again.

  Rule: Numbers are taken from the command line, from files and from standard input

    Scenario: Numbers on the command line are sent
      Given a running server
      When the user runs "send 123456789 987654321 111111111 222222222 123456789"
      Then it prints "Sent 5 numbers to localhost:4000 in "
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
      Then it prints "Sent 2 numbers to localhost:4000 in "
      And the log holds:
        """
        111111111
        222222222
        """

    Scenario: Numbers are read from standard input if there are no other inputs
      Given a running server
      And standard input that holds "111111111\n"
      When the user runs "send"
      Then it prints "Sent 1 number to localhost:4000 in "
      And the log holds "111111111"

    Scenario: Files may have the newlines of Windows, Unix or old Macs
      Given a running server
      And a file "windows.txt" that holds "111111111\r\n"
      And a file "unix.txt" that holds "222222222\n"
      And a file "mac.txt" that holds "333333333\r444444444\r"
      When the user runs "send windows.txt unix.txt mac.txt"
      Then it prints "Sent 4 numbers to localhost:4000 in "
      And the log holds:
        """
        111111111
        222222222
        333333333
        444444444
        """

    Scenario: Blanks around a number, and blank lines, do not matter
      Given a running server
      And a file "numbers.txt" that holds "\n 111111111\n222222222 \n\n"
      When the user runs "send numbers.txt"
      Then it prints "Sent 2 numbers to localhost:4000 in "
      And the log holds:
        """
        111111111
        222222222
        """

    Scenario: A line that begins with # is a comment, and is counted
      Given a running server
      And a file "numbers.txt" that holds "# of May\n111111111\n#222222222\n"
      When the user runs "send numbers.txt"
      Then it prints "Sent 1 number to localhost:4000 in "
      And it prints "; left out 2 comments."
      And the log holds "111111111"

    Scenario: A file may be in UTF-16, as Windows writes it
      Given a running server
      And a file "numbers.txt" that holds "\xff\xfe1\x002\x003\x004\x005\x006\x007\x008\x009\x00"
      When the user runs "send numbers.txt"
      Then it prints "Sent 1 number to localhost:4000 in "
      And the log holds "123456789"

    Scenario: A compressed file is unpacked
      Given a running server
      And a compressed file "numbers.txt" that holds "111111111\n222222222\n"
      When the user runs "send numbers.txt"
      Then it prints "Sent 2 numbers to localhost:4000 in "
      And the log holds:
        """
        111111111
        222222222
        """

    Scenario: A compressed file whose end is missing is reported
      Given a running server
      And a file "numbers.gz" that holds "\x1f\x8b\x08\x00\x00"
      When the user runs "send numbers.gz"
      Then it complains "numbers.gz: it is cut off; nothing was sent"
      And it ends with status 1

  Rule: What is not text is never searched for numbers

    Scenario Outline: <kind> is refused by name, and nothing is sent
      Given a running server
      And a file "numbers.txt" that holds "111111111\n"
      And a file "other" that holds "<beginning>\n222222222\n"
      When the user runs "send --skip-invalid --pad numbers.txt other"
      Then it complains "<complaint>"
      And it ends with status 1
      And the log is empty

      Examples:
        | kind               | beginning                | complaint                            |
        | An Excel workbook  | PK\x03\x04\x14\x00\x06\x00 | is an Excel workbook or another      |
        | A zip archive      | PK\x03\x04\x14\x00\x00\x00 | is a zip archive or a spreadsheet    |
        | bzip2 data         | BZh91AY&SY               | unpack it: bzip2 -dc FILE            |
        | xz data            | \xfd7zXZ\x00             | unpack it: xz -dc FILE               |
        | zstd data          | \x28\xb5\x2f\xfd         | unpack it: zstd -dc FILE             |
        | A program          | \x7fELF                  | is a program                         |
        | A PDF document     | %PDF-1.7                 | is a PDF document                    |
        | Anything else      | 1\x00\x01                | is not a text file                   |

  Rule: Every line is checked before it is sent

    Scenario Outline: A line with <content> ends the sending and is named
      Given a running server
      And a file "numbers.txt" that holds "111111111\n<line>\n222222222\n"
      When the user runs "send numbers.txt"
      Then it complains "numbers.txt:2: <complaint>"
      And it ends with status 1
      And the log holds "111111111"

      Examples:
        | content            | line       | complaint                          |
        | letters in it      | 22222222a  | "22222222a" is not a number        |
        | a word             | oops       | "oops" is not a number of 9 digits |
        | missing zeros      | 7007009    | 7007009 has 7 digits, not 9        |
        | ten digits         | 1234567890 | "1234567890" has more than 9       |
        | the word terminate | terminate  | "terminate" would stop the server  |

    Scenario: Invalid lines are skipped and counted if the user allows it
      Given a running server
      And a file "numbers.txt" that holds "111111111\noops\n222222222\n1\n"
      When the user runs "send --skip-invalid numbers.txt"
      Then it prints "Sent 2 numbers to localhost:4000 in "
      And it prints "skipped 2 invalid lines: the first is "
      And it prints "numbers.txt:2: "oops" is not a number of 9 digits."
      And it ends with status 0
      And the log holds:
        """
        111111111
        222222222
        """

    Scenario Outline: If all lines are skipped, nothing was sent, which is a failure: <command>
      Given a running server
      And a file "people.csv" that holds "Number,Name\n111111111,Ann\n"
      When the user runs "<command> people.csv"
      Then it complains "nothing was sent: skipped 2 invalid lines: the first is "
      And it complains "people.csv:1: "Number,Name" is not a number of 9 digits; for a table there is --csv"
      And it ends with status 1

      Examples:
        | command                       |
        | send --skip-invalid           |
        | send --skip-invalid --dry-run |

    Scenario: Missing zeros are restored if the user asks for it
      Given a running server
      When the user runs "send --pad 7007009 123456789"
      Then it prints "Sent 2 numbers to localhost:4000 in "
      And the log holds:
        """
        7007009
        123456789
        """

  Rule: Sent means that the numbers are in the log

    Scenario: A server that stops during the sending is reported
      Given a running server
      And a sender whose input goes on, and that has sent "111111111"
      When the server is stopped
      Then it complains "localhost:4000 ended the connection"
      And it complains "1 number handed over"
      And it ends with status 1

    Scenario: A sender that waits for a slot says so, and goes on when it gets one
      Given a running server
      And 5 connected clients
      And a sender that waits, with "222222222" to send
      When client A leaves
      Then it prints "Sent 1 number to localhost:4000 in "
      And it ends with status 0
      And the log holds "222222222"

    @unix
    Scenario Outline: A sender that <signal> interrupts reports how much it has handed over
      Given a sender that waits a minute before it tries again
      When the sender gets the signal <signal>
      Then it complains "interrupted: 0 numbers handed over to localhost:4000"
      And it ends with status 1

      Examples:
        | signal  |
        | SIGINT  |
        | SIGTERM |
        | SIGHUP  |

    Scenario: A server that cannot be reached is named
      When the user runs "send 123456789"
      Then it complains "cannot reach localhost:4000: connection refused"
      And it ends with status 1

    Scenario: A sender with retries tries again until the server is started
      Given a sender that tries again until "111111111" is sent
      When the server is started
      Then it prints "Sent 1 number to localhost:4000 in "
      And it ends with status 0
      And the log holds "111111111"

    Scenario: Something else than a number server is recognized
      Given a server that answers on port 4000
      When the user runs "send 123456789"
      Then it complains "localhost:4000 is not a number server: it answers"
      And it ends with status 1

    Scenario: With --quiet only what is wrong or left out is said
      Given a running server
      And standard input that holds "111111111\noops\n"
      When the user runs "send --quiet --skip-invalid"
      Then it prints exactly ""
      And it complains "skipped 1 invalid line: the first is standard input:2"
      And it ends with status 0

  Rule: Wrong usage has a status of its own

    Scenario Outline: The command "<command>" is wrong usage
      When the user runs "<command>"
      Then it ends with status 2

      Examples:
        | command                      |
        | send --no-such-flag          |
        | send --addr nowhere 12345678 |
        | send --retry -1 12345678     |
