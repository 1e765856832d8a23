package dev.snaptill.store;

/** Every table that units write, in the one order in which all nodes lock them. */
public enum Table {
  APPROVAL,
  API_KEY,
  PARTY,
  PARTY_ADDRESS,
  ACCOUNT,
  VOUCHER,
  VOUCHER_USE,
  MANDATE,
  TERMINAL,
  SENDER_BLOCK,
  IDEMPOTENCY,
  INBOX,
  INBOX_OPEN,
  INBOX_END,
  PAYMENT,
  PAYMENT_LIVE,
  PAYMENT_END,
  BANK_OPERATION,
  BANK_ANSWER,
  LEDGER_TRANSFER,
  OUTBOX_OPEN,
  OUTBOX,
  PARKED,
  SWEEP_MARK,
  AUDIT_ENTRY
}
