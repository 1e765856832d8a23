package dev.snaptill.settlement;

import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.ledger.LedgerStore;
import dev.snaptill.party.Account;
import dev.snaptill.party.Mandate;
import dev.snaptill.party.Payee;
import dev.snaptill.settlement.PaymentStore.Operation;
import dev.snaptill.store.Parking;
import dev.snaptill.store.Sweep;
import dev.snaptill.store.Unit;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * All that settlement touches of the world beside a clock. It does nothing by itself but on these
 * answers, on what it is told, and on {@link PaymentDesk#tick()}; so a simulation that stands in
 * for them, on one thread and a clock of its own, runs the very code that handles the money.
 */
interface Ports {
  /** The journal. */
  interface Commits {
    Future<Unit.Outcome> submit(Unit unit);
  }

  /** The bank links. What fails, or is not answered in time, is {@link BankAnswer.Unknown}. */
  interface Banks {
    Future<BankAnswer> ask(BankOperation operation);
  }

  /** The outbox: called with messages whose rows are committed. */
  interface Mail {
    void send(List<OutboundMessage> messages);
  }

  /** Rows of payments and of whom they concern. */
  interface Reads {
    Future<Optional<Payment>> payment(long id);

    Future<List<Payment>> payments(long voucherId, long payerId);

    Future<List<Payment>> unfinished(long after, long before, int limit);

    /** The same of one node, where several share the database. */
    default Future<List<Payment>> unfinished(Sweep.Window window, int limit) {
      return unfinished(window.after(), window.before(), limit);
    }

    Future<Optional<Operation>> operation(String key);

    /** What the ledger has of a payment. */
    Future<Set<LedgerStore.Kind>> booked(long paymentId);

    /** Whether the payer was told that it takes longer. */
    Future<Boolean> noticed(long paymentId);

    /** Parked payments that are due by then, the longest due first. */
    Future<List<Parking.Due>> due(Instant by, int limit);

    Future<Optional<Account>> account(long id);

    Future<Optional<Payee>> payee(long accountId);

    Future<Optional<Mandate>> mandate(long partyId);

    /** The payment that a refund gives back. */
    Future<OptionalLong> refundOf(long refundId);

    /** What of a payment is refunded or being refunded; empty if nothing ever was. */
    Future<OptionalLong> refunded(long paymentId);
  }

  /** Rows of {@code terminal} and {@code business_day}. */
  interface Terminals {
    /** The first number of this day that no block has yet; empty if the day has none. */
    Future<Optional<Integer>> next(String bank, String terminal, LocalDate day);

    Future<Optional<LocalDate>> businessDay(String bank);
  }
}
