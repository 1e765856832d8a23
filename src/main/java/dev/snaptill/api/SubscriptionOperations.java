package dev.snaptill.api;

import dev.snaptill.bus.Bus;
import dev.snaptill.settlement.Receipts;
import dev.snaptill.subscription.Period;
import dev.snaptill.subscription.Plan;
import dev.snaptill.subscription.Subscription;
import dev.snaptill.subscription.SubscriptionStore;
import dev.snaptill.subscription.Subscriptions;
import dev.snaptill.subscription.Subscriptions.Charge;
import dev.snaptill.subscription.Subscriptions.Charged;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Price;
import dev.snaptill.voucher.Terms;
import dev.snaptill.voucher.VoucherConfig;
import dev.snaptill.voucher.VoucherIssuer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A payee's subscriptions: vouchers for them, who has one, and charges by item (patent P11). */
final class SubscriptionOperations {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Bus bus;
  private final Ids ids;
  private final VoucherIssuer issuer;
  private final VoucherConfig config;
  private final ZoneId zone;
  private final SubscriptionStore subscriptions;
  private final PayeeAccounts accounts;
  private final Idempotency idempotency;
  private final VoucherJson json;

  SubscriptionOperations(
      ApiParts parts, PayeeAccounts accounts, Idempotency idempotency, VoucherJson json) {
    this.bus = parts.bus();
    this.ids = parts.ids();
    this.issuer = parts.issuer();
    this.config = parts.voucherConfig();
    this.zone = parts.zone();
    this.subscriptions = new SubscriptionStore(parts.pool());
    this.accounts = accounts;
    this.idempotency = idempotency;
    this.json = json;
  }

  void mount(Operations operations) {
    operations.answer("createSubscriptionVoucher", Role.PAYEE, this::offer);
    operations.answer("listSubscriptions", Role.PAYEE, this::list);
    operations.answer(
        "getSubscription", Role.PAYEE, call -> own(call).map(s -> Answer.ok(json(s))));
    operations.answer("cancelSubscription", Role.PAYEE, this::cancel);
    operations.answer("createCharge", Role.PAYEE, this::charge);
  }

  // ---- vouchers

  private Future<Answer> offer(Call call) {
    JsonObject body = call.body();
    String currency = Texts.currency(body.getString("currency", config.currency()));
    Money amount = Texts.amount("amount", body.getString("amount"), currency);
    BigDecimal most = new BigDecimal(config.maxAmount().decimal());
    if (new BigDecimal(amount.decimal()).compareTo(most) > 0) {
      throw ProblemException.badField("amount", "is more than " + most.toPlainString());
    }
    Period period = Texts.upper(Period.class, body.getString("period"));
    String item = item(body.getString("item"), period);
    String note = Texts.plain("note", body.getString("note", ""), 140);
    ZoneId local = zone(body.getString("zone"));
    Duration life = life(body.getLong("expires_in"));
    long payee = call.caller().partyId();
    Terms terms =
        new Terms(
            note, item, null, null, Set.of(Plan.CHANNEL), Terms.UNLIMITED, null, false, false);
    return idempotency.once(
        call.creation(),
        (name, attempt) ->
            accounts
                .forVoucher(payee, currency)
                .map(
                    account -> {
                      VoucherIssuer.Issue issue =
                          issuer.issue(
                              new VoucherIssuer.Order(
                                  name, payee, account.id(), new Price.Fixed(amount), terms, life),
                              attempt);
                      return creation(issue, new Plan(issue.voucher().id(), period, local));
                    }));
  }

  private Creation creation(VoucherIssuer.Issue issue, Plan plan) {
    List<dev.snaptill.store.Statement> rows = new ArrayList<>(issue.insert());
    rows.add(SubscriptionStore.insert(plan));
    return Creation.of(
        Answer.json(
                201,
                json.of(issue.voucher(), issue.code(), issue.payload())
                    .put("kind", "subscription")
                    .put("period", Texts.lower(plan.period()))
                    .put("zone", plan.zone().getId())
                    .put("item", issue.voucher().terms().item()))
            .with("Location", json.url(issue.voucher())),
        rows);
  }

  private static @Nullable String item(@Nullable String item, Period period) {
    if (period != Period.ITEM) {
      if (item != null) {
        throw ProblemException.badField("item", "goes with the period item only");
      }
      return null;
    }
    String plain = item == null ? "" : Texts.plain("item", item, 100).strip();
    if (plain.isEmpty()) {
      throw ProblemException.badField("item", "is missing");
    }
    return plain;
  }

