package dev.snaptill.settlement;

import dev.snaptill.bank.BankOperation;
import dev.snaptill.ledger.Fee;
import dev.snaptill.party.Mandate;
import dev.snaptill.party.Payee;
import dev.snaptill.settlement.Bookkeeper.Entry;
import dev.snaptill.settlement.Payment.State;
import dev.snaptill.settlement.Settlement.NoRefund;
import dev.snaptill.settlement.Settlement.RefundOrder;
import dev.snaptill.settlement.Settlement.RefundReply;
import dev.snaptill.store.Unit;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts refunds. From its reservation on a refund is a payment like any other, from the payee to
 * the payer: what happens to it is up to {@link PaymentSteps}. The fee of what is given back is not
 * returned, and a refund costs none.
 */
final class RefundDesk {
  private final PaymentSteps steps;
  private final Ports.Commits commits;
  private final Ports.Reads reads;
  private final Bookkeeper books;
  private final Vault vault;
  private final SettlementMetrics metrics;
  private final Clock clock;
  private final IntSupplier today;
  private final Map<Long, Future<RefundReply>> beginning = new HashMap<>();

  RefundDesk(
      PaymentSteps steps,
      Ports.Commits commits,
      Ports.Reads reads,
      Bookkeeper books,
      Vault vault,
      SettlementMetrics metrics,
      Clock clock,
      IntSupplier today) {
    this.steps = steps;
    this.commits = commits;
    this.reads = reads;
    this.books = books;
    this.vault = vault;
    this.metrics = metrics;
    this.clock = clock;
    this.today = today;
  }

  /** What a refund is between. */
  private record Sides(Payment original, Money amount, Payee from, Payee to, boolean first) {}

  /** Looks, and reserves nothing. */
  Future<RefundReply> refundable(Settlement.Refundable question) {
    return sides(question.paymentId(), question.payeeId(), question.amount())
        .compose(
            sides -> Future.<RefundReply>succeededFuture(new RefundReply.Taken(sides.amount())))
        .recover(RefundDesk::objection);
  }

  /** Gives back; the same id is the same refund. */
  Future<RefundReply> refund(RefundOrder order) {
    Future<RefundReply> asked = beginning.get(order.id());
    if (asked != null) {
      return asked;
    }
    Future<RefundReply> reply =
        reads
            .payment(order.id())
            .compose(
                begun ->
                    begun.isPresent()
                        ? Future.<RefundReply>succeededFuture(
                            new RefundReply.Taken(begun.get().amount()))
                        : sides(order.paymentId(), order.payeeId(), order.amount())
                            .compose(sides -> opened(order, sides)))
            .recover(RefundDesk::objection);
    if (!reply.isComplete()) {
      beginning.put(order.id(), reply);
      reply.onComplete(done -> beginning.remove(order.id()));
    }
    return reply;
  }

  // ---- what is to be given back, to whom, from where

  private Future<Sides> sides(long paymentId, long payeeId, @Nullable Money amount) {
    return reads
        .payment(paymentId)
        .map(found -> checked(found.orElse(null), payeeId, amount))
        .compose(
            original ->
                Future.all(
                        reads.mandate(payeeId).compose(this::debited),
                        reads.payee(original.payerAccount()),
                        reads.refunded(paymentId))
                    .map(
                        all ->
                            sides(
                                original,
                                amount,
                                all.resultAt(0),
                                all.<Optional<Payee>>resultAt(1).orElseThrow(),
                                all.resultAt(2))));
  }

  private static Payment checked(@Nullable Payment payment, long payeeId, @Nullable Money amount) {
    if (payment == null
        || (payment.payeeId() != payeeId
            && !(payment.isRefund() && payment.payerId() == payeeId))) {
      throw new Objection(NoRefund.NO_SUCH_PAYMENT);
    }
    if (payment.isRefund()) {
      throw new Objection(NoRefund.IS_REFUND);
    }
    if (payment.state() == State.MANUAL) {
      throw new Objection(NoRefund.WITH_OPERATOR);
    }
    if (payment.state() != State.COMPLETED) {
      throw new Objection(payment.state().ended() ? NoRefund.NOT_PAID : NoRefund.UNFINISHED);
    }
    if (amount != null && !amount.currency().equals(payment.amount().currency())) {
      throw new Objection(NoRefund.WRONG_CURRENCY);
    }
    return payment;
  }

  /** The account that the payee has authorised debits of. */
  private Future<Payee> debited(Optional<Mandate> mandate) {
    if (mandate.filter(Mandate::active).isEmpty()) {
      return Future.failedFuture(new Objection(NoRefund.NO_MANDATE));
    }
    return reads.payee(mandate.get().accountId()).map(Optional::orElseThrow);
  }

