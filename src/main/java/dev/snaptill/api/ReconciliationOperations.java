package dev.snaptill.api;

import dev.snaptill.operator.Approvable;
import dev.snaptill.operator.Operator;
import dev.snaptill.reconciliation.Breaks;
import dev.snaptill.reconciliation.DayResult;
import dev.snaptill.reconciliation.Item;
import dev.snaptill.reconciliation.ItemState;
import dev.snaptill.reconciliation.ItemStore;
import dev.snaptill.reconciliation.Payout;
import dev.snaptill.reconciliation.PayoutStore;
import dev.snaptill.reconciliation.Payouts;
import dev.snaptill.reconciliation.ReconciliationStore;
import dev.snaptill.reconciliation.Reconciliations;
import dev.snaptill.reconciliation.Report;
import dev.snaptill.reconciliation.Resolution;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Day files of the banks, what differs from our books, and payouts by file. */
final class ReconciliationOperations {
  private static final long MOST_BYTES = 2L << 30;

  private final Vertx vertx;
  private final Reconciliations reconciliations;
  private final ItemStore items;
  private final Breaks breaks;
  private final Payouts payouts;
  private final PayoutStore payoutStore;
  private final Set<String> banks;

  ReconciliationOperations(Vertx vertx, ApiParts parts) {
    this.vertx = vertx;
    this.items = new ItemStore(parts.pool());
    ReconciliationStore store = new ReconciliationStore(parts.pool());
    this.breaks = new Breaks(items, parts.journal(), parts.ids(), parts.clock());
    this.payoutStore = new PayoutStore(parts.pool());
    this.reconciliations =
        new Reconciliations(
            store, items, payoutStore, parts.journal(), parts.ids(), parts.clock(), parts.banks());
    this.payouts =
        new Payouts(
            payoutStore, store, parts.parties(), parts.journal(), parts.ids(), parts.clock());
    this.banks = parts.banks().keySet();
  }

  /** Day files are too long to be held in memory: they go to disk before anything reads them. */
  void mountUpload(Router router) {
    router.post("/v1/reconciliations").handler(this::upload);
  }

  void mount(Operations operations) {
    operations.answer("getReconciliation", dev.snaptill.operator.Role.VIEW, this::get);
    operations.answer("listBreaks", dev.snaptill.operator.Role.VIEW, this::listBreaks);
    operations.answer("proposeResolution", dev.snaptill.operator.Role.MONEY, this::propose);
    operations.answer("proposePayout", dev.snaptill.operator.Role.MONEY, this::proposePayout);
    operations.answer("listPayouts", dev.snaptill.operator.Role.VIEW, this::listPayouts);
    operations.answer("takePayoutFile", dev.snaptill.operator.Role.MONEY, this::takeFile);
    operations.answer("bookPayout", dev.snaptill.operator.Role.MONEY, this::executed);
  }

  /** Acts of this feature that need a second person. */
  List<Approvable> approvables() {
    return List.of(breaks, payouts);
  }

  private static Operator operator(Call call) {
    return call.caller().asOperator();
  }

  private void upload(RoutingContext context) {
    Call call = new Call(context);
    if (call.caller().role() != Role.OPERATOR) {
      context.fail(ProblemException.forbidden("This takes an operator's key"));
      return;
    }
    if (!operator(call).may(dev.snaptill.operator.Role.MONEY)) {
      context.fail(ProblemException.forbidden("This takes a key with the role money"));
      return;
    }
    String bank = call.query("bank");
    if (bank != null && !banks.contains(bank)) {
      context.fail(ProblemException.badField("bank", "is not a bank of the configuration"));
      return;
    }
    context.request().pause();
    var files = vertx.fileSystem();
    files
        .createTempFile("snaptill-day-", ".tmp", "rw-------")
        .compose(
            path ->
                files
                    .open(path, new OpenOptions().setWrite(true))
                    .compose(file -> receive(context, file))
                    .map(done -> path)
                    .onFailure(e -> files.delete(path)))
        .onFailure(context::fail)
        .onSuccess(path -> start(context, call, path, bank));
  }

  private Future<Void> receive(RoutingContext context, io.vertx.core.file.AsyncFile file) {
    AtomicLong bytes = new AtomicLong();
    return context
        .request()
        .pipe()
        .endOnFailure(true)
        .to(new Bounded(file, bytes, MOST_BYTES))
        .compose(
            done ->
                bytes.get() > MOST_BYTES
                    ? Future.failedFuture(
                        new ProblemException(
                            413,
                            "too-large",
                            "The file is longer than " + MOST_BYTES + " bytes",
                            List.of(),
                            java.util.Map.of()))
                    : Future.succeededFuture());
  }

  private void start(RoutingContext context, Call call, String path, @Nullable String bank) {
    Runnable delete = () -> vertx.fileSystem().delete(path);
    reconciliations
        .start(Path.of(path), bank, operator(call).person(), delete)
        .ifPresentOrElse(
            id ->
                Answer.json(202, new JsonObject().put("id", Ids.text(id)).put("state", "running"))
                    .with("Location", "/v1/reconciliations/" + Ids.text(id))
                    .send(context.response()),
            () -> {
              delete.run();
              context.fail(ProblemException.unavailable("Too many files are waiting"));
            });
  }

  private Future<Answer> get(Call call) {
    Reconciliations.Run run =
        reconciliations
            .run(call.id("id"))
            .orElseThrow(() -> ProblemException.notFound("reconciliation"));
    JsonObject shown = new JsonObject().put("id", Ids.text(run.id()));
    Report report = run.report();
    if (report != null) {
      shown.put("state", "done").put("clean", report.clean()).put("day", day(report.day()));
      shown.put("report", new JsonArray(report.lines()));
    } else if (run.refused() != null) {
      shown.put("state", "refused").put("why", run.refused());
    } else {
      shown.put("state", "running").put("doing", run.doing()).put("done", run.done());
    }
    return Future.succeededFuture(Answer.ok(shown));
  }

