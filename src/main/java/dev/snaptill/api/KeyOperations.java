package dev.snaptill.api;

import dev.snaptill.party.PartyStore;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;

/** An operator makes and revokes API keys. */
final class KeyOperations {
  private final PartyStore parties;
  private final ApiKeys keys;
  private final ApiKeyStore store;
  private final Commits commits;
  private final Idempotency idempotency;
  private final Clock clock;
  private final Trail trail;

  KeyOperations(
      ApiParts parts,
      ApiKeys keys,
      ApiKeyStore store,
      Commits commits,
      Idempotency idempotency,
      Trail trail) {
    this.trail = trail;
    this.parties = parts.parties();
    this.clock = parts.clock();
    this.keys = keys;
    this.store = store;
    this.commits = commits;
    this.idempotency = idempotency;
  }

  void mount(Operations operations) {
    operations.answer("createKey", dev.snaptill.operator.Role.SECURITY, this::create);
    operations.answer("revokeKey", dev.snaptill.operator.Role.SECURITY, this::revoke);
  }

  private Future<Answer> create(Call call) {
    JsonObject body = call.body();
    String name = Texts.plain("name", body.getString("name"), 100);
    String party = body.getString("party");
    return idempotency.once(
        call.creation(), (request, attempt) -> party(party).map(id -> draw(call, name, id)));
  }

  private Future<Long> party(String text) {
    return parties
        .party(Ids.parse(text))
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("party")).id());
  }

  private Creation draw(Call call, String name, long party) {
    String key = keys.draw();
    byte[] hash = keys.hash(key);
    JsonObject shown =
        new JsonObject()
            .put("id", ApiKeys.id(hash))
            .put("key", key)
            .put("name", name)
            .put("role", Texts.lower(Role.PAYEE))
            .put("party", Ids.text(party));
    return Creation.of(
        Answer.json(201, shown),
        List.of(
            ApiKeyStore.insert(hash, name, party, Role.PAYEE, clock.instant()),
            trail.entry(call, "key.create", Ids.text(party), ApiKeys.id(hash))));
  }

  private Future<Answer> revoke(Call call) {
    byte[] hash = ApiKeys.hashOf(call.pathText("key"));
    return commits
        .submit(
            Unit.guardedBy(ApiKeyStore.revoke(hash, clock.instant()))
                .then(trail.entry(call, "key.revoke", call.pathText("key"), "")))
        .onSuccess(done -> keys.forget(hash))
        .compose(outcome -> store.byHash(hash))
        .map(
            found -> {
              if (found.isEmpty()) {
                throw ProblemException.notFound("key");
              }
              return Answer.nothing();
            });
  }
}
