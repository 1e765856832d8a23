package dev.snaptill.operator;

/** What an operator may do; each includes looking. */
public enum Role {
  /** Look at everything but secrets. */
  VIEW,
  /** Enrol parties, cancel vouchers, hold back and resume work. */
  OPERATE,
  /** Decide on money: payments that need an operator, fees, breaks, payouts. */
  MONEY,
  /** Keys, users, and the trail itself. */
  SECURITY
}
