package dev.snaptill.reconciliation;

import dev.snaptill.bank.BankOperation.Type;
import dev.snaptill.reconciliation.BankLine.Direction;
import dev.snaptill.reconciliation.Finding.BookedLater;
import dev.snaptill.reconciliation.Finding.Differs;
import dev.snaptill.reconciliation.Finding.Matched;
import dev.snaptill.reconciliation.Finding.Nothing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a posting of the bank and an operation of ours mean for each other. Certain is only
 * what the bank's statement says; silence is certain only of a day that was over for the bank.
 */
final class Rules {
  /** Clocks differ, and a bank may take its time once more than it says. */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  /** Booked later than this after the cut-over, a difference must be remembered. */
  private static final Duration NEXT_CUT_OVER = Duration.ofHours(6);

  private final long cutOver;
  private final boolean listsTransfers;
  private final long near;

  /**
   * @param cutOver when the bank's day ended for us, milliseconds since 1970
   * @param listsTransfers whether the file has transfers between two customers of the bank
   * @param processingTime the bank's longest: what was sent nearer than this to the last operation
   *     that the bank has in its day may stand in the next day's statement
   */
  Rules(long cutOver, boolean listsTransfers, Duration processingTime) {
    this.near = processingTime.plus(MARGIN).toMillis();
    this.cutOver = cutOver;
    this.listsTransfers = listsTransfers;
  }

  /** A posting in the bank's statement; {@code ours} is null if we have no such operation. */
  Finding posted(BankLine line, @Nullable Ours ours) {
    if (ours == null) {
      return new Differs(Kind.BANK_ONLY, line.effect());
    }
    long gap = line.effect() - ours.effectAt(cutOver);
    if (!ours.rrn().equals(line.rrn())
        || (line.type() != null && line.type() != ours.type())
        || !fits(line.direction(), ours.type())) {
      return new Differs(Kind.DETAILS_DIFFER, gap);
    }
    if (!ours.amount().equals(line.amount())) {
      return new Differs(Kind.AMOUNT_DIFFERS, gap);
    }
    return switch (ours.belief()) {
      case POSTED -> agreed(line, ours, gap);
      case NOT_POSTED -> new Differs(Kind.POSTED_THOUGH_REFUSED, gap);
      case UNKNOWN -> foundPosted(ours, gap);
    };
  }

  private static boolean fits(Direction direction, Type type) {
    return switch (type) {
      case DEBIT -> direction == Direction.CREDITED;
      case CREDIT -> direction == Direction.DEBITED;
      // of a debit, or of a transfer, which does not touch our account
      case REVERSAL -> direction != Direction.CREDITED;
      case TRANSFER -> direction == Direction.NONE;
      case ENQUIRY -> false;
    };
  }

  private Finding agreed(BankLine line, Ours ours, long gap) {
    if (gap == 0) {
      return new Matched();
    }
    Long booked = ours.booked();
    if (booked == null) {
      return new Differs(Kind.IN_TRANSIT, gap);
    }
    if (ours.bookedEffect() != line.effect()) {
      return new Differs(Kind.AMOUNT_DIFFERS, gap);
    }
    return booked <= cutOver + NEXT_CUT_OVER.toMillis()
        ? new BookedLater(gap)
        : new Differs(Kind.IN_TRANSIT, gap);
  }

  private static Finding foundPosted(Ours ours, long gap) {
    boolean debit = ours.type() == Type.DEBIT || ours.type() == Type.TRANSFER;
    if (debit && ours.paymentIs("REVERSED")) {
      return ours.reversalConfirmed()
          // never booked by us; its reversal stands, or will stand, in a statement too
          ? gap == 0 ? new Matched() : new Differs(Kind.IN_TRANSIT, gap)
          : new Differs(Kind.DEBITED_AFTER_ALL, gap);
    }
    return new Differs(Kind.FOUND_POSTED, gap);
  }

  /**
   * An operation of ours without a posting in its day's statement.
   *
   * @param lastPosted when the last operation was sent that the statement has, milliseconds since
   *     1970
   * @param originalPosted whether the statement has what this reversal takes back
   */
  Finding absent(Ours ours, long lastPosted, boolean originalPosted) {
    if (ours.type() == Type.ENQUIRY || (ours.type() == Type.TRANSFER && !listsTransfers)) {
      return new Nothing();
    }
    boolean near = ours.transmitted() > lastPosted - this.near;
    return absent(ours, near, originalPosted);
  }

  /** As above, once the next day's statement doesn't have it either. */
  Finding absentForGood(Ours ours) {
    return absent(ours, false, true);
  }

  private Finding absent(Ours ours, boolean near, boolean originalPosted) {
    long gap = -ours.effectAt(cutOver);
    return switch (ours.belief()) {
      case NOT_POSTED -> gap == 0 ? new Nothing() : new Differs(Kind.OURS_ONLY, gap);
      case POSTED -> {
        boolean tookNothingBack =
            ours.type() == Type.REVERSAL && !originalPosted && ours.booked() == null;
        yield tookNothingBack
            ? new Nothing()
            : new Differs(near ? Kind.NEAR_CUT_OVER : Kind.OURS_ONLY, gap);
      }
      // a debit or a reversal of unknown fate is being settled with the bank by its reversal
      case UNKNOWN ->
          ours.type() != Type.CREDIT || !undecided(ours)
              ? new Nothing()
              : new Differs(near ? Kind.NEAR_CUT_OVER : Kind.FOUND_ABSENT, gap);
    };
  }

  private static boolean undecided(Ours ours) {
    return ours.paymentIs("CREDIT_UNKNOWN")
        || ours.paymentIs("CREDIT_SENT")
        || ours.paymentIs("MANUAL");
  }
}
