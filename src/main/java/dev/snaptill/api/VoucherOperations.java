package dev.snaptill.api;

import dev.snaptill.party.Account;
import dev.snaptill.party.PartyStore;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.NamedPayer;
import dev.snaptill.voucher.Voucher;
import dev.snaptill.voucher.VoucherConfig;
import dev.snaptill.voucher.VoucherIssuer;
import dev.snaptill.voucher.VoucherStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A payee's vouchers: made, shown, listed, cancelled, drawn. */
final class VoucherOperations {
  private final Commits commits;
  private final VoucherIssuer issuer;
  private final VoucherStore vouchers;
  private final VoucherConfig config;
  private final PayeeAccounts accounts;
  private final PartyStore parties;
  private final Idempotency idempotency;
  private final VoucherJson json;

  VoucherOperations(
      ApiParts parts,
      Commits commits,
      PayeeAccounts accounts,
      Idempotency idempotency,
      VoucherJson json) {
    this.commits = commits;
    this.issuer = parts.issuer();
    this.vouchers = parts.vouchers();
    this.config = parts.voucherConfig();
    this.accounts = accounts;
    this.parties = parts.parties();
    this.idempotency = idempotency;
    this.json = json;
  }

  void mount(Operations operations) {
    operations.answer("createVoucher", Role.PAYEE, this::create);
    operations.answer("getVoucher", Role.PAYEE, call -> own(call).map(v -> shown(v)));
    operations.answer("listVouchers", Role.PAYEE, this::list);
    operations.answer("cancelVoucher", Role.PAYEE, this::cancel);
    operations.answer("pauseVoucher", Role.PAYEE, this::pause);
    operations.answer("resumeVoucher", Role.PAYEE, this::resume);
  }

  private Answer shown(Voucher voucher) {
    return Answer.ok(json.of(voucher));
  }

  private Future<Answer> create(Call call) {
    long payee = call.caller().partyId();
    VoucherWish wish = VoucherWish.of(call.body(), payee, config);
    AtomicReference<VoucherIssuer.@Nullable Issue> drawn = new AtomicReference<>();
    return idempotency
        .once(
            call.creation(),
            (name, attempt) ->
                account(wish, payee)
                    .compose(
                        account -> {
                          VoucherIssuer.Issue issue =
                              issuer.issue(
                                  new VoucherIssuer.Order(
                                      name,
                                      payee,
                                      account.id(),
                                      wish.price(),
                                      wish.terms(),
                                      wish.life()),
                                  attempt);
                          drawn.set(issue);
                          return creation(issue, attempt);
                        }))
        .onSuccess(
            answer -> {
              VoucherIssuer.Issue issue = drawn.get();
              if (issue != null && !answer.replayed()) {
                vouchers.committed(issue);
              }
            });
  }

  private Future<Creation> creation(VoucherIssuer.Issue issue, int attempt) {
    Voucher voucher = issue.voucher();
    Answer answer =
        Answer.json(201, json.of(voucher, issue.code(), issue.payload()))
            .with("Location", json.url(voucher));
    if (attempt == 0) {
      return ordered(answer, issue);
    }
    // Either the code is taken, and this attempt has another, or the voucher itself is there:
    // its request was answered so long ago that the answer is no longer kept.
    return vouchers
        .byId(voucher.id())
        .map(
            existing -> {
              if (existing.isPresent()) {
                throw ProblemException.unprocessable(
                    "key-reused", "This Idempotency-Key was used before; take a new one");
              }
              return ordered(answer, issue);
            })
        .compose(creation -> creation);
  }

