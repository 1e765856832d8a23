package dev.snaptill.store;

/** Every table that units write, in the one order in which all nodes lock them. */
public enum Table {
  APPROVAL,
  OPERATOR_USER,
  OPERATOR_KEY,
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
  PAYMENT,
  PAYMENT_STATE,
  PAYMENT_HISTORY,
  BANK_OPERATION,
  LEDGER_TRANSFER,
  OUTBOX,
  PARKED,
  SWEEP_MARK,
  RETENTION_MARK,
  VAULT_KEY,
  AUDIT_ENTRY,
  AUDIT_CHAIN,
  AUDIT_LINK
}
