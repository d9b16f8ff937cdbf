Feature: Sending a column of a table
  Numbers are often one column of an export. `numberserver send --csv` sends that column, of all rows or of
  those that the user selects.

  Background:
    Given a running server
    And a file "people.csv" that holds:
      """
      Number,Name,Age
      111111111,Ann,42
      222222222,"Bob, the ""small""
      one",7
      333333333,Cid,
      """

  Rule: A column is found by its name or by its number

    Scenario Outline: The column <column> is sent
      When the user runs "send --csv --column <column> people.csv"
      Then it prints "Sent 3 numbers to localhost:4000."
      And it ends with status 0
      And the log holds:
        """
        111111111
        222222222
        333333333
        """

      Examples:
        | column |
        | Number |
        | 1      |

    Scenario: An unknown column is reported with the names of all columns
      When the user runs "send --csv --column Age,Name people.csv"
      Then it complains "people.csv:1: no column "Age,Name"; there are Number, Name, Age"
      And it ends with status 1

    Scenario: The column may be in another place in each table
      Given a file "more.csv" that holds "Age,Number\n30,444444444\n"
      When the user runs "send --csv --column Number people.csv more.csv"
      Then it prints "Sent 4 numbers to localhost:4000."
      And the log holds:
        """
        111111111
        222222222
        333333333
        444444444
        """

    Scenario: The fields may be separated by another character
      Given a file "semicolons.csv" that holds "Number;Age\n444444444;41,5\n"
      When the user runs "send --csv --column Number --separator ; semicolons.csv"
      Then it prints "Sent 1 number to localhost:4000."
      And the log holds "444444444"

    Scenario: A header that seems to have another separator is reported with a hint
      Given a file "tabs.txt" that holds "Number\tAge\n444444444\t41\n"
      When the user runs "send --csv --column Number tabs.txt"
      Then it complains "for other separators there is --separator 'tab'"
      And it ends with status 1

    Scenario: A table that is sent without --csv is reported with a hint
      When the user runs "send people.csv"
      Then it complains "people.csv:1: "Number,Name,Age" is not a number of 9 digits; for a table there is --csv"
      And it ends with status 1

  Rule: An expression selects the rows

    Scenario Outline: Only rows with <where> are sent
      When the user runs "send --csv --column Number --where <where> people.csv"
      Then it prints "Sent 1 number to localhost:4000."
      And the log holds "<sent>"

      Examples:
        | where        | sent      |
        | Age>30       | 111111111 |
        | Age<30       | 222222222 |
        | Age!=42      | 222222222 |
        | not(Age==42) | 222222222 |
        | (Age)in[7,8] | 222222222 |
        | Name=="Ann"  | 111111111 |
        | Age==""      | 333333333 |

    Scenario Outline: An expression that could select the wrong rows is refused: <where>
      When the user runs "send --csv --column Number --where <where> people.csv"
      Then it complains "<complaint>"
      And it ends with status 1

      Examples:
        | where                   | complaint                         |
        | $env["A"+"ge"]=="42"    | $env needs the name of a column   |
        | "Age"in($env)           | $env needs the name of a column   |
        | any(1..9,any(1..9,#>0)) | a loop in a loop is not supported |

    Scenario: An expression does not choose between two columns of one name
      Given a file "twice.csv" that holds "Number,Age,Age\n444444444,1,2\n"
      When the user runs "send --csv --column Number --where Age==1 twice.csv"
      Then it complains "more than one column is named Age"
      And it ends with status 1

    Scenario: An expression with an unknown column is reported with the names of all columns
      When the user runs "send --csv --column Number --where Size>30 people.csv"
      Then it complains "unknown name Size; the columns are Number, Name, Age"
      And it ends with status 1

  Rule: The number of workers makes no difference

    Scenario Outline: With <workers> workers every row is sent
      Given a table with the numbers from 1 to 20000
      When the user runs "send --csv --column Number --where Name!="Bob" --workers <workers> numbers.csv"
      Then it prints "Sent 20000 numbers to localhost:4000."
      And the log holds each number from 1 to 20000 once

      Examples:
        | workers |
        | 1       |
        | 8       |

  Rule: A row that does not fit the header is reported with its line

    Scenario: A row with missing fields ends the sending
      Given a file "ragged.csv" that holds "Number,Age\n444444444,1\n555555555\n"
      When the user runs "send --csv --column Number ragged.csv"
      Then it complains "ragged.csv:3: the header has 2 fields, the row 1"
      And it ends with status 1
      And the log holds "444444444"

  Rule: The numbers can be printed before they are sent

    Scenario: A dry run prints the numbers and sends none
      When the user runs "send --dry-run --csv --column Number --where Age>5 people.csv"
      Then it prints exactly "111111111\n222222222\n"
      And it ends with status 0
      And the log is empty

  Rule: Wrong usage has a status of its own

    Scenario Outline: The flags "<flags>" are wrong usage
      When the user runs "send <flags> people.csv"
      Then it ends with status 2

      Examples:
        | flags                              |
        | --csv                              |
        | --column Number                    |
        | --where Age>30                     |
        | --csv --column Number --where Age> |
