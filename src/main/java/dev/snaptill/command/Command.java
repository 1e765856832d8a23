package dev.snaptill.command;

import dev.snaptill.value.Address;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Reference;
import org.jspecify.annotations.Nullable;

/** What a text asks for. */
public sealed interface Command {
  /**
   * To pay a voucher.
   *
   * @param amount the payer's own, where the voucher leaves it to the payer; null if none was typed
   */
  record Pay(Reference voucher, @Nullable Money amount) implements Command {
    public Pay(Reference voucher) {
      this(voucher, null);
    }

    /** As {@link Grammar} reads it. */
    public String text() {
      return "PAY " + voucher.text() + (amount == null ? "" : " " + amount.decimal());
    }
  }

  /** Looks like a code, but a digit is wrong. */
  record Mistyped() implements Command {}

  /**
   * To be paid; the note may be empty.
   *
   * @param payer the only one who may pay it, as typed after {@code TO}; null if anyone may
   */
  record Request(Money amount, String note, @Nullable Address payer) implements Command {
    public Request(Money amount, String note) {
      this(amount, note, null);
    }
  }

  /** To be paid, but the amount is not one. */
  record BadAmount() implements Command {}

  /** Yes, once more: the two digits that were asked for. */
  record Again(int number) implements Command {}

  record Help() implements Command {}

  record Empty() implements Command {}

  record NotUnderstood() implements Command {}
}
