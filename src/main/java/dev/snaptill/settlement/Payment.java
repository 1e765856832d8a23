package dev.snaptill.settlement;

import dev.snaptill.ledger.Fee;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Claim;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One payment as its row has it.
 *
 * @param id also the id of the message that asked for it, if one did
 * @param voucherId 0 for a refund, whose payer is the payee of what it gives back
 * @param amount what the voucher asks for
 * @param fee decided when it was reserved
 * @param dayUsed the day whose limits it counts against, as 20261123
 * @param reason why it was declined or went to MANUAL
 * @param debitOp key of the debit, or of the one-message transfer
 * @param creditOp key of the last credit tried
 * @param reversalOp key of the reversal, or of the credit back to the payer
 * @param parked waits in {@code parked} for its next act
 * @param route how to reach the payer; sealed
 * @param claimed what it takes of its voucher beside a use; null if nothing
 * @param history the steps it has made, as {@link Step} writes them
 * @param step counts its steps from 0; tells whether a row is still what was read
 */
@SuppressWarnings("ArrayRecordComponent") // sealed bytes, compared by nobody
public record Payment(
    long id,
    long voucherId,
    long payerId,
    long payerAccount,
    long payeeId,
    long payeeAccount,
    Money amount,
    Fee fee,
    int dayUsed,
    State state,
    @Nullable String reason,
    @Nullable String debitOp,
    @Nullable String creditOp,
    @Nullable String reversalOp,
    boolean parked,
    byte[] route,
    @Nullable String claimed,
    int step,
    Instant changed,
    String history) {

  /**
   * Why an ended payment is being reversed again: the bank posted its debit after all. The
   * voucher's use and the payer's limits were given back when it ended, and the payer was told.
   */
  static final String DEBITED_LATE = "DEBITED_LATE";

  /** Why a payment ended that two operators brought to its end. */
  static final String RESOLVED = "RESOLVED";

  /** DESIGN.md, "A payment's life". States marked passing stand in the history only. */
  public enum State {
    DEBIT_SENT,
    /** Passing, as the reversal is queued in the same commit, unless the bank takes none. */
    DEBIT_UNKNOWN,
    CREDIT_SENT,
    /** Passing: the reversal is queued in the same commit. */
    CREDIT_DECLINED,
    CREDIT_UNKNOWN,
    TRANSFER_SENT,
    /** Passing, as the reversal is queued in the same commit, unless the bank takes none. */
    TRANSFER_UNKNOWN,
    REVERSING,
    /** The debit can't be reversed: a credit back to the payer is under way. */
    COMPENSATING,
    COMPLETED,
    DECLINED,
    REVERSED,
    /** An operator has to look at it. */
    MANUAL;

    /** Nothing more will happen by itself. */
    public boolean ended() {
      return this == COMPLETED || this == DECLINED || this == REVERSED || this == MANUAL;
    }
  }

  /** A refund names no voucher but the payment it gives back, in {@code refund}. */
  public boolean isRefund() {
    return voucherId == 0;
  }

  boolean isDebitedLate() {
    return DEBITED_LATE.equals(reason);
  }

  /** What it takes of its voucher. */
  public Claim claim() {
    return Claim.read(voucherId, payeeId, payerId, amount.minor(), claimed);
  }

  /** What the payee's bank credits. */
  public Money credited() {
    return fee.credited(amount);
  }

  /** The steps it has made, oldest first. */
  public List<Step> steps() {
    return Step.parse(history);
  }

  public Instant created() {
    return Instant.ofEpochMilli(Ids.millisOf(id));
  }

  public Payment to(State next, @Nullable String why, Instant now) {
    return with(
        next, why, creditOp, reversalOp, parked, step + 1, now, Step.add(history, next, now, why));
  }

  public Payment withCreditOp(String key) {
    return with(state, reason, key, reversalOp, parked, step, changed, history);
  }

  public Payment withReversalOp(String key) {
    return with(state, reason, creditOp, key, parked, step, changed, history);
  }

  public Payment withParked(boolean now) {
    return with(state, reason, creditOp, reversalOp, now, step, changed, history);
  }

  /** What was decided when it was reserved stays as it is. */
  private Payment with(
      State newState,
      @Nullable String why,
      @Nullable String credit,
      @Nullable String reversal,
      boolean nowParked,
      int newStep,
      Instant at,
      String steps) {
    return new Payment(
        id,
        voucherId,
        payerId,
        payerAccount,
        payeeId,
        payeeAccount,
        amount,
        fee,
        dayUsed,
        newState,
        why,
        debitOp,
        credit,
        reversal,
        nowParked,
        route,
        claimed,
        newStep,
        at,
        steps);
  }
}
