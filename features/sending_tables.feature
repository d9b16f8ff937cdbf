Feature: Sending a column of a table
  Numbers are often one column of a spreadsheet that was saved as CSV. `numberserver send --csv` sends that
  column, of all rows or of those that the user selects. Every row is sent, counted or named as invalid.

  Background:
    Given a running server
    And a file "people.csv" that holds:
      """
      Number,Name,Age,Home town
      111111111,Ann,42,Oslo
      222222222,"Bob, the ""small""
      one",7,Rome
      333333333,Cid,,
      """

  Rule: A column is found by its name or by its position

    Scenario Outline: The column <column> is sent
      When the user runs "send --csv --column <column> people.csv"
      Then it prints "Sent 3 numbers to localhost:4000 in "
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
        | number |
        | 1      |

    Scenario: An unknown column is reported with the names of the columns
      When the user runs "send --csv --column Id people.csv"
      Then it complains "no column "Id"; the columns are "Number", "Name", "Age", "Home town""
      And it ends with status 1

    Scenario: A column that is named like the position of another is not guessed
      Given a file "years.csv" that holds "2,1\n444444444,555555555\n"
      When the user runs "send --csv --column 2 years.csv"
      Then it complains "column 1 is named 2, which is also the position of another column; rename it"
      And it ends with status 1

    Scenario: The column may be in another place in each table
      Given a file "more.csv" that holds "Age,Number\n30,444444444\n"
      When the user runs "send --csv --column Number people.csv more.csv"
      Then it prints "Sent 4 numbers to localhost:4000 in "
      And the log holds:
        """
        111111111
        222222222
        333333333
        444444444
        """

    Scenario: Every row of a long table is sent
      Given a table with the numbers from 1 to 20000
      When the user runs "send --csv --column Number --where 'Name != "Bob"' numbers.csv"
      Then it prints "Sent 20,000 numbers to localhost:4000 in "
      And the log holds each number from 1 to 20000 once

  Rule: Tables are understood as spreadsheets write them

    Scenario Outline: <table> is understood
      Given a file "table.csv" that holds "<content>"
      When the user runs "send --csv --column Number <flags> table.csv"
      Then it prints "Sent 2 numbers to localhost:4000 in "
      And the log holds:
        """
        444444444
        555555555
        """

      Examples:
        | table                                 | flags           | content                                                    |
        | A table with semicolons               |                 | Number;Price\n444444444;41,5\n555555555;7,0\n              |
        | A table with tabs                     |                 | Number\tName\n444444444\tDan\n555555555\tEve\n             |
        | A table with colons                   | --separator :   | Number:Price\n444444444:41,5\n555555555:7,0\n             |
        | A table that says its separator       |                 | sep=;\nNumber;Price\n444444444;41,5\n555555555;7,0\n       |
        | A table from an old Mac               |                 | Number,Name\r444444444,Dan\r555555555,Eve\r                |
        | A table with a byte order mark        |                 | \ufeffNumber,Name\n444444444,Dan\n555555555,Eve\n          |
        | A table with blanks around everything |                 | Name , Number \nDan, 444444444 \nEve ,555555555\n          |
        | A table with blank lines              |                 | \nNumber,Name\n\n444444444,Dan\n  \n555555555,Eve\n\n      |
        | A table with rows of blank fields     |                 | Number,Name\n444444444,Dan\n,\n555555555,Eve\n,,\n         |
        | A table with only that column         |                 | Number\n444444444\n555555555\n                             |

    Scenario Outline: A table with <separators> that is sent without --csv is reported with a hint
      Given a file "table.csv" that holds "<header>\n444444444\n"
      When the user runs "send table.csv"
      Then it complains "table.csv:1: "<header>" is not a number of 9 digits; for a table there is --csv"
      And it ends with status 1

      Examples:
        | separators | header       |
        | commas     | Number,Name  |
        | semicolons | Number;Name  |
        | tabs       | Number\tName |
        | bars       | Number\|Name |

  Rule: A table without a header does not lose its first number

    Scenario Outline: <first> is refused as long as the user does not say that there is no header
      Given a file "rows.csv" that holds "<first>,Dan\n555555555,Eve\n"
      When the user runs "send --csv --column 1 rows.csv"
      Then it complains "the header has the number <first> in place of a name; if the table has no header, add --no-header"
      And it ends with status 1
      And the log is empty

      Examples:
        | first       |
        | 444444444   |
        | 7007009     |
        | 444-444-444 |

    Scenario: A column that is named as a year is sent if the user names it
      Given a file "years.csv" that holds "Name,2024\nDan,444444444\n"
      When the user runs "send --csv --column 2024 years.csv"
      Then it prints "Sent 1 number to localhost:4000 in "
      And the log holds "444444444"

    Scenario: With --no-header columns have positions
      Given a file "rows.csv" that holds "444444444,Dan\n555555555,Eve\n"
      When the user runs "send --csv --no-header --column 1 --where '$env["2"] == "Dan"' rows.csv"
      Then it prints "Sent 1 number to localhost:4000 in "
      And it prints "; 1 of 2 rows matched."
      And the log holds "444444444"

  Rule: An expression selects rows, and the others are counted

    Scenario Outline: Only the row with <where> is sent
      When the user runs "send --csv --column Number --where '<where>' people.csv"
      Then it prints "Sent 1 number to localhost:4000 in "
      And it prints "; 1 of 3 rows matched."
      And the log holds "<sent>"

      Examples:
        | where                       | sent      |
        | Age > 30                    | 111111111 |
        | Age < 30                    | 222222222 |
        | Age != 42                   | 222222222 |
        | num(Age) in 18..65          | 111111111 |
        | num(Age) * 2 == 14          | 222222222 |
        | Name == "Ann"               | 111111111 |
        | Age == ""                   | 333333333 |
        | $env["Home town"] == "Rome" | 222222222 |

    Scenario: An expression that is true for no row says so
      When the user runs "send --csv --column Number --where 'Age > 100' people.csv"
      Then it prints "Sent 0 numbers to localhost:4000 in "
      And it prints "; 0 of 3 rows matched."
      And it ends with status 0

    Scenario Outline: An expression that cannot mean what it says is refused: <where>
      When the user runs "send --csv --column Number --where '<where>' people.csv"
      Then it complains "<complaint>"
      And it ends with status 1
      And the log is empty

      Examples:
        | where                 | complaint                                                |
        | "Home town" != "Oslo" | a name in quotes is a text; write $env["First name"]     |
        | age > 30              | unknown name age; did you mean Age?                      |
        | Age > "30"            | text has no order; write A > 30                          |
        | Age + Number > 30     | + joins texts; write num(A) + num(B) for numbers         |
        | int(num(Age)) > 30    | write int(Age) for the whole number in column Age        |
        | Age != nil            | no field is nil; write == "" for an empty one            |

    Scenario Outline: An expression of another language is answered with what to write: <where>
      When the user runs "send --csv --column Number --where '<where>' people.csv"
      Then it complains "<write>"
      And it complains "; the columns are "Number", "Name", "Age", "Home town""
      And it ends with status 1
      And the log is empty

      Examples:
        | where                  | write                                         |
        | Age = 42               | write == for =                                |
        | Age <> 42              | != for <>                                     |
        | Age > 30 AND Age < 50  | and, or, not in small letters                 |
        | Name LIKE "A%"         | startsWith "A" for LIKE "A%"                  |
        | Age is not null        | == "" for is null                             |
        | Age * 2 > 30           | num(Age) for the number in column Age         |
        | Age in 18..65          | num(Age) for the number in column Age         |
        | num(Age) % 2 == 0      | int(Age) for a whole one                      |
        | Home town == "Oslo"    | $env["First name"] for a name that is not one |

    Scenario: An expression does not choose between two columns of one name
      Given a file "twice.csv" that holds "Number,Age,Age\n444444444,1,2\n"
      When the user runs "send --csv --column Number --where 'Age == 1' twice.csv"
      Then it complains "more than one column is named "Age""
      And it ends with status 1

    Scenario: A field that is compared with a number, but is none, is reported with its line
      When the user runs "send --csv --column Number --where 'Name > 30' people.csv"
      Then it complains "people.csv:2: --where: "Ann" is not a number"
      And it ends with status 1

  Rule: A row that does not fit the table is reported with its line

    Scenario: A row with missing fields ends the sending
      Given a file "ragged.csv" that holds "Number,Age\n444444444,1\n555555555\n"
      When the user runs "send --csv --column Number ragged.csv"
      Then it complains "ragged.csv:3: the first row has 2 fields, this one 1"
      And it ends with status 1
      And the log holds "444444444"

    Scenario: With --skip-invalid such rows are skipped and counted
      Given a file "ragged.csv" that holds "Number,Age\n444444444,1\n555555555\noops,3\n666666666,2\n"
      When the user runs "send --csv --column Number --skip-invalid ragged.csv"
      Then it prints "skipped 2 invalid lines: the first is "
      And it ends with status 0
      And the log holds:
        """
        444444444
        666666666
        """

  Rule: The numbers can be printed before they are sent

    Scenario: A dry run prints the numbers and sends none
      When the user runs "send --dry-run --csv --column Number --where 'Age > 5' people.csv"
      Then it prints exactly "111111111\n222222222\n"
      And it complains "2 of 3 rows matched"
      And it ends with status 0
      And the log is empty

  Rule: Wrong usage has a status of its own

    Scenario Outline: The flags "<flags>" are wrong usage
      When the user runs "send <flags> people.csv"
      Then it ends with status 2

      Examples:
        | flags                                |
        | --csv                                |
        | --column Number                      |
        | --where 'Age > 30'                   |
        | --no-header                          |
        | --csv --column Number --where ''     |