  /** With its order's row, if it carries a number that is not known yet. */
  private Future<Creation> ordered(Answer answer, VoucherIssuer.Issue issue) {
    Voucher voucher = issue.voucher();
    String number = voucher.terms().orderNumber();
    Money total = voucher.terms().total();
    if (number == null || total == null) {
      return Future.succeededFuture(Creation.of(answer, issue.insert()));
    }
    return vouchers
        .order(voucher.payeeId(), number)
        .map(
            known -> {
              if (known.isEmpty()) {
                return Creation.guarded(
                    answer,
                    VoucherStore.insertOrder(voucher.payeeId(), number, total, voucher.created()),
                    ProblemException.conflict(
                        "order-new", "The order was made at this moment; repeat the request"),
                    issue.insert());
              }
              if (!known.get().total().equals(total)) {
                throw ProblemException.conflict(
                    "order-differs",
                    "This order has a total of " + known.get().total() + "; all its vouchers do");
              }
              if (known.get().taken() >= total.minor()) {
                throw ProblemException.conflict(
                    "order-paid", "This order is paid, or its last payment is under way");
              }
              return Creation.of(answer, issue.insert());
            });
  }

  /** The account it names, which must be the payee's own, or the oldest open one. */
  private Future<Account> account(VoucherWish wish, long payee) {
    NamedPayer named = wish.terms().payer();
    Future<?> payer =
        named instanceof NamedPayer.Party party
            ? parties
                .party(party.id())
                .map(
                    found ->
                        found.orElseThrow(
                            () ->
                                ProblemException.unprocessable(
                                    "no-payer", "There is no party with the payer's id")))
            : Future.succeededFuture();
    String currency = wish.price().currency();
    return payer.compose(
        known ->
            wish.account() == null
                ? accounts.forVoucher(payee, currency)
                : accounts.forVoucher(payee, currency, wish.account()));
  }

  /** The voucher in the path; another payee's is as if it did not exist. */
  private Future<Voucher> own(Call call) {
    return vouchers
        .byId(call.id("id"))
        .map(
            found ->
                found
                    .filter(voucher -> voucher.payeeId() == call.caller().partyId())
                    .orElseThrow(() -> ProblemException.notFound("voucher")));
  }

  private Future<Answer> list(Call call) {
    int limit = call.limit();
    Cursor from = call.cursor();
    return vouchers
        .ofPayee(call.caller().partyId(), Instant.ofEpochMilli(from.time()), from.id(), limit + 1)
        .map(
            found -> {
              JsonArray data = new JsonArray();
              found.stream().limit(limit).forEach(voucher -> data.add(json.of(voucher)));
              String next = found.size() > limit ? Cursor.after(found.get(limit - 1)).text() : null;
              return Answer.ok(new JsonObject().put("data", data).put("next_cursor", next));
            });
  }

  private Future<Answer> cancel(Call call) {
    return own(call)
        .compose(
            voucher ->
                voucher.state() == Voucher.State.CANCELLED
                    ? Future.succeededFuture(voucher)
                    : stop(call, voucher))
        .map(this::shown);
  }

  private Future<Voucher> stop(Call call, Voucher voucher) {
    return commits
        .submit(Unit.guardedBy(VoucherStore.cancel(voucher.id(), call.caller().partyId())))
        .compose(
            outcome ->
                own(call)
                    .map(
                        now -> {
                          if (now.state() != Voucher.State.CANCELLED) {
                            throw ProblemException.conflict(
                                "voucher-in-use",
                                now.reserved() > 0
                                    ? "A payment of its last use is under way"
                                    : "It is used up");
                          }
                          return now;
                        }));
  }

  private Future<Answer> pause(Call call) {
    return move(call, Voucher.State.ACTIVE, Voucher.State.PAUSED, VoucherStore::pause);
  }

  private Future<Answer> resume(Call call) {
    return move(call, Voucher.State.PAUSED, Voucher.State.ACTIVE, VoucherStore::resume);
  }

  private Future<Answer> move(
      Call call,
      Voucher.State from,
      Voucher.State to,
      BiFunction<Long, Long, Statement> statement) {
    return own(call)
        .compose(
            voucher ->
                voucher.state() == from
                    ? commits
                        .submit(
                            Unit.guardedBy(statement.apply(voucher.id(), call.caller().partyId())))
                        .compose(outcome -> own(call))
                    : Future.succeededFuture(voucher))
        .map(
            voucher -> {
              if (voucher.state() != to) {
                throw ProblemException.conflict("voucher-cancelled", "It is cancelled for good");
              }
              return shown(voucher);
            });
  }
}
