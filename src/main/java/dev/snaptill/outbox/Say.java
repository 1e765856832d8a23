package dev.snaptill.outbox;

/** Every text that people get. The words are in {@code messages_*.properties} under these names. */
public enum Say {
  /** Payer's receipt: amount, payee, receipt. */
  PAID,
  /** The same if the payer bears a fee: amount, payee, receipt, fee. */
  PAID_AND_FEE,
  /** Payee's receipt: amount, payer (masked), receipt. */
  RECEIVED,
  /** The same if a fee was kept: amount, payer (masked), receipt, fee. */
  RECEIVED_LESS_FEE,
  /** Payee's receipt where payout runs pay it: amount, payer (masked), receipt. */
  EARNED,
  /** The same if a fee was kept: amount, payer (masked), receipt, fee. */
  EARNED_LESS_FEE,
  /** The same payer sent a paid voucher again: amount, payee, receipt. */
  PAID_BEFORE,
  /** A voucher with several uses, paid before by the same payer: amount, receipt, two digits. */
  PAID_AGAIN,
  IN_PROGRESS,
  /** A bank does not answer, once per payment: amount, payee. */
  TAKES_LONGER,
  /** To the payee, when the credit's fate is unknown: amount, payer (masked). */
  COMING_LATER,
  /** A voucher for the payee: amount, note, code, expiry. */
  VOUCHER,
  /** Goes with the picture: amount, code. */
  VOUCHER_PICTURE,
  /** A repeated request: amount, code, two digits to ask again. */
  ASKED_BEFORE,
  NOTHING_TO_REPEAT,
  UNKNOWN_CODE,
  EXPIRED,
  CANCELLED,
  ALREADY_USED,
  OVER_LIMIT,
  CONFIRM_NOT_YET,
  /** Asks for a yes before paying: amount, payee, one-time number. */
  CONFIRM_PAYMENT,
  FORGED,
  TOKEN_DIFFERS,
  PAUSED,
  USED_UP,
  PAID_IN_FULL,
  PAYER_CLOSED,
  /** The payee. */
  PAYEE_CLOSED,
  /** Kinds of channels. */
  WRONG_CHANNEL,
  /** Least and most. */
  AMOUNT_MISSING,
  /** Least and most. */
  AMOUNT_OUTSIDE,
  /** The only amount. */
  AMOUNT_FIXED,
  /** The most. */
  OVER_PLATFORM,
  OVER_DAY,
  OVER_DAY_COUNT,
  OVER_MONTH,
  OVER_PRINTED,
  OVER_NEW_PAYER,
  NO_MANDATE,
  NOT_REGISTERED,
  NOT_BELIEVED,
  PAYER_ACCOUNT_CLOSED,
  PAYEE_ACCOUNT_CLOSED,
  OWN_VOUCHER,
  WRONG_CURRENCY,
  BLOCKED,
  BANK_NO_FUNDS,
  BANK_LIMIT,
  BANK_REFUSED,
  BANK_NO_ACCOUNT,
  BANK_EXPIRED,
  BANK_TOO_OFTEN,
  BANK_UNREACHABLE,
  NOT_COMPLETED,
  LOOKING_INTO_IT,
  NO_CODE_IN_PHOTO,
  NOT_OUR_CODE,
  SEVERAL_CODES,
  PICTURE_TOO_BIG,
  PICTURE_UNKNOWN_KIND,
  PICTURE_BROKEN,
  EMPTY,
  BAD_AMOUNT,
  CANNOT_RECEIVE,
  NOT_UNDERSTOOD,
  HELP
}
