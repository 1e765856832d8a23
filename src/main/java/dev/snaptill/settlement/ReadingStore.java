package dev.snaptill.settlement;

import dev.snaptill.ledger.LedgerStore;
import dev.snaptill.party.Account;
import dev.snaptill.party.Mandate;
import dev.snaptill.party.PartyStore;
import dev.snaptill.party.Payee;
import dev.snaptill.settlement.PaymentStore.Operation;
import dev.snaptill.store.Parking;
import dev.snaptill.store.Sweep;
import dev.snaptill.store.Tenure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Settlement's reads, from the pool. */
record ReadingStore(PaymentStore payments, PartyStore parties, Pool pool, Tenure tenure)
    implements Ports.Reads {
  @Override
  public Future<Optional<Payment>> payment(long id) {
    return payments.byId(id);
  }

  @Override
  public Future<List<Payment>> payments(long voucherId, long payerId) {
    return payments.of(voucherId, payerId);
  }

  @Override
  public Future<List<Payment>> unfinished(long after, long before, int limit) {
    return unfinished(new Sweep.Window(after, before), limit);
  }

  @Override
  public Future<List<Payment>> unfinished(Sweep.Window window, int limit) {
    return payments.unfinished(window, limit);
  }

  @Override
  public Future<Optional<Operation>> operation(String key) {
    return payments.operation(key);
  }

  @Override
  public Future<Set<LedgerStore.Kind>> booked(long paymentId) {
    return payments.booked(paymentId);
  }

  @Override
  public Future<Boolean> noticed(long paymentId) {
    return payments.noticed(paymentId);
  }

  @Override
  public Future<List<Parking.Due>> due(Instant by, int limit) {
    return Parking.due(pool, tenure, Parking.Kind.PAYMENT, by, limit);
  }

  @Override
  public Future<Optional<Account>> account(long id) {
    return parties.account(id);
  }

  @Override
  public Future<Optional<Payee>> payee(long accountId) {
    return parties.payee(accountId);
  }

  @Override
  public Future<Optional<Mandate>> mandate(long partyId) {
    return parties.mandates().of(partyId);
  }

  @Override
  public Future<OptionalLong> refundOf(long refundId) {
    return new RefundStore(pool).original(refundId);
  }

  @Override
  public Future<OptionalLong> refunded(long paymentId) {
    return new RefundStore(pool).taken(paymentId);
  }
}
