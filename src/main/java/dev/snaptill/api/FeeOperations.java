package dev.snaptill.api;

import dev.snaptill.ledger.FeeSchedule;
import dev.snaptill.ledger.FeeStore;
import dev.snaptill.ledger.LedgerAccount;
import dev.snaptill.operator.Role;
import dev.snaptill.party.PartyStore;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/** Operators see what payments cost, and propose changes; others approve them. */
final class FeeOperations {
  private final PartyStore parties;
  private final FeeStore fees;
  private final Proposals proposals;
  private final Set<String> banks;
  private final Clock clock;

  FeeOperations(ApiParts parts, Proposals proposals) {
    this.parties = parts.parties();
    this.fees = new FeeStore(parts.pool());
    this.proposals = proposals;
    this.banks = parts.banks().keySet();
    this.clock = parts.clock();
  }

  void mount(Operations operations) {
    operations.answer("listFees", Role.VIEW, this::list);
    operations.answer("proposeFees", Role.MONEY, this::propose);
    operations.answer("proposeAdjustment", Role.MONEY, this::adjust);
  }

  private Future<Answer> list(Call call) {
    long payee = call.id("id");
    return known(payee)
        .compose(yes -> fees.ofPayee(payee))
        .map(
            schedules -> {
              JsonArray data = new JsonArray();
              schedules.forEach(s -> data.add(json(s)));
              return Answer.ok(new JsonObject().put("data", data));
            });
  }

  private Future<Void> known(long party) {
    return parties
        .party(party)
        .compose(
            found ->
                found.isPresent()
                    ? Future.succeededFuture()
                    : Future.failedFuture(ProblemException.notFound("party")));
  }

  private static JsonObject json(FeeSchedule s) {
    return new JsonObject()
        .put("id", Ids.text(s.id()))
        .put("currency", s.currency())
        .put("bearer", Texts.lower(s.bearer()))
        .put("fixed", new Money(s.fixed(), s.currency()).decimal())
        .put("basis_points", s.basisPoints())
        .put("min", new Money(s.least(), s.currency()).decimal())
        .put("max", s.most() == 0 ? null : new Money(s.most(), s.currency()).decimal())
        .put("valid_from", Texts.time(s.validFrom()));
  }

  private Future<Answer> propose(Call call) {
    long payee = call.id("id");
    JsonObject body = call.body();
    String currency = Texts.currency(body.getString("currency"));
    Instant from = call.bodyTime("valid_from", clock.instant());
    JsonObject content =
        new JsonObject()
            .put("payee", payee)
            .put("currency", currency)
            .put("bearer", body.getString("bearer").toUpperCase(Locale.ROOT))
            .put("fixed", minor(body, "fixed", currency))
            .put("basis_points", body.getInteger("basis_points", 0))
            .put("min", minor(body, "min", currency))
            .put("max", minor(body, "max", currency))
            .put("valid_from", from.toEpochMilli());
    try {
      MoneyActs.schedule(content, 0, from);
    } catch (IllegalArgumentException e) {
      String[] told = String.valueOf(e.getMessage()).split(": ", 2);
      throw ProblemException.badField(told[0], told[told.length - 1]);
    }
    return known(payee)
        .compose(yes -> proposals.propose(call, MoneyActs.FEES, Ids.text(payee), content))
        .map(Proposals::accepted);
  }

  private static long minor(JsonObject body, String field, String currency) {
    return Money.parse(body.getString(field, "0"), currency)
        .orElseThrow(
            () -> ProblemException.badField(field, "has more fraction digits than " + currency))
        .minor();
  }

  private Future<Answer> adjust(Call call) {
    JsonObject body = call.body();
    Money amount =
        Texts.amount(
            "amount", body.getString("amount"), Texts.currency(body.getString("currency")));
    LedgerAccount debit = account("debit", body.getString("debit"));
    LedgerAccount credit = account("credit", body.getString("credit"));
    if (debit.equals(credit)) {
      throw ProblemException.badField("credit", "is the same account as debit");
    }
    JsonObject content =
        new JsonObject()
            .put("debit", debit.name())
            .put("credit", credit.name())
            .put("minor", amount.minor())
            .put("currency", amount.currency())
            .put("note", Texts.plain("note", body.getString("note"), 140));
    return existing(debit)
        .compose(yes -> existing(credit))
        .compose(
            yes ->
                proposals.propose(
                    call, MoneyActs.ADJUST, debit.name() + " " + credit.name(), content))
        .map(Proposals::accepted);
  }

  /** {@code bank:north}, {@code payee:} and the party's id, {@code clearing}, and so on. */
  private LedgerAccount account(String field, String name) {
    String stored =
        name.startsWith("payee:") ? "payee:" + Ids.parse(name.substring("payee:".length())) : name;
    LedgerAccount account =
        LedgerAccount.parse(stored)
            .orElseThrow(
                () -> ProblemException.badField(field, "is no account of the chart of accounts"));
    if (account.kind() == LedgerAccount.Kind.BANK
        && !banks.contains(name.substring("bank:".length()))) {
      throw ProblemException.badField(field, "is no configured bank");
    }
    return account;
  }

  private Future<Void> existing(LedgerAccount account) {
    return account.kind() == LedgerAccount.Kind.PAYEE
        ? known(account.payeeId())
        : Future.succeededFuture();
  }
}
