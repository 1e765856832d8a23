package dev.snaptill.subscription;

import dev.snaptill.value.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A payer's standing authorisation.
 *
 * @param id also that of the voucher that its debits pay
 * @param number as its payer names it, from 1
 * @param first date of occurrence 0
 * @param item the designated one; null if debits go by the calendar
 * @param amount of each debit; by item, at most
 * @param reason why it is paused; null if its payer wants it so, or it isn't
 * @param occurrence which is next, or under way
 * @param noticed of which occurrence its payer has been told last; -1 if of none
 * @param since when that one was to be debited for the first time
 * @param due when it has to be looked at next; null if never
 * @param paymentId of the last debit; 0 if there was none
 * @param step counts its changes
 */
public record Subscription(
    long id,
    long planId,
    int number,
    long payerId,
    long payeeId,
    Period period,
    ZoneId zone,
    LocalDate first,
    @Nullable String item,
    Money amount,
    State state,
    @Nullable String reason,
    int occurrence,
    int noticed,
    Stage stage,
    Instant since,
    @Nullable Instant due,
    long paymentId,
    int step,
    Consent consent) {

  /** Whether it may be debited. */
  public enum State {
    ACTIVE,
    PAUSED,
    CANCELLED
  }

  /** What is next. */
  public enum Stage {
    /** Its payer is told of the debit to come. */
    NOTICE,
    DEBIT,
    /** A debit is under way. */
    PAYING
  }

  /**
   * What its payer has agreed to.
   *
   * @param message the one that said yes
   * @param channel it came by
   * @param text as it was shown to the payer
   */
  public record Consent(Instant at, long message, String channel, String text) {}

  DueDates dates(SubscriptionConfig config) {
    return new DueDates(period, zone, first, config);
  }

  Subscription at(Stage next, int which, Instant from, @Nullable Instant when) {
    return changed(state, reason, which, noticed, next, from, when, paymentId, step);
  }

  /** Its payer has been told of that occurrence. */
  Subscription noticed(int which) {
    return changed(state, reason, occurrence, which, stage, since, due, paymentId, step);
  }

  Subscription due(Instant when) {
    return at(stage, occurrence, since, when);
  }

  Subscription paying(long payment, Instant when) {
    return changed(state, reason, occurrence, noticed, Stage.PAYING, since, when, payment, step);
  }

  Subscription to(State next, @Nullable String why, @Nullable Instant when) {
    return changed(next, why, occurrence, noticed, stage, since, when, paymentId, step);
  }

  /** As it stands once a change of it is committed. */
  Subscription stepped() {
    return changed(state, reason, occurrence, noticed, stage, since, due, paymentId, step + 1);
  }

  /** What its payer has agreed to stays as it is. */
  private Subscription changed(
      State newState,
      @Nullable String why,
      int which,
      int told,
      Stage next,
      Instant from,
      @Nullable Instant when,
      long payment,
      int newStep) {
    return new Subscription(
        id, planId, number, payerId, payeeId, period, zone, first, item, amount, newState, why,
        which, told, next, from, when, payment, newStep, consent);
  }
}
