package dev.snaptill.settlement;

import dev.snaptill.bank.BankAnswer;
import dev.snaptill.outbox.Say;

/** The words for a bank's refusal (bank.md, "words for people"). */
final class Declines {
  private Declines() {}

  static Say say(BankAnswer answer, boolean transfer) {
    if (!(answer instanceof BankAnswer.Answered answered)) {
      return Say.BANK_UNREACHABLE;
    }
    return switch (answered.code()) {
      case "51" -> Say.BANK_NO_FUNDS;
      case "61" -> Say.BANK_LIMIT;
      case "65", "75" -> Say.BANK_TOO_OFTEN;
      case "54" -> Say.BANK_EXPIRED;
      case "90", "91", "92" -> Say.BANK_UNREACHABLE;
      // A one-message transfer does not say whose account it means.
      case "14" -> transfer ? Say.BANK_REFUSED : Say.BANK_NO_ACCOUNT;
      case "62", "41", "43" -> transfer ? Say.BANK_REFUSED : Say.PAYER_ACCOUNT_CLOSED;
      default -> Say.BANK_REFUSED;
    };
  }
}
