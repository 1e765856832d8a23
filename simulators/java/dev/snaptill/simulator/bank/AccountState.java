package dev.snaptill.simulator.bank;

/** Whether money may move on an account. */
public enum AccountState {
  OPEN,
  /** Answered with 14 unless the bank is built with another code. */
  CLOSED,
  /** Answered with 62, restricted. */
  FROZEN
}