  private static Sides sides(
      Payment original, @Nullable Money amount, Payee from, Payee to, OptionalLong taken) {
    if (!from.account().open()) {
      throw new Objection(NoRefund.PAYEE_ACCOUNT_CLOSED);
    }
    if (!from.account().currency().equals(original.amount().currency())) {
      throw new Objection(NoRefund.NO_MANDATE);
    }
    if (!to.account().open()) {
      throw new Objection(NoRefund.PAYER_ACCOUNT_CLOSED);
    }
    Money left = left(original, taken);
    Money wanted = amount == null ? left : amount;
    if (!wanted.isPositive() || wanted.minor() > left.minor()) {
      throw new Objection(NoRefund.TOO_MUCH, left);
    }
    return new Sides(original, wanted, from, to.paidAtOnce(), taken.isEmpty());
  }

  private static Money left(Payment payment, OptionalLong taken) {
    return new Money(payment.amount().minor() - taken.orElse(0), payment.amount().currency());
  }

  /** Why not: travels as a failure to where it is answered. */
  private static final class Objection extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final NoRefund why;
    private final transient @Nullable Money left;

    Objection(NoRefund why) {
      this(why, null);
    }

    Objection(NoRefund why, @Nullable Money left) {
      super(why.name(), null, false, false);
      this.why = why;
      this.left = left;
    }
  }

  private static Future<RefundReply> objection(Throwable e) {
    if (e instanceof Objection no) {
      return Future.succeededFuture(new RefundReply.Refused(no.why, no.left));
    }
    return e instanceof Stans.Exhausted
        ? Future.succeededFuture(new RefundReply.Refused(NoRefund.BANK_NOT_READY, null))
        : Future.failedFuture(e);
  }

  private static <T> Future<T> no(NoRefund why) {
    return Future.failedFuture(new Objection(why));
  }

  // ---- from there on it is a payment

  /** A payment's first refund makes the row that counts them. */
  private Future<RefundReply> opened(RefundOrder order, Sides sides) {
    return sides.first()
        ? commits
            .submit(Unit.guardedBy(RefundStore.open(sides.original())))
            .compose(opened -> begin(order, sides))
        : begin(order, sides);
  }

  private Future<RefundReply> begin(RefundOrder order, Sides sides) {
    BankDesk fromBank = steps.deskOrNull(sides.from().account().bank());
    BankDesk toBank = steps.deskOrNull(sides.to().account().bank());
    if (fromBank == null
        || toBank == null
        || !fromBank.isReady()
        || !toBank.isReady()
        || toBank.stans.exhausted()) {
      return no(NoRefund.BANK_NOT_READY);
    }
    return fromBank
        .debit(
            order.id(),
            sides.amount(),
            sides.from().account().number(),
            fromBank == toBank ? sides.to().account().number() : null)
        .compose(debit -> reserve(order, sides, inFlight(order, sides, debit)));
  }

  private InFlight inFlight(RefundOrder order, Sides sides, BankOperation debit) {
    State sent =
        debit.type() == BankOperation.Type.TRANSFER ? State.TRANSFER_SENT : State.DEBIT_SENT;
    PayerRoute route = order.route() == null ? books.pen.route(sides.from()) : order.route();
    Instant now = clock.instant();
    Payment payment =
        new Payment(
            order.id(),
            0,
            sides.from().party().id(),
            sides.from().account().id(),
            sides.to().party().id(),
            sides.to().account().id(),
            sides.amount(),
            Fee.none(sides.amount().currency()),
            today.getAsInt(),
            sent,
            null,
            debit.key().text(),
            null,
            null,
            false,
            vault.seal(route.text()),
            null,
            0,
            now,
            Step.add("", sent, now, ""));
    InFlight f = new InFlight(payment, sides.from().account(), sides.to(), route, debit);
    return f;
  }

  private Future<RefundReply> reserve(RefundOrder order, Sides sides, InFlight f) {
    InFlight.Refund refund = new InFlight.Refund(sides.original().id(), sides.from());
    f.refund = refund;
    steps.hold(f);
    Entry entry =
        books.refundReserved(
            f, refund, new Bookkeeper.Beside(order.memo(), order.forget(), order.proof()));
    metrics.waited();
    f.committing = true;
    return commits
        .submit(entry.unit())
        .compose(
            outcome -> {
              f.committing = false;
              if (outcome instanceof Unit.Outcome.Refused refused) {
                steps.letGo(f);
                return refused(order, sides, refused.guard());
              }
              steps.submit(f, f.debit);
              f.committed();
              return Future.<RefundReply>succeededFuture(new RefundReply.Taken(sides.amount()));
            })
        .onFailure(e -> steps.letGo(f));
  }

  private Future<RefundReply> refused(RefundOrder order, Sides sides, int guard) {
    return switch (guard + (order.memo() == null ? 1 : 0)) {
      case 0 -> no(NoRefund.KNOWN);
      case 1 ->
          reads
              .refunded(sides.original().id())
              .compose(
                  taken ->
                      Future.failedFuture(
                          new Objection(NoRefund.TOO_MUCH, left(sides.original(), taken))));
      case 2 -> no(NoRefund.OVER_LIMIT);
      default -> no(NoRefund.NOT_CONFIRMED);
    };
  }
}
