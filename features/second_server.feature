Feature: Second server
  A second server that is started by mistake must not clear the log of the first one: a server that cannot start
  leaves the log unchanged.

  Background:
    Given a running server
    And a client sends "314159265"
    And the log holds "314159265"

  Scenario: A second server on the same port does not clear the log of the first
    When a second server is started with the same log
    Then it fails with "cannot listen on"
    And the log holds "314159265"

  Scenario: A second server on another port does not clear the log of the first
    When a second server is started on another port with the same log
    Then it fails with "is in use by another server"
    And the log holds "314159265"
