package dev.snaptill.settlement;

import dev.snaptill.outbox.Texts;
import dev.snaptill.party.PartyStore;
import dev.snaptill.party.Payee;
import dev.snaptill.settlement.ReceiptToken.Claims;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes receipts that can be passed on, and tells a payee whether one that it was shown is true
 * (patent P15). What decides is the payment's own row; the signature only tells a forgery apart
 * from a slip.
 */
public final class ReceiptDesk {
  private final PaymentStore payments;
  private final ReceiptStore store;
  private final PartyStore parties;
  private final Vault vault;
  private final Clock clock;
  private final Map<Integer, ReceiptKey> derived = new ConcurrentHashMap<>();

  public ReceiptDesk(
      PaymentStore payments, ReceiptStore store, PartyStore parties, Vault vault, Clock clock) {
    this.payments = payments;
    this.store = store;
    this.parties = parties;
    this.vault = vault;
    this.clock = clock;
  }

  /** A receipt to pass on. */
  public record Receipt(Payment payment, Payee payee, Claims claims, String token) {}

  /** What a submitted receipt turned out to be. */
  public sealed interface Checked {
    /** No receipt number, nor anything signed. */
    record Mistyped() implements Checked {}

    /** Its signature is not ours, or it says other than what was paid. */
    record Forged() implements Checked {}

    /** No payment to this payee; told alike whether it is another's or nobody's. */
    record Unknown() implements Checked {}

    /**
     * True, and the submitter's own.
     *
     * @param payer masked
     * @param before when it was confirmed already; null if this is the first time
     * @param refunded what of it the payee has given back, or is giving back; null if nothing
     * @param confirm remembers the confirmation; a duplicate key if another was faster
     * @param confirmIfFirst the same as a guard
     */
    record True(
        Payment payment,
        Payee payee,
        Claims claims,
        String payer,
        PayerRoute route,
        @Nullable Instant before,
        @Nullable Money refunded,
        Statement confirm,
        Statement confirmIfFirst)
        implements Checked {}
  }

  /** The receipt of a payment, if it has been completed. */
  public Future<Optional<Receipt>> receipt(long paymentId) {
    return payments
        .byId(paymentId)
        .compose(
            found ->
                found.filter(p -> p.state() == Payment.State.COMPLETED).isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : signed(found.get()));
  }

  private Future<Optional<Receipt>> signed(Payment payment) {
    return parties
        .payee(payment.payeeAccount())
        .compose(
            payee ->
                store
                    .keys()
                    .map(
                        keys ->
                            payee.map(
                                p -> {
                                  Claims claims = claims(payment, p);
                                  String token = ReceiptToken.sign(claims, key(keys.newest()));
                                  return new Receipt(payment, p, claims, token);
                                })));
  }

  private static Claims claims(Payment payment, Payee payee) {
    return new Claims(
        Receipts.number(payment.id()),
        payment.amount(),
        Texts.plain(payee.party().name()),
        payment.changed());
  }

  /**
   * A payee asks about a receipt that it was shown.
   *
   * @param submitted a number as it was typed, or what a receipt's code says
   * @param payeeId the party that submits it
   * @param via how, up to ten letters
   */
  public Future<Checked> check(String submitted, long payeeId, String via) {
    return look(submitted, via)
        .map(
            checked ->
                checked instanceof Checked.True known && known.payment().payeeId() != payeeId
                    ? new Checked.Unknown()
                    : checked);
  }

  /** The same, whoever asks: what it gives may be shown to the payee only. */
  public Future<Checked> look(String submitted, String via) {
    if (!ReceiptToken.hasForm(submitted)) {
      long id = Receipts.parse(submitted);
      return id < 0 ? Future.succeededFuture(new Checked.Mistyped()) : find(id, null, via);
    }
    OptionalInt number = ReceiptToken.key(submitted);
    Optional<Claims> claims = ReceiptToken.claims(submitted);
    long id = claims.map(c -> Receipts.parse(c.number())).orElse(-1L);
    if (number.isEmpty() || id < 0) {
      return Future.succeededFuture(new Checked.Forged());
    }
    return store
        .keys()
        .compose(
            keys ->
                number.getAsInt() > keys.newest()
                        || !ReceiptToken.verifies(submitted, key(number.getAsInt()))
                    ? Future.succeededFuture(new Checked.Forged())
                    : find(id, claims.orElseThrow(), via));
  }

  /** A retired key's signature proves nothing, but the row below decides anyway. */
  private Future<Checked> find(long id, @Nullable Claims said, String via) {
    return payments
        .byId(id)
        .compose(
            found -> {
              if (found.isEmpty() || found.get().state() != Payment.State.COMPLETED) {
                return Future.succeededFuture(new Checked.Unknown());
              }
              Payment payment = found.get();
              if (said != null && !said.amount().equals(payment.amount())) {
                return Future.succeededFuture(new Checked.Forged());
              }
              return parties
                  .payee(payment.payeeAccount())
                  .compose(
                      payee ->
                          store
                              .confirmed(id)
                              .compose(
                                  before ->
                                      store
                                          .refunded(id)
                                          .map(back -> known(payment, payee, before, back, via))));
            });
  }

  private Checked known(
      Payment payment, Optional<Payee> payee, Optional<Instant> before, long refunded, String via) {
    if (payee.isEmpty()) {
      return new Checked.Unknown();
    }
    PayerRoute route = route(payment);
    Instant now = clock.instant();
    return new Checked.True(
        payment,
        payee.get(),
        claims(payment, payee.get()),
        route.to().masked(),
        route,
        before.orElse(null),
        refunded == 0 ? null : new Money(refunded, payment.amount().currency()),
        ReceiptStore.confirm(payment.id(), now, via),
        ReceiptStore.confirmIfFirst(payment.id(), now, via));
  }

  /** How the payer is reached. */
  public PayerRoute route(Payment payment) {
    return PayerRoute.parse(vault.openText(payment.route()));
  }

  /** Keys whose signatures count, newest first. */
  public Future<List<ReceiptKey>> keys() {
    return store
        .keys()
        .map(
            keys ->
                IntStream.rangeClosed(keys.oldest(), keys.newest())
                    .mapToObj(n -> key(keys.newest() + keys.oldest() - n))
                    .toList());
  }

  public Future<ReceiptStore.Keys> keyNumbers() {
    return store.keys();
  }

  private ReceiptKey key(int number) {
    return Objects.requireNonNull(
        derived.computeIfAbsent(number, n -> ReceiptKey.derive(vault, n)));
  }
}