  private ZoneId zone(@Nullable String name) {
    if (name == null) {
      return zone;
    }
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw ProblemException.badField("zone", "is not a time zone such as Asia/Shanghai");
    }
  }

  private Duration life(@Nullable Long seconds) {
    if (seconds == null) {
      return config.maxLife();
    }
    if (seconds > config.maxLife().toSeconds()) {
      throw ProblemException.badField(
          "expires_in", "is more than " + config.maxLife().toSeconds() + " seconds");
    }
    return Duration.ofSeconds(seconds);
  }

  // ---- subscriptions

  /** Another payee's is as if it did not exist. */
  private Future<Subscription> own(Call call) {
    return subscriptions
        .byId(call.id("id"))
        .map(
            found ->
                found
                    .filter(s -> s.payeeId() == call.caller().partyId())
                    .orElseThrow(() -> ProblemException.notFound("subscription")));
  }

  private Future<Answer> list(Call call) {
    int limit = call.limit();
    Cursor from = call.cursor();
    return subscriptions
        .ofPayee(call.caller().partyId(), Instant.ofEpochMilli(from.time()), from.id(), limit + 1)
        .map(
            found -> {
              JsonArray data = new JsonArray();
              found.stream().limit(limit).forEach(s -> data.add(json(s)));
              Subscription last = found.size() > limit ? found.get(limit - 1) : null;
              return Answer.ok(
                  new JsonObject()
                      .put("data", data)
                      .put(
                          "next_cursor",
                          last == null
                              ? null
                              : new Cursor(last.consent().at().toEpochMilli(), last.id()).text()));
            });
  }

  private Future<Answer> cancel(Call call) {
    return own(call)
        .compose(
            s ->
                bus.ask(
                    Subscriptions.CHANGE,
                    new Subscriptions.Change(s.id(), Subscription.State.CANCELLED),
                    PATIENCE))
        .map(changed -> Answer.ok(json(changed.subscription())));
  }

  private static JsonObject json(Subscription s) {
    Instant due = s.due();
    return new JsonObject()
        .put("id", Ids.text(s.id()))
        .put("voucher", Ids.text(s.planId()))
        .put("period", Texts.lower(s.period()))
        .put("zone", s.zone().getId())
        .put("item", s.item())
        .put("amount", s.amount().decimal())
        .put("currency", s.amount().currency())
        .put("state", Texts.lower(s.state()))
        .put("reason", s.reason())
        .put("occurrence", s.period() == Period.ITEM ? null : s.occurrence())
        .put(
            "next_debit",
            due == null
                ? null
                : Texts.time(
                    // tried again, or looked at before its time for the notice of the next
                    s.stage() == Subscription.Stage.DEBIT && due.isAfter(s.since())
                        ? due
                        : s.since()))
        .put("last_payment", s.paymentId() == 0 ? null : Ids.text(s.paymentId()))
        .put("consented", Texts.time(s.consent().at()));
  }

  // ---- charges

  private Future<Answer> charge(Call call) {
    JsonObject body = call.body();
    long subscription = Ids.parse(body.getString("subscription"));
    String item = body.getString("item").strip();
    String currency = Texts.currency(body.getString("currency", config.currency()));
    Money amount = Texts.amount("amount", body.getString("amount"), currency);
    long payee = call.caller().partyId();
    return idempotency.onceElsewhere(
        call.creation(),
        memo -> {
          long id = ids.next();
          Answer answer =
              Answer.json(
                      201,
                      new JsonObject()
                          .put("payment", Ids.text(id))
                          .put("receipt", Receipts.number(id))
                          .put("subscription", Ids.text(subscription))
                          .put("item", item)
                          .put("amount", amount.decimal())
                          .put("currency", currency))
                  .with("Location", "/v1/payments/" + Ids.text(id));
          Idempotency.Memo row = memo.apply(answer);
          return bus.ask(
                  Subscriptions.CHARGE,
                  new Charge(
                      id, payee, subscription, item, amount, row == null ? null : row.insert()),
                  PATIENCE)
              .map(
                  charged -> {
                    if (charged == Charged.KNOWN) {
                      return Optional.empty();
                    }
                    if (charged != Charged.TAKEN) {
                      throw problem(charged);
                    }
                    return Optional.of(answer);
                  });
        });
  }

  private static ProblemException problem(Charged charged) {
    return switch (charged) {
      case NO_SUCH_SUBSCRIPTION -> ProblemException.notFound("subscription");
      case NOT_BY_ITEM ->
          ProblemException.unprocessable(
              "not-by-item", "This subscription is debited by the calendar");
      case PAUSED ->
          ProblemException.conflict("subscription-paused", "Its payer has paused it, or it failed");
      case CANCELLED -> ProblemException.conflict("subscription-cancelled", "It has ended");
      case OTHER_ITEM ->
          ProblemException.unprocessable("other-item", "Its payer has agreed to another item");
      case WRONG_CURRENCY -> ProblemException.badField("currency", "is not the subscription's");
      case TOO_MUCH ->
          ProblemException.unprocessable(
              "charge-too-much", "More than its payer has agreed to for the item");
      case NO_MANDATE ->
          ProblemException.unprocessable("no-mandate", "The payer can't be debited any more");
      case OVER_LIMIT ->
          ProblemException.unprocessable("over-limit", "More than the payer's limits allow");
      case REFUSED ->
          ProblemException.unprocessable("bank-refused", "The payer's bank has refused");
      case BANK_NOT_READY ->
          ProblemException.unavailable("A bank can't be reached; try again later");
      case AGAIN ->
          ProblemException.conflict(
              "charge-again", "Another charge of it has just begun; try again");
      case TAKEN, KNOWN -> ProblemException.inProgress();
    };
  }
}
