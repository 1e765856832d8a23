package dev.snaptill.api;

import dev.snaptill.operator.Operator;
import dev.snaptill.operator.OperatorStore;
import dev.snaptill.operator.Role;
import dev.snaptill.store.Unit;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** People who run the gateway, and their keys. */
final class OperatorOperations {
  private final OperatorStore operators;
  private final OperatorActs acts;
  private final Proposals proposals;
  private final Commits commits;
  private final Trail trail;
  private final ApiKeys keys;
  private final Clock clock;

  OperatorOperations(
      OperatorStore operators,
      OperatorActs acts,
      Proposals proposals,
      Commits commits,
      Trail trail,
      ApiKeys keys,
      Clock clock) {
    this.operators = operators;
    this.acts = acts;
    this.proposals = proposals;
    this.commits = commits;
    this.trail = trail;
    this.keys = keys;
    this.clock = clock;
  }

  void mount(Operations operations) {
    operations.answer("listOperators", Role.VIEW, this::list);
    operations.answer("getOperator", Role.VIEW, call -> shown(call.pathText("person"), 200));
    operations.answer("createOperator", Role.SECURITY, this::create);
    operations.answer("setOperatorRoles", Role.SECURITY, this::setRoles);
    operations.answer("disableOperator", Role.SECURITY, this::disable);
    operations.answer("enableOperator", Role.SECURITY, this::enable);
    operations.answer("createOperatorKey", Role.VIEW, this::createKey);
    operations.answer("revokeOperatorKey", Role.VIEW, this::revokeKey);
  }

  private Future<Answer> list(Call call) {
    int limit = call.limit();
    String after = call.query("after");
    return operators
        .people(after == null ? "" : after, limit + 1)
        .map(
            found -> {
              JsonArray data = new JsonArray();
              found.stream().limit(limit).forEach(p -> data.add(json(p)));
              String next = found.size() > limit ? found.get(limit - 1).person() : null;
              return Answer.ok(new JsonObject().put("data", data).put("next_after", next));
            });
  }

  private static JsonObject json(OperatorStore.Person p) {
    return new JsonObject()
        .put("person", p.person())
        .put("roles", OperatorActs.json(p.roles()))
        .put("state", p.enabled() ? "enabled" : "disabled")
        .put("created", Texts.time(p.created()));
  }

