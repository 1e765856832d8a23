package dev.snaptill.api;

import dev.snaptill.operator.Role;
import dev.snaptill.party.Account;
import dev.snaptill.party.Mandate;
import dev.snaptill.party.MandateStore;
import dev.snaptill.party.PartyStore;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Address;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.function.Function;

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
  private final Function<Address, Future<Boolean>> invite;

  MandateOperations(ApiParts parts, Commits commits, Trail trail) {
    this.trail = trail;
    this.parties = parts.parties();
    this.commits = commits;
    this.clock = parts.clock();
    this.invite = parts.invite();
  }

  void mount(Operations operations) {
    operations.answer("putMandate", Role.OPERATE, this::put);
    operations.answer("inviteParty", Role.OPERATE, this::invite);
  }

  /** Writes a mandate that its payer has yet to agree to, and asks it by SMS. */
  private Future<Answer> invite(Call call) {
    long party = call.id("id");
    return parties
        .addresses(party)
        .map(
            addresses ->
                addresses.stream()
                    .filter(Address::isE164)
                    .findFirst()
                    .orElseThrow(
                        () ->
                            ProblemException.conflict(
                                "no-phone", "The party has no telephone number to be asked on")))
        .compose(
            phone ->
                parties
                    .payer(phone)
                    .compose(
                        payer ->
                            payer.isPresent()
                                    && payer.get().mandate() != null
                                    && payer.get().mandate().active()
                                ? Future.failedFuture(
                                    ProblemException.conflict(
                                        "mandate-active", "The payer has agreed already"))
                                : put(call, Mandate.State.INVITED))
                    .compose(
                        answer ->
                            invite
                                .apply(phone)
                                .compose(
                                    asked ->
                                        asked
                                            ? Future.succeededFuture(answer)
                                            : Future.failedFuture(
                                                ProblemException.unavailable(
                                                    "The phone can't be asked now; try again"
                                                        + " later")))));
  }

  private Future<Answer> put(Call call) {
    return put(call, Texts.upper(Mandate.State.class, call.body().getString("state", "active")));
  }

  private Future<Answer> put(Call call, Mandate.State state) {
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
              Mandate mandate = mandate(body, state, account);
              return write(call, mandate)
                  .map(done -> Answer.ok(PartyJson.of(mandate, account.currency())));
            });
  }

  private static Mandate mandate(JsonObject body, Mandate.State state, Account account) {
    if (state != Mandate.State.ENDED && !account.open()) {
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
        .submit(
            Unit.guardedBy(MandateStore.insert(mandate, clock.millis())).then(entry(call, mandate)))
        .compose(
            outcome ->
                outcome.done()
                    ? Future.succeededFuture(outcome)
                    : commits.submit(
                        Unit.guardedBy(MandateStore.update(mandate)).then(entry(call, mandate))))
        .onSuccess(done -> parties.forget());
  }

  private Statement entry(Call call, Mandate mandate) {
    return trail.entry(
        call, "mandate.put", Ids.text(mandate.partyId()), Texts.lower(mandate.state()));
  }
}
