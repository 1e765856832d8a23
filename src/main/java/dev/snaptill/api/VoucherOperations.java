package dev.snaptill.api;

import dev.snaptill.store.Unit;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Voucher;
import dev.snaptill.voucher.VoucherConfig;
import dev.snaptill.voucher.VoucherIssuer;
import dev.snaptill.voucher.VoucherStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A payee's vouchers: made, shown, listed, cancelled, drawn. */
final class VoucherOperations {
  private final Commits commits;
  private final VoucherIssuer issuer;
  private final VoucherStore vouchers;
  private final VoucherConfig config;
  private final PayeeAccounts accounts;
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
    this.idempotency = idempotency;
    this.json = json;
  }

  void mount(Operations operations) {
    operations.answer("createVoucher", Role.PAYEE, this::create);
    operations.answer("getVoucher", Role.PAYEE, call -> own(call).map(v -> shown(v)));
    operations.answer("listVouchers", Role.PAYEE, this::list);
    operations.answer("cancelVoucher", Role.PAYEE, this::cancel);
  }

  private Answer shown(Voucher voucher) {
    return Answer.ok(json.of(voucher));
  }

  private Future<Answer> create(Call call) {
    JsonObject body = call.body();
    String currency = Texts.currency(body.getString("currency", config.currency()));
    Money amount = amount(body.getString("amount"), currency);
    String note = Texts.plain("note", body.getString("note", ""), 140);
    int maxUses = body.getInteger("max_uses", 1);
    Duration life = life(body.getLong("expires_in"));
    long payee = call.caller().partyId();
    AtomicReference<VoucherIssuer.@Nullable Issue> drawn = new AtomicReference<>();
    return idempotency
        .once(
            call.creation(),
            (name, attempt) ->
                accounts
                    .forVoucher(payee, currency)
                    .compose(
                        account -> {
                          VoucherIssuer.Issue issue =
                              issuer.issue(
                                  new VoucherIssuer.Order(
                                      name, payee, account.id(), amount, note, maxUses, life),
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
    Creation creation =
        Creation.of(
            Answer.json(201, json.of(voucher, issue.code(), issue.payload()))
                .with("Location", json.url(voucher)),
            issue.insert());
    if (attempt == 0) {
      return Future.succeededFuture(creation);
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
              return creation;
            });
  }

  private Money amount(String decimal, String currency) {
    Money amount = Texts.amount("amount", decimal, currency);
    BigDecimal most = new BigDecimal(config.maxAmount().decimal());
    if (new BigDecimal(amount.decimal()).compareTo(most) > 0) {
      throw ProblemException.badField("amount", "is more than " + most.toPlainString());
    }
    return amount;
  }

  private Duration life(@Nullable Long seconds) {
    if (seconds == null) {
      return config.life();
    }
    if (seconds > config.maxLife().toSeconds()) {
      throw ProblemException.badField(
          "expires_in", "is more than " + config.maxLife().toSeconds() + " seconds");
    }
    return Duration.ofSeconds(seconds);
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
}