  private static JsonObject day(DayResult d) {
    return new JsonObject()
        .put("bank", d.bank())
        .put("business_date", d.day().toString())
        .put("currency", d.currency())
        .put("lines", d.lines())
        .put("matched", d.matched())
        .put("opening", money(d.opening(), d))
        .put("closing", money(d.closing(), d))
        .put("ledger", money(d.ledger(), d))
        .put("in_transit", money(d.transit(), d))
        .put("differences", money(d.items(), d))
        .put("unexplained", money(d.unexplained(), d))
        .put("proven", d.proven());
  }

  private static String money(long minor, DayResult d) {
    return new Money(minor, d.currency()).decimal();
  }

  private Future<Answer> listBreaks(Call call) {
    int limit = call.limit();
    String state = call.query("state");
    return items
        .page(
            state == null ? ItemState.OPEN : Texts.upper(ItemState.class, state),
            call.query("bank"),
            call.cursor().id(),
            limit + 1)
        .map(
            found ->
                page(
                    found.stream().limit(limit).map(ReconciliationOperations::item).toList(),
                    found.size() > limit ? found.get(limit - 1).id() : 0));
  }

  private static Answer page(List<JsonObject> data, long next) {
    return Answer.ok(
        new JsonObject()
            .put("data", new JsonArray(data))
            .put("next_cursor", next == 0 ? null : new Cursor(0, next).text()));
  }

  private static JsonObject item(Item i) {
    return new JsonObject()
        .put("id", Ids.text(i.id()))
        .put("bank", i.bank())
        .put("business_date", i.day().toString())
        .put("kind", Texts.lower(i.kind()))
        .put("operation", i.place())
        .put("payment", i.paymentId() == null ? null : Ids.text(i.paymentId()))
        .put("ours", i.ours() == null ? null : new Money(i.ours(), i.currency()).decimal())
        .put("banks", i.banks() == null ? null : new Money(i.banks(), i.currency()).decimal())
        .put("currency", i.currency())
        .put("first_seen", Texts.time(Instant.ofEpochMilli(i.firstSeen())))
        .put("state", Texts.lower(i.state()))
        .put("resolution", i.resolution() == null ? null : Texts.lower(i.resolution()))
        .put("approval", i.approvalId() == null ? null : Ids.text(i.approvalId()))
        .put("note", i.note());
  }

  private Future<Answer> propose(Call call) {
    JsonObject body = call.body();
    Resolution resolution = Texts.upper(Resolution.class, body.getString("resolution"));
    String note = Texts.plain("note", body.getString("note"), 300);
    return breaks
        .propose(call.id("id"), resolution, note, operator(call))
        .map(
            approval ->
                Answer.json(
                    202,
                    new JsonObject()
                        .put(
                            "approval",
                            Ids.text(
                                approval
                                    .orElseThrow(
                                        () ->
                                            ProblemException.conflict(
                                                "not-open",
                                                "There is no such open break, or a proposal for it"
                                                    + " waits already"))
                                    .id()))));
  }

  private Future<Answer> proposePayout(Call call) {
    String bank = call.body().getString("bank");
    String currency = Texts.currency(call.body().getString("currency"));
    if (!banks.contains(bank)) {
      throw ProblemException.badField("bank", "is not a bank of the configuration");
    }
    Operator first = operator(call);
    return vertx
        .executeBlocking(() -> payouts.propose(bank, currency, first), false)
        .map(
            payout ->
                Answer.json(
                    202,
                    payout(
                        payout.orElseThrow(
                            () ->
                                ProblemException.conflict(
                                    "nothing-owed", "No payee at this bank is owed anything")))));
  }

  private Future<Answer> listPayouts(Call call) {
    int limit = call.limit();
    return payoutStore
        .page(call.cursor().id(), limit + 1)
        .map(
            found ->
                page(
                    found.stream().limit(limit).map(ReconciliationOperations::payout).toList(),
                    found.size() > limit ? found.get(limit - 1).id() : 0));
  }

  private static JsonObject payout(Payout p) {
    return new JsonObject()
        .put("id", Ids.text(p.id()))
        .put("bank", p.bank())
        .put("amount", p.total().decimal())
        .put("currency", p.total().currency())
        .put("payees", p.items())
        .put("state", p.state().name().toLowerCase(Locale.ROOT))
        .put("approval", Ids.text(p.approvalId()))
        .put("changed", Texts.time(p.changed()));
  }

  private Future<Answer> takeFile(Call call) {
    long id = call.id("id");
    Operator by = operator(call);
    return vertx
        .executeBlocking(() -> payouts.take(id, by), false)
        .map(
            file ->
                new Answer(
                    200,
                    "application/xml",
                    Buffer.buffer(
                        file.orElseThrow(
                            () ->
                                ProblemException.conflict(
                                    "not-ready",
                                    "It is not approved, or its file was taken already"))),
                    java.util.Map.of()));
  }

  private Future<Answer> executed(Call call) {
    long id = call.id("id");
    Operator by = operator(call);
    return vertx
        .executeBlocking(() -> payouts.executed(id, by), false)
        .map(
            done -> {
              if (!done) {
                throw ProblemException.conflict(
                    "not-ready", "Its file was not taken, or it is booked already");
              }
              return Answer.nothing();
            });
  }
}
