package dev.snaptill.api;

import dev.snaptill.bus.Bus;
import dev.snaptill.settlement.Payment;
import dev.snaptill.settlement.PaymentStore;
import dev.snaptill.settlement.Receipts;
import dev.snaptill.settlement.RefundStore;
import dev.snaptill.settlement.Settlement;
import dev.snaptill.settlement.Settlement.RefundOrder;
import dev.snaptill.settlement.Settlement.RefundReply;
import dev.snaptill.settlement.Settlement.Refundable;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A payee gives back what it was paid: made, listed, shown. */
final class RefundOperations {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Bus bus;
  private final Ids ids;
  private final PaymentStore payments;
  private final RefundStore refunds;
  private final Idempotency idempotency;

  RefundOperations(ApiParts parts, Idempotency idempotency) {
    this.bus = parts.bus();
    this.ids = parts.ids();
    this.payments = parts.payments();
    this.refunds = new RefundStore(parts.pool());
    this.idempotency = idempotency;
  }

  void mount(Operations operations) {
    operations.answer("createRefund", Role.PAYEE, this::create);
    operations.answer("listRefunds", Role.PAYEE, this::list);
    operations.answer("getRefund", Role.PAYEE, this::get);
  }

  private Future<Answer> create(Call call) {
    long payee = call.caller().partyId();
    String decimal = call.body().getString("amount");
    return idempotency.onceElsewhere(
        call.creation(),
        memo ->
            own(call)
                .compose(
                    payment ->
                        refund(
                            payment,
                            payee,
                            decimal == null
                                ? null
                                : Texts.amount("amount", decimal, payment.amount().currency()),
                            memo)));
  }

  /** The amount is settled first, as it is in the answer; the reservation then decides. */
  private Future<Optional<Answer>> refund(
      Payment payment,
      long payee,
      @Nullable Money amount,
      Function<Answer, Idempotency.@Nullable Memo> memo) {
    return bus.ask(Settlement.REFUNDABLE, new Refundable(payment.id(), payee, amount), PATIENCE)
        .compose(
            possible -> {
              Money whole = taken(possible);
              long id = ids.next();
              Answer answer =
                  Answer.json(
                          201,
                          json(
                              id,
                              payment.id(),
                              whole,
                              "pending",
                              null,
                              Instant.ofEpochMilli(Ids.millisOf(id))))
                      .with("Location", "/v1/refunds/" + Ids.text(id));
              Idempotency.Memo row = memo.apply(answer);
              return bus.ask(
                      Settlement.REFUND,
                      new RefundOrder(
                          id,
                          payment.id(),
                          payee,
                          whole,
                          null,
                          row == null ? null : row.insert(),
                          row == null ? null : row.delete(),
                          null),
                      PATIENCE)
                  .map(
                      reply -> {
                        if (reply instanceof RefundReply.Refused refused
                            && refused.why() == Settlement.NoRefund.KNOWN) {
                          return Optional.empty();
                        }
                        taken(reply);
                        return Optional.of(answer);
                      });
            });
  }

  private static Money taken(RefundReply reply) {
    if (reply instanceof RefundReply.Refused refused) {
      throw problem(refused);
    }
    return ((RefundReply.Taken) reply).amount();
  }

  private static ProblemException problem(RefundReply.Refused refused) {
    Money left = refused.left();
    return switch (refused.why()) {
      case NO_SUCH_PAYMENT -> ProblemException.notFound("payment");
      case IS_REFUND -> ProblemException.unprocessable("is-refund", "This is a refund itself");
      case UNFINISHED ->
          ProblemException.conflict(
              "payment-unfinished", "The payment has not ended yet; try again when it has");
      case NOT_PAID ->
          ProblemException.conflict(
              "payment-not-paid", "The payment did not go through: there is nothing to give back");
      case WITH_OPERATOR ->
          ProblemException.conflict(
              "payment-with-operator", "An operator is looking into the payment");
      case WRONG_CURRENCY -> ProblemException.badField("currency", "is not the payment's");
      case TOO_MUCH ->
          ProblemException.unprocessable(
              "refund-too-much",
              "More than is left of the payment" + (left == null ? "" : ": " + left));
      case NO_MANDATE ->
          ProblemException.unprocessable(
              "no-mandate",
              "This payee has no mandate on an account in the payment's currency, from which to"
                  + " give back: ask an operator");
      case OVER_LIMIT ->
          ProblemException.unprocessable(
              "over-limit", "More than the payee's mandate allows at once, today or this month");
      case PAYEE_ACCOUNT_CLOSED ->
          ProblemException.conflict("account-closed", "The payee's account is closed");
      case PAYER_ACCOUNT_CLOSED ->
          ProblemException.conflict("payer-account-closed", "The payer's account is closed");
      case BANK_NOT_READY ->
          ProblemException.unavailable("A bank can't be reached; try again later");
      case KNOWN, NOT_CONFIRMED -> ProblemException.inProgress();
    };
  }

  /** The payment in the path; another payee's is as if it did not exist. */
  private Future<Payment> own(Call call) {
    return payments
        .byId(call.id("id"))
        .map(
            found ->
                found
                    .filter(payment -> payment.payeeId() == call.caller().partyId())
                    .orElseThrow(() -> ProblemException.notFound("payment")));
  }

  private Future<Answer> list(Call call) {
    return own(call)
        .compose(
            payment ->
                refunds
                    .of(payment.id())
                    .compose(
                        found -> {
                          List<Future<Optional<Payment>>> rows = new ArrayList<>();
                          found.forEach(id -> rows.add(payments.byId(id)));
                          return Future.all(rows)
                              .map(
                                  all -> {
                                    JsonArray data = new JsonArray();
                                    rows.forEach(
                                        row ->
                                            row.result()
                                                .ifPresent(
                                                    refund ->
                                                        data.add(json(refund, payment.id()))));
                                    return Answer.ok(new JsonObject().put("data", data));
                                  });
                        }));
  }

  private Future<Answer> get(Call call) {
    long id = call.id("id");
    return payments
        .byId(id)
        .compose(
            found ->
                refunds
                    .original(id)
                    .map(
                        original -> {
                          if (found.isEmpty()
                              || original.isEmpty()
                              || found.get().payerId() != call.caller().partyId()) {
                            throw ProblemException.notFound("refund");
                          }
                          return Answer.ok(json(found.get(), original.getAsLong()));
                        }));
  }

  private static JsonObject json(Payment refund, long original) {
    String state =
        switch (refund.state()) {
          case COMPLETED -> "completed";
          case DECLINED, REVERSED -> "failed";
          case MANUAL -> "manual";
          default -> "pending";
        };
    return json(refund.id(), original, refund.amount(), state, refund.reason(), refund.created());
  }

  private static JsonObject json(
      long id, long original, Money amount, String state, @Nullable String reason, Instant at) {
    return new JsonObject()
        .put("id", Ids.text(id))
        .put("payment", Ids.text(original))
        .put("receipt", Receipts.number(id))
        .put("amount", amount.decimal())
        .put("currency", amount.currency())
        .put("state", state)
        .put("reason", reason)
        .put("created", Texts.time(at));
  }
}
