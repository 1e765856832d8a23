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
  PAYMENT,
  PAYMENT_STATE,
  PAYMENT_HISTORY,
  BANK_OPERATION,
  LEDGER_TRANSFER,
  OUTBOX,
  RECON_FILE,
  RECON_DAY,
  RECON_ITEM,
  PAYOUT,
  PAYOUT_ITEM,
  PARKED,
  SWEEP_MARK,
  AUDIT_ENTRY
}
