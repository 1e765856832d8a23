package dev.snaptill.api;

import dev.snaptill.party.PartyStore;
import dev.snaptill.party.Payee;
import dev.snaptill.settlement.Payment;
import dev.snaptill.settlement.PaymentStore;
import dev.snaptill.settlement.RefundStore;
import dev.snaptill.settlement.Step;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.VoucherStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A payee's payments: one, or a list by voucher and time. */
final class PaymentOperations {
  private static final Instant LAST = Instant.parse("2090-01-01T00:00:00Z");

  private final PaymentStore payments;
  private final VoucherStore vouchers;
  private final PartyStore parties;
  private final RefundStore refunds;

  PaymentOperations(ApiParts parts) {
    this.payments = parts.payments();
    this.vouchers = parts.vouchers();
    this.parties = parts.parties();
    this.refunds = new RefundStore(parts.pool());
  }

  void mount(Operations operations) {
    operations.answer("getPayment", Role.PAYEE, this::get);
    operations.answer("listPayments", Role.PAYEE, this::list);
  }

  private Future<Answer> get(Call call) {
    return payments
        .byId(call.id("id"))
        .map(
            found ->
                found
                    .filter(payment -> payment.payeeId() == call.caller().partyId())
                    .orElseThrow(() -> ProblemException.notFound("payment")))
        .compose(
            payment ->
                shown(List.of(payment)).map(s -> s.get(0).put("history", history(payment.steps()))))
        .map(Answer::ok);
  }

  private static JsonArray history(List<Step> steps) {
    JsonArray history = new JsonArray();
    for (Step step : steps) {
      history.add(
          new JsonObject()
              .put("state", Texts.lower(step.state()))
              .put("at", Texts.time(step.at())));
    }
    return history;
  }

  private Future<Answer> list(Call call) {
    int limit = call.limit();
    long from = floor(call.time("from", Instant.EPOCH));
    long before = Math.min(call.cursor().id(), floor(call.time("to", LAST)));
    String voucher = call.query("voucher");
    Future<List<Payment>> found =
        voucher == null
            ? payments.ofPayee(call.caller().partyId(), before, limit + 1)
            : ofVoucher(call.caller().partyId(), Ids.parse(voucher), before, limit + 1);
    return found
        .map(list -> list.stream().filter(payment -> payment.id() >= from).toList())
        .compose(
            page -> {
              List<Payment> kept = page.subList(0, Math.min(limit, page.size()));
              String next =
                  page.size() > limit ? new Cursor(0, kept.get(limit - 1).id()).text() : null;
              return shown(kept)
                  .map(
                      shown ->
                          Answer.ok(
                              new JsonObject()
                                  .put("data", new JsonArray(shown))
                                  .put("next_cursor", next)));
            });
  }

  private Future<List<Payment>> ofVoucher(long payee, long voucher, long before, int limit) {
    return vouchers
        .byId(voucher)
        .compose(
            found -> {
              if (found.isEmpty() || found.get().payeeId() != payee) {
                return Future.failedFuture(ProblemException.notFound("voucher"));
              }
              return payments.ofVoucher(voucher);
            })
        .map(
            all ->
                all.stream()
                    .filter(payment -> payment.id() < before)
                    .sorted(Comparator.comparingLong(Payment::id).reversed())
                    .limit(limit)
                    .toList());
  }

  /** An id holds its time (milliseconds since 2024 in 41 bits); later times don't fit. */
  private static long floor(Instant time) {
    if (time.isBefore(Instant.EPOCH)) {
      return 0;
    }
    return time.isBefore(LAST) ? Ids.floorAt(time.toEpochMilli()) : Long.MAX_VALUE;
  }

  private Future<List<JsonObject>> shown(List<Payment> page) {
    Map<Long, Future<@Nullable Payee>> known = new HashMap<>();
    for (Payment payment : page) {
      known.computeIfAbsent(payment.payerAccount(), this::holder);
      known.computeIfAbsent(payment.payeeAccount(), this::holder);
    }
    Future<Map<Long, Long>> refunded = refunds.taken(page.stream().map(Payment::id).toList());
    List<Future<?>> needed = new ArrayList<>(known.values());
    needed.add(refunded);
    return Future.all(needed)
        .map(
            all ->
                page.stream()
                    .map(
                        payment ->
                            json(
                                payment,
                                result(known, payment.payerAccount()),
                                result(known, payment.payeeAccount()),
                                refunded.result().getOrDefault(payment.id(), 0L)))
                    .toList());
  }

  private Future<@Nullable Payee> holder(long accountId) {
    return parties.payee(accountId).map(found -> found.orElse(null));
  }

  private static @Nullable Payee result(Map<Long, Future<@Nullable Payee>> known, long account) {
    Future<@Nullable Payee> done = known.get(account);
    return done == null ? null : done.result();
  }

  private static JsonObject json(
      Payment payment, @Nullable Payee payer, @Nullable Payee payee, long refunded) {
    return new JsonObject()
        .put("id", Ids.text(payment.id()))
        .put("voucher", payment.isRefund() ? null : Ids.text(payment.voucherId()))
        .put("amount", payment.amount().decimal())
        .put("currency", payment.amount().currency())
        .put("refunded", new Money(refunded, payment.amount().currency()).decimal())
        .put("fee", payment.fee().money().decimal())
        .put("fee_bearer", payment.fee().isNone() ? null : Texts.lower(payment.fee().bearer()))
        .put("state", Texts.lower(payment.state()))
        .put("ended", payment.state().ended())
        .put("reason", payment.reason())
        .put("payer", payer == null || payer.address() == null ? null : payer.address().masked())
        .put("account", payee == null ? null : payee.account().number().masked())
        .put("created", Texts.time(payment.created()))
        .put("changed", Texts.time(payment.changed()));
  }
}
