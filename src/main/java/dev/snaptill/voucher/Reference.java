package dev.snaptill.voucher;

import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import org.jspecify.annotations.Nullable;

/** How a text or a picture names a voucher. */
public sealed interface Reference {

  /** As {@link Payload#read} reads it: for writing a command down. */
  String text();

  /** Fourteen digits whose check digits are right. */
  record Code(String digits) implements Reference {
    @Override
    public String text() {
      return digits;
    }

    /** Never the code: this may reach a log. */
    @Override
    public String toString() {
      return "Code";
    }
  }

  /**
   * The voucher's own id, out of a link or EMVCo data. Nobody guesses one: it is a keyed hash of 63
   * bits.
   *
   * @param shown the amount the code told the payer's application, which must be the voucher's;
   *     null if it told none
   */
  record Id(long id, @Nullable Money shown) implements Reference {
    @Override
    public String text() {
      return "https://snaptill/v/" + Ids.text(id);
    }

    /** Never the id, which is as good as the code. */
    @Override
    public String toString() {
      return "Id";
    }
  }

  /** {@code ST1.} and what {@link VoucherTokens} has sealed; not opened yet. */
  record Token(String text) implements Reference {
    /** Never the token: this may reach a log. */
    @Override
    public String toString() {
      return "Token";
    }
  }
}
