# Before other files by its number, behind the next by its name.
@slow
Feature: <script>alert("counting")</script>
  Requirements 1 and 2: doors are counted.

  A second paragraph, which goes on
  in the next line.

  Background: a house
    Given this passes

  Scenario: A number is wrong
    Given this passes
    When this fails with "got <b>3</b>, want 4"
    Then this passes

  Scenario: A step is unknown
    Given somebody counts the windows

  Rule: Each door counts once

    Background:
      Given this passes

    Scenario: A step is left for later
      When this is pending
      Then this passes

    Scenario Outline: <number> doors are <result>
      When the number <number> is checked

      Examples: few
        | number | result   |
        | 1      | right    |
        | 13     | <i>bad</i> |
        | 2      | even\n   |
