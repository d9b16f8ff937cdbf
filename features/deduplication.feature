Feature: Deduplication
  Requirement 6: no number is in the log twice, no matter which client sent it or when.

  Background:
    Given a running server

  Scenario: A number that one client sends twice is logged once
    When a client sends:
      """
      314159265
      271828182
      314159265
      """
    Then the log holds:
      """
      314159265
      271828182
      """

  Scenario: A number that two clients send is logged once
    Given client A sends "314159265"
    And the log holds "314159265"
    When client B sends:
      """
      314159265
      271828182
      """
    Then the log holds:
      """
      314159265
      271828182
      """

  Scenario: A number is remembered after the client that sent it has left
    Given client A sends "314159265"
    And the log holds "314159265"
    And client A leaves
    When client B sends:
      """
      314159265
      271828182
      """
    Then the log holds:
      """
      314159265
      271828182
      """

  Scenario: Numbers that five clients send at the same time are logged once
    Given 5 connected clients
    When all of them send the numbers from 100000001 to 100020000
    Then the log holds each number from 100000001 to 100020000 once

  Scenario: Numbers that differ in one digit are all logged
    When a client sends:
      """
      100000063
      100000064
      200000063
      """
    Then the log holds:
      """
      100000063
      100000064
      200000063
      """
