package dev.snaptill.simulator.bank;

import com.solab.iso8583.IsoMessage;
import dev.snaptill.simulator.bank.BookEntry.Key;
import dev.snaptill.simulator.bank.BookEntry.Kind;
import java.time.Instant;

/** Draws up the entries that reversals leave in the books. */
final class Reversals {
  private Reversals() {}

  /** A reversal of a request that never came, under that request's key. */
  static BookEntry notFound(Key key) {
    return entry(Kind.NOT_FOUND, "25", key, "", "", 0, "", 0, "", "");
  }

  /**
   * The way back of what was posted, under the reversal's own key; or the note that there is
   * nothing to take back.
   */
  static BookEntry of(BookEntry original, IsoMessage reversal) {
    Kind kind = original.kind().posting() ? Kind.REVERSAL : Kind.VOID;
    Key own =
        new Key(
            original.terminal(),
            Integer.parseInt(Fields.text(reversal, 11)),
            Fields.text(reversal, 7));
    return entry(
        kind,
        Teller.APPROVED,
        own,
        original.to(),
        original.from(),
        original.amount(),
        original.rrn(),
        original.seq(),
        original.currency(),
        original.merchant());
  }

  private static BookEntry entry(
      Kind kind,
      String code,
      Key key,
      String from,
      String to,
      long amount,
      String rrn,
      long reversalOf,
      String currency,
      String merchant) {
    return new BookEntry(
        0,
        Instant.EPOCH,
        kind,
        code,
        key.terminal(),
        key.stan(),
        key.transmitted(),
        from,
        to,
        amount,
        rrn,
        reversalOf,
        "",
        "",
        "",
        currency,
        merchant,
        amount);
  }
}
