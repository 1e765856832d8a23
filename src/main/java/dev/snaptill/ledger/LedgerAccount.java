package dev.snaptill.ledger;

import java.util.Optional;

/**
 * An account of the books; the chart of accounts is {@link Kind}. Each is held per currency: a
 * transfer's currency says which.
 *
 * @param name as it stands in {@code ledger_transfer}, such as {@code bank:north}
 */
public record LedgerAccount(Kind kind, String name) {

  /** The chart of accounts. */
  public enum Kind {
    /** What a bank holds for us, per bank: an asset, grows by debits. */
    BANK("bank:", true),
    /** Payers' money that has left their banks and not yet reached the payees. */
    CLEARING("clearing", false),
    /** Money whose fate a bank has not told. */
    SUSPENSE("suspense", false),
    /** What we owe a payee, per payee. */
    PAYEE("payee:", false),
    /** What was earned for our service. */
    FEES("fees", false);

    private final String prefix;
    private final boolean asset;

    Kind(String prefix, boolean asset) {
      this.prefix = prefix;
      this.asset = asset;
    }

    private boolean many() {
      return prefix.endsWith(":");
    }

    /** Whether debits make it grow, as with everything we own; the rest grows by credits. */
    public boolean isAsset() {
      return asset;
    }
  }

  public static final LedgerAccount CLEARING = new LedgerAccount(Kind.CLEARING, "clearing");
  public static final LedgerAccount SUSPENSE = new LedgerAccount(Kind.SUSPENSE, "suspense");
  public static final LedgerAccount FEES = new LedgerAccount(Kind.FEES, "fees");

  public LedgerAccount {
    if (!belongs(kind, name)) {
      throw new IllegalArgumentException("'" + name + "' is not an account of " + kind);
    }
  }

  private static boolean belongs(Kind kind, String name) {
    if (!kind.many()) {
      return name.equals(kind.prefix);
    }
    String rest = name.startsWith(kind.prefix) ? name.substring(kind.prefix.length()) : "";
    return kind == Kind.PAYEE ? rest.matches("[1-9][0-9]{0,18}") : !rest.isBlank();
  }

  public static LedgerAccount bank(String bank) {
    return new LedgerAccount(Kind.BANK, Kind.BANK.prefix + bank);
  }

  public static LedgerAccount payee(long partyId) {
    return new LedgerAccount(Kind.PAYEE, Kind.PAYEE.prefix + partyId);
  }

  /** Reads a name; empty if the chart has no such account. */
  public static Optional<LedgerAccount> parse(String name) {
    for (Kind kind : Kind.values()) {
      if (name.length() <= 60 && belongs(kind, name)) {
        return Optional.of(new LedgerAccount(kind, name));
      }
    }
    return Optional.empty();
  }

  /** The payee whose account it is. */
  public long payeeId() {
    if (kind != Kind.PAYEE) {
      throw new IllegalStateException(name + " is no payee's");
    }
    return Long.parseLong(name.substring(Kind.PAYEE.prefix.length()));
  }

  /** What stands on it in the direction in which it grows, from credits less debits. */
  public long inItsDirection(long creditsLessDebits) {
    return kind.isAsset() ? -creditsLessDebits : creditsLessDebits;
  }
}
