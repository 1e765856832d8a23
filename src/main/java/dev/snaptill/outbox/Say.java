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
  BLOCKED_UNTIL_LIFTED,
  BANK_NO_FUNDS,
  BANK_LIMIT,
  BANK_REFUSED,
  BANK_NO_ACCOUNT,
  BANK_EXPIRED,
  BANK_TOO_OFTEN,
  BANK_UNREACHABLE,
  NOT_COMPLETED,
  LOOKING_INTO_IT,
  /** To the payee, who submitted it: receipt, amount, payer (masked), when it was paid. */
  RECEIPT_CONFIRMED,
  /** The same a second time: receipt, amount, payer (masked), when it was confirmed. */
  RECEIPT_CONFIRMED_BEFORE,
  /** Some or all was given back: receipt, amount, payer (masked), how much. */
  RECEIPT_REFUNDED,
  RECEIPT_FORGED,
  RECEIPT_MISTYPED,
  /** Another's or nobody's. */
  RECEIPT_UNKNOWN,
  /** Goes with the receipt's picture: receipt, amount, payee. */
  RECEIPT_PICTURE,
  RECEIPT_NOT_YOURS,
  /** A payee's own words to its payer: payee, words. */
  PAYEE_SAYS,
  /** Refund's receipt to the payee who gave back: amount, payer (masked), refund, receipt. */
  REFUNDED,
  /** Refund's receipt to the payer: amount, payee, refund, receipt. */
  REFUND_RECEIVED,
  /** To the payee: amount, payer (masked). */
  REFUND_TAKES_LONGER,
  /** To the payee: amount, payer (masked). */
  REFUND_NOT_COMPLETED,
  /** To the payee: amount, payer (masked). */
  REFUND_LOOKED_INTO,
  /** To the payer, when the credit's fate is unknown: amount, payee. */
  REFUND_COMING_LATER,
  /** Asks for a yes: amount, receipt; then the one-time number. */
  CONFIRM_REFUND,
  /** No refund: receipt. */
  REFUND_NO_SUCH_PAYMENT,
  REFUND_UNFINISHED,
  REFUND_NOT_PAID,
  REFUND_WITH_OPERATOR,
  /** No refund: what is left. */
  REFUND_TOO_MUCH,
  REFUND_NO_MANDATE,
  REFUND_OVER_LIMIT,
  REFUND_PAYER_ACCOUNT_CLOSED,
  REFUND_IMPOSSIBLE,
  REFUND_BAD_RECEIPT,
  /** What a payer agrees to: amount, day of the first debit. */
  EVERY_DAY,
  EVERY_WEEK,
  EVERY_MONTH,
  EVERY_YEAR,
  /** The same by item: amount, item. */
  EVERY_ITEM,
  /** Short: amount, item. */
  BRIEF_DAY,
  BRIEF_WEEK,
  BRIEF_MONTH,
  BRIEF_YEAR,
  BRIEF_ITEM,
  /** Asks for a yes: payee, terms; then the one-time number. */
  CONFIRM_SUBSCRIPTION,
  /** Asks for a yes: payee, terms, number; then the one-time number. */
  CONFIRM_RESUME,
  /** Payee, terms, number. */
  SUBSCRIBED,
  /** To the payee: payer (masked), brief terms. */
  SUBSCRIBER,
  NOT_A_SUBSCRIPTION,
  /** Before a debit: payee, amount, number, time. */
  SUBSCRIPTION_NOTICE,
  /** A debit could not be done: payee, amount, number. */
  SUBSCRIPTION_STOPPED,
  SUBSCRIPTIONS_NONE,
  /** One of a list: number, payee, terms. */
  SUBSCRIPTION_LINE,
  SUBSCRIPTION_LINE_PAUSED,
  /** After the list. */
  SUBSCRIPTIONS_HOW,
  /** Number. */
  SUBSCRIPTION_UNKNOWN,
  /** Payee, number. */
  SUBSCRIPTION_PAUSED,
  SUBSCRIPTION_RESUMED,
  SUBSCRIPTION_CANCELLED,
  NO_CODE_IN_PHOTO,
  CODE_TOO_SMALL,
  CODE_BLURRED,
  CODE_IN_GLARE,
  CODE_UNREADABLE,
  NOT_OUR_CODE,
  SEVERAL_CODES,
  PICTURE_TOO_BIG,
  PICTURE_UNKNOWN_KIND,
  PICTURE_BROKEN,
  EMPTY,
  BAD_AMOUNT,
  BAD_NUMBER,
  CANNOT_RECEIVE,
  NO_PHONE,
  /** To whoever is to send the number back from here: phone (masked). */
  CONFIRM_SENT,
  /** Another phone has to answer: phone (masked). */
  CONFIRM_SENT_THERE,
  CONFIRM_OPEN_FIRST,
  CONFIRM_NO_MORE,
  /** Once a day. */
  CONFIRM_IGNORED,
  NOTHING_TO_CONFIRM,
  CONFIRM_LAPSED,
  YES_WITH_NUMBER,
  /** Tries left. */
  WRONG_NUMBER,
  CONFIRM_FAILED,
  CONFIRM_DECLINED,
  /** Amount, number. */
  CONFIRM_LIMIT_PAYMENT,
  /** Amount, number. */
  CONFIRM_LIMIT_DAY,
  /** Amount, number. */
  CONFIRM_LIMIT_MONTH,
  /** Number. */
  CONFIRM_START,
  /** Number to be added (masked), one-time number. */
  CONFIRM_ADD,
  /** To the number to be added: party, one-time number. */
  CONFIRM_JOINING,
  /** To the registered phone: who wants in (masked), one-time number. */
  CONFIRM_LINK,
  ADDED,
  ADDRESS_TAKEN,
  /** Account (masked), most per payment, most per month, number. */
  CONSENT,
  JOINED,
  JOINED_BEFORE,
  HISTORY_EMPTY,
  /** A line: day, amount, payee. */
  HISTORY_PAID,
  /** A line: day, amount, payer. */
  HISTORY_RECEIVED,
  /** Per payment, day, month. */
  LIMITS,
  /** The most allowed. */
  LIMIT_TOO_HIGH,
  /** Amount. */
  LIMIT_PAYMENT_SET,
  /** Amount. */
  LIMIT_DAY_SET,
  /** Amount. */
  LIMIT_MONTH_SET,
  STOPPED,
  STOPPED_STRANGER,
  STARTED,
  /** In the new language. */
  LANGUAGE_SET,
  /** To the payer named: payee, amount, note, code, expiry. */
  MONEY_ASKED,
  /** To who asked, of one payer: amount, payer (masked), code, expiry. */
  ASKED_OF,
  /** Amount, number. */
  CONFIRM_REQUEST,
  NOT_UNDERSTOOD,
  HELP
}
