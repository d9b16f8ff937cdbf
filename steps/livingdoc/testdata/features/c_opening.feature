Feature: Opening
  Requirement 1: doors open.

  Scenario: A door with a letter
    Given this text:
      """text/plain
      Dear <b>visitor</b>,
        come in!
      """
    And this table:
      | door  | key        |
      | front | <i>old</i> |
    Then this passes

  @never
  Scenario: A door that nobody tries
    Given this passes
