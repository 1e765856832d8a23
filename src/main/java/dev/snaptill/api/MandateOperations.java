package dev.snaptill.api;

import dev.snaptill.operator.Role;
import dev.snaptill.party.Account;
import dev.snaptill.party.Mandate;
import dev.snaptill.party.PartyStore;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;

/** An operator sets what a payer has authorised. */
final class MandateOperations {
  private static final String PER_PAYMENT = "1000";
  private static final String PER_DAY = "1000";
  private static final int PER_DAY_COUNT = 20;
  private static final String PER_MONTH = "5000";

  private final PartyStore parties;
  private final Commits commits;
  private final Clock clock;
  private final Trail trail;

  MandateOperations(ApiParts parts, Commits commits, Trail trail) {
    this.trail = trail;
    this.parties = parts.parties();
    this.commits = commits;
    this.clock = parts.clock();
  }

  void mount(Operations operations) {
    operations.answer("putMandate", Role.OPERATE, this::put);
  }

  private Future<Answer> put(Call call) {
    long party = call.id("id");
    JsonObject body = call.body();
    return parties
        .account(Ids.parse(body.getString("account")))
        .map(
            found ->
                found
                    .filter(account -> account.partyId() == party)
                    .orElseThrow(() -> ProblemException.notFound("account of this party")))
        .compose(
            account -> {
              Mandate mandate = mandate(body, account);
              return write(call, mandate)
                  .map(done -> Answer.ok(PartyJson.of(mandate, account.currency())));
            });
  }

  private static Mandate mandate(JsonObject body, Account account) {
    Mandate.State state = Texts.upper(Mandate.State.class, body.getString("state", "active"));
    if (state == Mandate.State.ACTIVE && !account.open()) {
      throw ProblemException.conflict("account-closed", "The account is closed");
    }
    return new Mandate(
        account.partyId(),
        account.id(),
        state,
        limit(body, "per_payment", PER_PAYMENT, account),
        limit(body, "per_day", PER_DAY, account),
        body.getInteger("per_day_count", PER_DAY_COUNT),
        limit(body, "per_month", PER_MONTH, account));
  }

  private static long limit(JsonObject body, String field, String otherwise, Account account) {
    return Texts.amount(field, body.getString(field, otherwise), account.currency()).minor();
  }

  private Future<Unit.Outcome> write(Call call, Mandate mandate) {
    return commits
        .submit(Unit.guardedBy(parties.insert(mandate, clock.millis())).then(entry(call, mandate)))
        .compose(
            outcome ->
                outcome.done()
                    ? Future.succeededFuture(outcome)
                    : commits.submit(
                        Unit.guardedBy(parties.update(mandate)).then(entry(call, mandate))))
        .onSuccess(done -> parties.forget());
  }

  private Statement entry(Call call, Mandate mandate) {
    return trail.entry(
        call, "mandate.put", Ids.text(mandate.partyId()), Texts.lower(mandate.state()));
  }
}
