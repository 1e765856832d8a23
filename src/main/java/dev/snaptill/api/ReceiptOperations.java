package dev.snaptill.api;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.outbox.Draft;
import dev.snaptill.outbox.Outbox;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.outbox.Purpose;
import dev.snaptill.outbox.Say;
import dev.snaptill.settlement.PayerRoute;
import dev.snaptill.settlement.Payment;
import dev.snaptill.settlement.ReceiptDesk;
import dev.snaptill.settlement.ReceiptDesk.Checked;
import dev.snaptill.settlement.ReceiptDesk.Receipt;
import dev.snaptill.settlement.ReceiptStore;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A payee's receipts: given, checked, answered (patent P14, P15); and the keys that sign them. */
final class ReceiptOperations {
  private static final int MOST_MESSAGES = 3;
  private static final int LONGEST_MESSAGE = 120;
  private static final Duration MESSAGES_FOR = Duration.ofDays(30);

  private final Vertx vertx;
  private final ReceiptDesk desk;
  private final ReceiptStore store;
  private final OutboxStore outbox;
  private final Bus bus;
  private final Clock clock;
  private final Commits commits;
  private final Idempotency idempotency;
  private final Trail trail;

  ReceiptOperations(
      Vertx vertx, ApiParts parts, Commits commits, Idempotency idempotency, Trail trail) {
    this.vertx = vertx;
    this.desk = parts.receipts();
    this.store = new ReceiptStore(parts.pool());
    this.outbox = parts.outbox();
    this.bus = parts.bus();
    this.clock = parts.clock();
    this.commits = commits;
    this.idempotency = idempotency;
    this.trail = trail;
  }

  void mount(Operations operations) {
    operations.answer("getReceipt", Role.PAYEE, call -> own(call).map(r -> Answer.ok(json(r))));
    operations.answer("getReceiptPng", Role.PAYEE, this::png);
    operations.answer("checkReceipt", Role.PAYEE, this::check);
    operations.answer("sendMessage", Role.PAYEE, this::message);
    operations.answer("rotateReceiptKey", dev.snaptill.operator.Role.SECURITY, this::rotate);
  }

  // ---- given

  private Future<Receipt> own(Call call) {
    return desk.receipt(call.id("id"))
        .map(
            found ->
                found
                    .filter(r -> r.payment().payeeId() == call.caller().partyId())
                    .orElseThrow(() -> ProblemException.notFound("completed payment")));
  }

  private static JsonObject json(Receipt receipt) {
    return new JsonObject()
        .put("receipt", receipt.claims().number())
        .put("payment", Ids.text(receipt.payment().id()))
        .put("amount", receipt.payment().amount().decimal())
        .put("currency", receipt.payment().amount().currency())
        .put("payee", receipt.claims().payee())
        .put("paid", Texts.time(receipt.claims().paid()))
        .put("token", receipt.token());
  }

  private Future<Answer> png(Call call) {
    int wanted = call.whole("size", 0);
    return own(call)
        .compose(
            receipt ->
                vertx.executeBlocking(
                    () -> Buffer.buffer(VoucherCodeOperations.png(receipt.token(), wanted)), false))
        .map(picture -> Answer.picture("image/png", picture));
  }

  // ---- checked

  private Future<Answer> check(Call call) {
    String submitted = call.body().getString("receipt");
    return desk.check(submitted, call.caller().partyId(), "API").compose(this::answer);
  }

  private Future<Answer> answer(Checked checked) {
    if (!(checked instanceof Checked.True known)) {
      String result =
          checked instanceof Checked.Forged
              ? "forged"
              : checked instanceof Checked.Mistyped ? "mistyped" : "unknown";
      return Future.succeededFuture(Answer.ok(new JsonObject().put("result", result)));
    }
    Instant before = known.before();
    if (before != null) {
      return Future.succeededFuture(Answer.ok(told(known, before)));
    }
    return commits
        .submit(Unit.guardedBy(known.confirmIfFirst()))
        .compose(
            outcome ->
                outcome.done()
                    ? Future.succeededFuture(Answer.ok(told(known, null)))
                    // another submission was faster: tell when
                    : desk.check(known.claims().number(), known.payment().payeeId(), "API")
                        .compose(this::answer));
  }

