package dev.snaptill.reconciliation;

import dev.snaptill.ledger.LedgerStore;
import dev.snaptill.reconciliation.ReconciliationStore.Moved;
import dev.snaptill.value.Ids;

/** Folds our account at a bank from the ledger, slice by slice. Blocking. */
final class BankBalance {
  private static final int SLICE = 2000;
  private static final long AHEAD = 60_000;

  private final ReconciliationStore store;

  BankBalance(ReconciliationStore store) {
    this.store = store;
  }

  /**
   * The balance in minor units, of what was posted up to a time (milliseconds since 1970). A
   * positive one is money we have there.
   */
  long at(String bank, String currency, long time, Progress progress) {
    String account = LedgerStore.bank(bank);
    // a transfer is never posted before its payment's message came; ids may run a little ahead
    long before = Ids.floorAt(time + AHEAD);
    long balance = 0;
    long after = 0;
    boolean more = true;
    while (more) {
      ReconciliationStore.Slice slice = Waiting.on(store.transfers(after, before, SLICE));
      for (Moved moved : slice.moved()) {
        if (moved.posted() <= time && moved.amount().currency().equals(currency)) {
          balance += moved.debit().equals(account) ? moved.amount().minor() : 0;
          balance -= moved.credit().equals(account) ? moved.amount().minor() : 0;
        }
      }
      after = slice.lastId();
      more = !slice.last(SLICE);
      progress.at("reading the ledger", slice.rows());
    }
    return balance;
  }
}
