package dev.snaptill.simulator.bench;

import dev.snaptill.simulator.bank.BankSimulator;
import dev.snaptill.simulator.bank.RrnNet;
import java.util.List;
import java.util.Map;

/** Holds what the payers and payees were told against what the banks have on disk. */
final class Books {
  private final BankSimulator north;
  private final BankSimulator south;

  Books(BankSimulator north, BankSimulator south) {
    this.north = north;
    this.south = south;
  }

  /**
   * Payments, but refused ones, without both receipts, or without exactly one debit and one credit.
   */
  int lost(List<Payment> payments) {
    Map<String, RrnNet> debits = north.netByRrn();
    Map<String, RrnNet> credits = south.netByRrn();
    int lost = 0;
    for (Payment payment : payments) {
      RrnNet debit = debits.get(payment.rrn());
      RrnNet credit = credits.get(payment.rrn());
      boolean whole =
          payment.told()
              && debit != null
              && credit != null
              && debit.debits() >= 1
              && credit.credits() >= 1;
      if (!whole && !payment.refused) {
        lost++;
      }
    }
    return lost;
  }

  /** Payments for which a bank moved money twice. */
  int doubled() {
    return north.doubled().size() + south.doubled().size();
  }
}
