package dev.snaptill.reconciliation;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One difference between a bank's statement and our books.
 *
 * @param day business day of the statement that showed it
 * @param place the operation's key, or the bank's reference where it names none of ours
 * @param ours amount as we have it, minor units; null if we don't
 * @param banks amount as the bank has it, minor units; null if it doesn't
 * @param effect by how much the bank's account is above ours for it, minor units
 * @param firstSeen milliseconds since 1970
 * @param healed when it stopped being a difference, milliseconds since 1970
 */
public record Item(
    long id,
    String bank,
    LocalDate day,
    String currency,
    String place,
    Kind kind,
    @Nullable Long paymentId,
    @Nullable Long ours,
    @Nullable Long banks,
    long effect,
    long firstSeen,
    ItemState state,
    @Nullable Resolution resolution,
    @Nullable String note,
    @Nullable Long approvalId,
    @Nullable Long healed) {

  /** Whether it still stands between the two books, as of a time. */
  boolean countsAt(long time) {
    return switch (state) {
      case OPEN, REPAIRING, TRANSIT -> true;
      case SUPERSEDED -> false;
      case RESOLVED -> resolution == Resolution.EXPLAINED || healed == null || healed > time;
      case REPAIRED, CLOSED -> healed == null || healed > time;
    };
  }

  boolean unsettled() {
    return state == ItemState.OPEN || state == ItemState.REPAIRING || state == ItemState.TRANSIT;
  }

  Item to(ItemState next, @Nullable Long at) {
    return new Item(
        id,
        bank,
        day,
        currency,
        place,
        kind,
        paymentId,
        ours,
        banks,
        effect,
        firstSeen,
        next,
        resolution,
        note,
        approvalId,
        at);
  }
}
