package dev.snaptill.settlement;

import dev.snaptill.bank.OperationKey;
import dev.snaptill.bus.Ask;
import dev.snaptill.party.Account;
import dev.snaptill.party.Payee;
import dev.snaptill.voucher.Voucher;

/** Bus addresses of settlement. */
public final class Settlement {
  private Settlement() {}

  /** Pays a voucher; answered once the payment is reserved and written ahead. */
  public static final Ask<PayOrder, PayReply> PAY =
      new Ask<>("settlement.pay", PayOrder.class, PayReply.class);

  /** Asks what became of a payer's earlier payment of a voucher. */
  public static final Ask<Replay, Replayed> REPLAY =
      new Ask<>("settlement.replay", Replay.class, Replayed.class);

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
   */
  public record PayOrder(
      long messageId, Voucher voucher, Account payerAccount, Payee payee, PayerRoute route) {}

  /** Whether the payment is under way. */
  public enum PayReply {
    /** Reserved; the receipts will follow by themselves. */
    TAKEN,
    /** The voucher had no use left after all, or is over. */
    VOUCHER_GONE,
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
