Feature: Façades
  Nothing requires that a façade is `painted <b>red</b>`.

  Scenario: A façade is painted
    Given this passes