  private static JsonObject told(Checked.True known, @Nullable Instant before) {
    Money refunded = known.refunded();
    return new JsonObject()
        .put("result", before == null ? "confirmed" : "confirmed_before")
        .put("receipt", known.claims().number())
        .put("payment", Ids.text(known.payment().id()))
        .put("amount", known.payment().amount().decimal())
        .put("currency", known.payment().amount().currency())
        .put("payer", known.payer())
        .put("paid", Texts.time(known.claims().paid()))
        .put("confirmed_before", before == null ? null : Texts.time(before))
        .put("refunded", refunded == null ? null : refunded.decimal());
  }

  // ---- answered

  /** The payee's own words, on the way the payer's receipt went. */
  private Future<Answer> message(Call call) {
    String words = dev.snaptill.outbox.Texts.plain(call.body().getString("text"), LONGEST_MESSAGE);
    if (words.isEmpty()) {
      throw ProblemException.badField("text", "has nothing left without links and signs");
    }
    AtomicReference<@Nullable OutboundMessage> composed = new AtomicReference<>();
    return idempotency
        .once(
            call.creation(),
            (name, attempt) ->
                own(call)
                    .compose(
                        receipt ->
                            store
                                .notes(receipt.payment().id())
                                .map(sent -> draw(receipt, words, sent, composed))))
        .onSuccess(
            answer -> {
              OutboundMessage message = composed.get();
              if (message != null && !answer.replayed()) {
                Outbox.send(bus, List.of(message));
              }
            });
  }

  private Creation draw(
      Receipt receipt,
      String words,
      int sent,
      AtomicReference<@Nullable OutboundMessage> composed) {
    Payment payment = receipt.payment();
    Instant now = clock.instant();
    if (sent >= MOST_MESSAGES) {
      throw ProblemException.conflict(
          "message-limit", "A payer gets at most " + MOST_MESSAGES + " messages about a payment");
    }
    if (payment.changed().plus(MESSAGES_FOR).isBefore(now)) {
      throw ProblemException.conflict(
          "message-limit", "It was paid more than " + MESSAGES_FOR.toDays() + " days ago");
    }
    PayerRoute route = desk.route(payment);
    Draft draft =
        Draft.text(
            payment.id(),
            Purpose.NOTICE,
            route.channel(),
            route.from(),
            route.to(),
            dev.snaptill.outbox.Texts.say(
                Say.PAYEE_SAYS, route.language(), receipt.claims().payee(), words));
    OutboundMessage message = outbox.compose(draft);
    composed.set(message);
    return Creation.of(
        Answer.json(201, new JsonObject().put("text", words).put("left", MOST_MESSAGES - sent - 1)),
        List.of(ReceiptStore.note(payment.id(), sent + 1, now), outbox.insert(draft, message)));
  }

  // ---- keys

  private Future<Answer> rotate(Call call) {
    boolean retire = call.body().getBoolean("retire_older", false);
    return store
        .keys()
        .compose(
            keys ->
                commits
                    .submit(
                        Unit.guardedBy(ReceiptStore.addKey(keys, retire, clock.instant()))
                            .then(
                                trail.entry(
                                    call,
                                    "receipts.rotate",
                                    "key " + (keys.newest() + 1),
                                    retire ? "older retired" : "")))
                    .map(
                        outcome -> {
                          if (!outcome.done()) {
                            throw ProblemException.conflict(
                                "in-progress", "Another key was added at this moment");
                          }
                          return Answer.json(
                              201,
                              new JsonObject()
                                  .put("key", keys.newest() + 1)
                                  .put("oldest", retire ? keys.newest() + 1 : keys.oldest()));
                        }));
  }
}
