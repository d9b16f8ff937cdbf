Feature: Painting
  Nothing requires that a door is `painted <b>red</b>`.

  Scenario: A door is painted
    Given this passes
