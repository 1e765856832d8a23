package dev.snaptill.settlement;

import dev.snaptill.bank.BankOperation;
import dev.snaptill.store.Tenure;
import java.time.Clock;
import java.time.Instant;

/**
 * Lets nothing leave for a bank once another node may take the payment up: the link drops unsent
 * what is past its {@code sendBefore} (journal.md, fencing; ADR 0007).
 */
final class Fencing {
  private Fencing() {}

  /** The operation, to be sent no later than this gateway's right to act on its payment ends. */
  static BankOperation within(Tenure tenure, Clock clock, BankOperation op) {
    Instant end = clock.instant().plus(tenure.left(op.paymentId()));
    if (!end.isBefore(op.sendBefore())) {
      return op;
    }
    return new BankOperation(
        op.key(),
        op.paymentId(),
        op.type(),
        op.amount(),
        op.from(),
        op.to(),
        op.transmitted(),
        op.rrn(),
        end,
        op.original(),
        op.repeat());
  }
}
