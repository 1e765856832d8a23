package dev.snaptill.ledger;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of {@code ledger_transfer}. A row is both sides of a transfer, so debits equal credits by
 * construction; rows are only ever inserted, each once per payment and kind, and the database
 * refuses to alter or delete them.
 */
public final class LedgerStore {
  /** Payers' money that has left their banks and not yet reached the payees. */
  public static final String CLEARING = LedgerAccount.CLEARING.name();

  /** Money whose fate the bank has not told. */
  public static final String SUSPENSE = LedgerAccount.SUSPENSE.name();

  /** What was earned by fees. */
  public static final String FEES = LedgerAccount.FEES.name();

  /** Transfers posted further than this from their payment's id are listed aside. */
  static final Duration PUNCTUAL = Duration.ofMinutes(10);

  /** For transfers {@code t}: posted about when their id was given. */
  static final String IS_PUNCTUAL =
      " ABS(t.posted - "
          + Ids.millisOf(0)
          + " - t.payment_id / "
          + Ids.floorAt(Ids.millisOf(0) + 1)
          + ") <= "
          + PUNCTUAL.toMillis();

  /** For transfers {@code t}: found by the payments of the payee whose account they touch. */
  static final String IS_OF_PAYMENT =
      " t.kind NOT IN ("
          + Kind.PAYOUT.ordinal()
          + ", "
          + Kind.ADJUSTMENT.ordinal()
          + ", "
          + Kind.REFUND_FUNDED.ordinal()
          + ", "
          + Kind.REFUNDED.ordinal()
          + ")";

  private static final Sql POST =
      Sql.of(
          Table.LEDGER_TRANSFER,
          "INSERT INTO ledger_transfer (payment_id, kind, debit, credit, amount, currency, posted)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?)");
  private static final Sql ASIDE =
      Sql.of(
          Table.LEDGER_ASIDE,
          "INSERT INTO ledger_aside (account, place, payment_id, kind) VALUES (?, ?, ?, ?)");

  /** Why money moved; each at most once in a payment's life. Stored by number: only ever add. */
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
    ADJUSTMENT,
    /** The payee's bank took a refund from the payee's account: bank to clearing. */
    REFUND_DEBITED,
    /** Set against the payee's account, which the refund then leaves: clearing to payee. */
    REFUND_FUNDED,
    /** Given back by the payer's bank: payee to bank. */
    REFUNDED,
    /** A refund came to nothing, the payee's bank gave it back: clearing to bank. */
    REFUND_REVERSED
  }

  private LedgerStore() {}

  /** Our account with a bank. */
  public static String bank(String name) {
    return LedgerAccount.bank(name).name();
  }

  /** What we owe a payee. */
  public static String payee(long partyId) {
    return LedgerAccount.payee(partyId).name();
  }

  /**
   * Posts a transfer that is on time and a payment's; {@link #transfer} is for all others too.
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
   * Posts a transfer, and lists it aside if balances and statements would not find it by its
   * payment's id.
   *
   * @param id the payment's; for a payout or an adjustment a new one
   * @param posted milliseconds since 1970
   */
  public static List<Statement> transfer(
      long id, Kind kind, String debit, String credit, Money amount, long posted) {
    List<Statement> statements = new ArrayList<>(3);
    statements.add(post(id, kind, debit, credit, amount, posted));
    for (String account : List.of(debit, credit)) {
      if (isAside(id, kind, account, posted)) {
        statements.add(ASIDE.with(id, account, place(id, posted), id, kind.ordinal()));
      }
    }
    return statements;
  }

  /** Balances and statements look by the id's time, and for a payee by its payments. */
  static boolean isAside(long id, Kind kind, String account, long posted) {
    boolean late = Math.abs(posted - Ids.millisOf(id)) > PUNCTUAL.toMillis();
    boolean ofNoPaymentToIt =
        switch (kind) {
          case PAYOUT, ADJUSTMENT, REFUND_FUNDED, REFUNDED -> true;
          default -> false;
        };
    return late || (ofNoPaymentToIt && account.startsWith("payee:"));
  }

  /** An id of the time of posting; its lower bits tell transfers of one millisecond apart. */
  private static long place(long id, long posted) {
    long within = Ids.floorAt(Ids.millisOf(0) + 1) - 1;
    // an id's own lower bits are often 0: mixed, those of different payments differ
    return Ids.floorAt(posted) | ((id * 0x9E3779B97F4A7C15L >>> 32) & within);
  }
}
