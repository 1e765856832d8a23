package dev.snaptill.settlement;

import dev.snaptill.bank.OperationKey;
import dev.snaptill.bus.Ask;
import dev.snaptill.party.Account;
import dev.snaptill.party.Allowance;
import dev.snaptill.party.Payee;
import dev.snaptill.store.Statement;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Claim;
import dev.snaptill.voucher.Voucher;
import org.jspecify.annotations.Nullable;

/** Bus addresses of settlement. */
public final class Settlement {
  private Settlement() {}

  /** Pays a voucher; answered once the payment is reserved and written ahead. */
  public static final Ask<PayOrder, PayReply> PAY =
      new Ask<>("settlement.pay", PayOrder.class, PayReply.class);

  /** Asks what became of a payer's earlier payment of a voucher. */
  public static final Ask<Replay, Replayed> REPLAY =
      new Ask<>("settlement.replay", Replay.class, Replayed.class);

  /** Gives a payment, or a part of it, back; answered once that is reserved and written ahead. */
  public static final Ask<RefundOrder, RefundReply> REFUND =
      new Ask<>("settlement.refund", RefundOrder.class, RefundReply.class);

  /** Whether a payment could be given back as things are; reserves nothing. */
  public static final Ask<Refundable, RefundReply> REFUNDABLE =
      new Ask<>("settlement.refundable", Refundable.class, RefundReply.class);

  /** Tells what a bank's statement says of an operation whose fate was unknown. */
  public static final Ask<Certain, Repair> CERTAIN =
      new Ask<>("settlement.certain", Certain.class, Repair.class);

  /** An operation that the bank certainly posted, or certainly did not. */
  public record Certain(OperationKey key, boolean posted) {}

  /** What settlement does with a certainty. */
  public enum Repair {
    /** The payment moves on; what comes of it stands in its rows. */
    TAKEN,
    /** The payment is in the middle of a step: tell it again. */
    LATER,
    /** It is known already, or no payment waits for it. */
    NOTHING_TO_DO
  }

  /**
   * A validated wish to pay.
   *
   * @param messageId the message that asks; the payment gets the same id
   * @param amount of this payment
   * @param allowance how it counts against the payer's mandate
   * @param lastPayment the payer's last payment with a voucher of several uses, as validation found
   *     it; 0 if there was none
   * @param proof the registered phone's yes: a guard that uses it up; null if none was needed
   */
  public record PayOrder(
      long messageId,
      Voucher voucher,
      Money amount,
      Account payerAccount,
      Payee payee,
      PayerRoute route,
      Allowance allowance,
      long lastPayment,
      @Nullable Statement proof) {

    /** A first payment that needs no yes, of a payer who is not new. */
    public PayOrder(
        long messageId,
        Voucher voucher,
        Money amount,
        Account payerAccount,
        Payee payee,
        PayerRoute route) {
      this(messageId, voucher, amount, payerAccount, payee, route, Allowance.ORDINARY, 0, null);
    }

    /** What the payment takes of its voucher. */
    Claim claim() {
      return Claim.of(voucher, payerAccount.partyId(), amount.minor());
    }
  }

  /** Whether the payment is under way. */
  public enum PayReply {
    /** Reserved; the receipts will follow by themselves. */
    TAKEN,
    /** The voucher had no use left after all, is over, or was just paid by the same payer. */
    VOUCHER_GONE,
    /** The registered phone's yes has been used up. */
    PROOF_GONE,
    /** A limit of the payer, or the mandate, forbids it. */
    OVER_LIMIT,
    /** The payer's or payee's bank can't be asked now. */
    BANK_NOT_READY,
    /** The payer's bank, asked before the debit, would refuse it. */
    ACCOUNT_REFUSED,
    /** The payer's bank does not know the account. */
    ACCOUNT_UNKNOWN,
    ACCOUNT_CLOSED,
    CARD_EXPIRED
  }

  /**
   * A payee's wish to give back.
   *
   * @param id the refund's: new, or that of the message that asks for it
   * @param amount null: all that is left
   * @param route where the payee is told; null: at the address it has
   * @param memo guard that lets the same request act once, with {@code forget}, which undoes it
   * @param proof guard that uses up the payee's confirmation
   */
  public record RefundOrder(
      long id,
      long paymentId,
      long payeeId,
      @Nullable Money amount,
      @Nullable PayerRoute route,
      @Nullable Statement memo,
      @Nullable Statement forget,
      @Nullable Statement proof) {}

  /**
   * A payee's thought of giving back.
   *
   * @param amount null: all that is left
   */
  public record Refundable(long paymentId, long payeeId, @Nullable Money amount) {}

  /** Whether a refund is under way, or would be. */
  public sealed interface RefundReply {
    /** Reserved; the receipts will follow by themselves. */
    record Taken(Money amount) implements RefundReply {}

    /**
     * @param left of the payment's amount, where that is why
     */
    record Refused(NoRefund why, @Nullable Money left) implements RefundReply {}
  }

  /** Why there is no refund. */
  public enum NoRefund {
    /** There is none, or it was paid to somebody else. */
    NO_SUCH_PAYMENT,
    /** It is a refund itself. */
    IS_REFUND,
    /** It has not ended yet. */
    UNFINISHED,
    /** Nothing was paid, or it was taken back. */
    NOT_PAID,
    /** An operator looks into it. */
    WITH_OPERATOR,
    WRONG_CURRENCY,
    /** More than is left of it. */
    TOO_MUCH,
    /** The payee has not authorised debits of its account. */
    NO_MANDATE,
    /** The payee's mandate forbids it. */
    OVER_LIMIT,
    PAYEE_ACCOUNT_CLOSED,
    PAYER_ACCOUNT_CLOSED,
    /** The payer's or payee's bank can't be asked now. */
    BANK_NOT_READY,
    /** The memo is written already: the same request came before. */
    KNOWN,
    /** The confirmation is used up. */
    NOT_CONFIRMED
  }

  /** Which earlier payment is meant. */
  public record Replay(long voucherId, long payerId) {}

  /** The fate of the earlier payment. */
  public sealed interface Replayed {
    /** There is none that counts; paying anew is right. */
    record None() implements Replayed {}

    record Unfinished() implements Replayed {}

    record Completed(Payment payment) implements Replayed {}
  }
}
