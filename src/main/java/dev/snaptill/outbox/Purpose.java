package dev.snaptill.outbox;

/** What a message is for. */
public enum Purpose {
  RECEIPT,
  ANSWER,
  VOUCHER_PICTURE,
  RECEIPT_PICTURE,
  NOTICE,
  /** Carries a one-time number: by SMS to the registered phone, never by a fallback. */
  CONFIRMATION
}
