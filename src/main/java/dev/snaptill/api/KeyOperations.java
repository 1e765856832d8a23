package dev.snaptill.api;

import dev.snaptill.party.PartyStore;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operator makes and revokes API keys. */
final class KeyOperations {
  private final PartyStore parties;
  private final ApiKeys keys;
  private final ApiKeyStore store;
  private final Commits commits;
  private final Idempotency idempotency;
  private final Clock clock;

  KeyOperations(
      ApiParts parts, ApiKeys keys, ApiKeyStore store, Commits commits, Idempotency idempotency) {
    this.parties = parts.parties();
    this.clock = parts.clock();
    this.keys = keys;
    this.store = store;
    this.commits = commits;
    this.idempotency = idempotency;
  }

  void mount(Operations operations) {
    operations.answer("createKey", Role.OPERATOR, this::create);
    operations.answer("revokeKey", Role.OPERATOR, this::revoke);
  }

  private Future<Answer> create(Call call) {
    JsonObject body = call.body();
    String name = Texts.plain("name", body.getString("name"), 100);
    Role role = Texts.upper(Role.class, body.getString("role", "payee"));
    String partyText = body.getString("party");
    if (role == Role.PAYEE && partyText == null) {
      throw ProblemException.badField("party", "is missing");
    }
    if (role == Role.OPERATOR && partyText != null) {
      throw ProblemException.badField("party", "is not allowed for an operator's key");
    }
    return idempotency.once(
        call.creation(),
        (request, attempt) -> party(partyText).map(party -> draw(name, role, party)));
  }

  private Future<@Nullable Long> party(@Nullable String text) {
    if (text == null) {
      return Future.succeededFuture(null);
    }
    return parties
        .party(Ids.parse(text))
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("party")).id());
  }

  private Creation draw(String name, Role role, @Nullable Long party) {
    String key = keys.draw();
    byte[] hash = keys.hash(key);
    JsonObject shown =
        new JsonObject()
            .put("id", ApiKeys.id(hash))
            .put("key", key)
            .put("name", name)
            .put("role", Texts.lower(role))
            .put("party", party == null ? null : Ids.text(party));
    return Creation.of(
        Answer.json(201, shown),
        List.of(ApiKeyStore.insert(hash, name, party, role, clock.instant())));
  }

  private Future<Answer> revoke(Call call) {
    byte[] hash = ApiKeys.hashOf(call.pathText("key"));
    return commits
        .submit(Unit.guardedBy(ApiKeyStore.revoke(hash, clock.instant())))
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