  private Future<OperatorStore.Person> person(String name) {
    return operators
        .person(name)
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("operator")));
  }

  private Future<Answer> shown(String name, int status) {
    return person(name)
        .compose(
            person ->
                operators
                    .keys(name)
                    .map(
                        all -> {
                          JsonArray shown = new JsonArray();
                          all.forEach(key -> shown.add(json(key)));
                          return Answer.json(status, json(person).put("keys", shown));
                        }));
  }

  private static JsonObject json(OperatorStore.Key key) {
    return new JsonObject()
        .put("id", ApiKeys.id(key.hash()))
        .put("name", key.name())
        .put("roles", OperatorActs.json(key.roles()))
        .put("created", Texts.time(key.created()))
        .put("revoked", key.revoked() == null ? null : Texts.time(key.revoked()));
  }

  private Future<Answer> create(Call call) {
    JsonObject body = call.body();
    String name = body.getString("person");
    if (name.equals(Operator.BOOTSTRAP)) {
      throw exists();
    }
    Set<Role> roles = OperatorActs.roles(body.getJsonArray("roles"));
    return operators
        .person(name)
        .compose(
            found ->
                found.isPresent()
                    ? Future.failedFuture(exists())
                    : decide(call, OperatorActs.CREATE, name, roles, content(roles), 201));
  }

  private static ProblemException exists() {
    return ProblemException.conflict("operator-exists", "There is an operator of that name");
  }

  private static JsonObject content(Set<Role> roles) {
    return new JsonObject().put("roles", OperatorActs.json(roles));
  }

  private Future<Answer> setRoles(Call call) {
    String name = call.pathText("person");
    Set<Role> roles = OperatorActs.roles(call.body().getJsonArray("roles"));
    return person(name)
        .compose(
            person -> {
              Set<Role> gained = EnumSet.copyOf(roles);
              gained.removeAll(person.roles());
              return decide(call, OperatorActs.ROLES, name, gained, content(roles), 200);
            });
  }

  private Future<Answer> disable(Call call) {
    String name = call.pathText("person");
    return person(name)
        .compose(
            person ->
                commits.submit(
                    Unit.guardedBy(OperatorStore.setEnabled(name, false))
                        .then(trail.entry(call, "operator.disable", name, ""))))
        .onSuccess(done -> keys.forgetAll())
        .compose(done -> shown(name, 200));
  }

  private Future<Answer> enable(Call call) {
    String name = call.pathText("person");
    return person(name)
        .compose(
            person ->
                person.enabled()
                    ? shown(name, 200)
                    : decide(
                        call, OperatorActs.ENABLE, name, person.roles(), new JsonObject(), 200));
  }

  /** One's own keys are made alone, with no more than the key in hand may do. */
  private Future<Answer> createKey(Call call) {
    String name = call.pathText("person");
    Operator actor = call.caller().asOperator();
    boolean own = actor.person().equals(name);
    if (!own && !actor.may(Role.SECURITY)) {
      throw ProblemException.forbidden("Another person's key takes a key with the role security");
    }
    JsonObject body = call.body();
    String keyName = Texts.plain("name", body.getString("name"), 100);
    JsonArray wanted = body.getJsonArray("roles");
    return person(name)
        .compose(
            person -> {
              Set<Role> most = own ? actor.roles() : person.roles();
              Set<Role> roles = wanted == null ? most : OperatorActs.roles(wanted);
              if (!person.roles().containsAll(roles) || !most.containsAll(roles)) {
                throw ProblemException.badField(
                    "roles", "are more than " + OperatorActs.json(most).encode());
              }
              String key = keys.draw();
              byte[] hash = keys.hash(key);
              JsonObject content =
                  content(roles).put("name", keyName).put("hash", HexFormat.of().formatHex(hash));
              JsonObject secret =
                  new JsonObject()
                      .put("id", ApiKeys.id(hash))
                      .put("key", key)
                      .put("name", keyName)
                      .put("person", name)
                      .put("roles", OperatorActs.json(roles));
              return decide(call, OperatorActs.KEY, name, own ? Set.of() : roles, content, 201)
                  .map(
                      answer ->
                          Answer.json(
                              answer.status(),
                              answer.status() == 202
                                  ? secret.put("approval", answer.body().toJsonObject())
                                  : secret));
            });
  }

  private Future<Answer> revokeKey(Call call) {
    String name = call.pathText("person");
    Operator actor = call.caller().asOperator();
    if (!actor.person().equals(name) && !actor.may(Role.SECURITY)) {
      throw ProblemException.forbidden("Another person's key takes a key with the role security");
    }
    byte[] hash = ApiKeys.hashOf(call.pathText("key"));
    return operators
        .keys(name)
        .map(
            all ->
                all.stream()
                    .filter(key -> java.util.Arrays.equals(key.hash(), hash))
                    .findFirst()
                    .orElseThrow(() -> ProblemException.notFound("key")))
        .compose(
            key ->
                commits.submit(
                    Unit.guardedBy(OperatorStore.revokeKey(hash, name, clock.instant()))
                        .then(
                            trail.entry(call, "operator.key.revoke", name, call.pathText("key")))))
        .onSuccess(done -> keys.forget(hash))
        .map(done -> Answer.nothing());
  }

  /** Does it, or has a second person asked if it gives power and there is one. */
  private Future<Answer> decide(
      Call call, String act, String name, Set<Role> gained, JsonObject content, int status) {
    return acts.needsTwo(call.caller().asOperator(), gained)
        .compose(
            two ->
                two
                    ? proposals.propose(call, act, name, content).map(Proposals::accepted)
                    : commits
                        .submit(
                            Unit.guardedBy(acts.statement(act, name, content))
                                .then(List.of(trail.entry(call, act, name, note(content)))))
                        .onSuccess(done -> keys.forgetAll())
                        .compose(
                            done ->
                                done.done() ? shown(name, status) : Future.failedFuture(exists())));
  }

  private static String note(JsonObject content) {
    JsonArray roles = content.getJsonArray("roles");
    return roles == null ? "" : roles.encode();
  }
}
