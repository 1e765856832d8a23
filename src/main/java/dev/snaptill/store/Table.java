package dev.snaptill.store;

/** Every table that units write, in the one order in which all nodes lock them. */
public enum Table {
  APPROVAL,
  API_KEY,
  PARTY,
  PARTY_ADDRESS,
  ACCOUNT,
  FEE_SCHEDULE,
  VOUCHER,
  VOUCHER_USE,
  MANDATE,
  TERMINAL,
  SENDER_BLOCK,
  IDEMPOTENCY,
  INBOX,
  PAYMENT,
  PAYMENT_STATE,
  PAYMENT_HISTORY,
  BANK_OPERATION,
  LEDGER_TRANSFER,
  LEDGER_ASIDE,
  LEDGER_BALANCE_MARK,
  LEDGER_FOLD,
  OUTBOX,
  PARKED,
  SWEEP_MARK,
  AUDIT_ENTRY
}
