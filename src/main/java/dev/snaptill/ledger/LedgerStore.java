package dev.snaptill.ledger;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.value.Money;

/**
 * Rows of {@code ledger_transfer}. A row is both sides of a transfer, so debits equal credits by
 * construction; rows are only ever inserted, each once per payment and kind.
 */
public final class LedgerStore {
  /** Payers' money that has left their banks and not yet reached the payees. */
  public static final String CLEARING = "clearing";

  /** Money whose fate the bank has not told. */
  public static final String SUSPENSE = "suspense";

  private static final Sql POST =
      Sql.of(
          Table.LEDGER_TRANSFER,
          "INSERT INTO ledger_transfer (payment_id, kind, debit, credit, amount, currency, posted)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?)");

  /** Why money moved; each at most once in a payment's life. */
  public enum Kind {
    /** The payer's bank took it from the payer: bank to clearing. */
    DEBITED,
    /** Earned by the payee: clearing to payee. */
    EARNED,
    /** Paid out at once by the payee's bank: payee to bank. */
    PAID_OUT,
    /** The payer's bank gave it back: clearing to bank. */
    REVERSED,
    /** Our fee: payee to fees, or clearing to fees if the payer bears it. */
    FEE,
    /** The bank has not told what became of it: clearing, or the payer's bank, to suspense. */
    SUSPENDED,
    /** It is known now: suspense back to where it came from. */
    CLEARED,
    /** Paid out with others in a file: payee to bank. Under an id of its own, not a payment's. */
    PAYOUT,
    /** A correction by two operators, between any accounts. Under an id of its own. */
    ADJUSTMENT
  }

  private LedgerStore() {}

  /** Our account with a bank. */
  public static String bank(String name) {
    return "bank:" + name;
  }

  /** What we owe a payee. */
  public static String payee(long partyId) {
    return "payee:" + partyId;
  }

  /**
   * Posts a transfer.
   *
   * @param debit account that is debited, for example {@code bank:north} when money arrives there
   * @param posted milliseconds since 1970
   */
  public static Statement post(
      long paymentId, Kind kind, String debit, String credit, Money amount, long posted) {
    return POST.with(
        paymentId,
        paymentId,
        kind.ordinal(),
        debit,
        credit,
        amount.minor(),
        amount.currency(),
        posted);
  }

  /**
   * Posts a transfer of any kind.
   *
   * @param id the payment's; for a payout or an adjustment a new one
   * @param posted milliseconds since 1970
   */
  public static java.util.List<Statement> transfer(
      long id, Kind kind, String debit, String credit, Money amount, long posted) {
    return java.util.List.of(post(id, kind, debit, credit, amount, posted));
  }
}
