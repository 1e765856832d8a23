package dev.snaptill.api;

import dev.snaptill.operator.Approvable;
import dev.snaptill.operator.Approval;
import dev.snaptill.operator.ApprovalStore;
import dev.snaptill.operator.AuditStore;
import dev.snaptill.operator.Operator;
import dev.snaptill.operator.OperatorStore;
import dev.snaptill.operator.Role;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * What gives somebody power over money or keys: each is done at once while nobody else could agree,
 * and by approval afterwards.
 */
final class OperatorActs {
  static final String CREATE = "operator.create";
  static final String ROLES = "operator.roles";
  static final String ENABLE = "operator.enable";
  static final String KEY = "operator.key";

  private final Commits commits;
  private final OperatorStore operators;
  private final Ids ids;
  private final Clock clock;

  OperatorActs(Commits commits, OperatorStore operators, Ids ids, Clock clock) {
    this.commits = commits;
    this.operators = operators;
    this.ids = ids;
    this.clock = clock;
  }

  static Set<Role> roles(JsonArray names) {
    // each includes looking
    Set<Role> roles = EnumSet.of(Role.VIEW);
    for (int i = 0; i < names.size(); i++) {
      roles.add(Texts.upper(Role.class, names.getString(i)));
    }
    return roles;
  }

  static JsonArray json(Set<Role> roles) {
    JsonArray names = new JsonArray();
    roles.stream().sorted().forEach(role -> names.add(Texts.lower(role)));
    return names;
  }

  /** Whether roles are such that two people have to want them, and there are two. */
  Future<Boolean> needsTwo(Operator actor, Set<Role> gained) {
    boolean power = gained.contains(Role.MONEY) || gained.contains(Role.SECURITY);
    if (!power) {
      return Future.succeededFuture(false);
    }
    return actor.person().equals(Operator.BOOTSTRAP)
        ? operators.another(actor.person(), Role.SECURITY)
        // the first key's holder is another
        : Future.succeededFuture(true);
  }

  /** The statement of an act, from the content of its proposal. */
  Statement statement(String act, String person, JsonObject content) {
    Instant now = clock.instant();
    return switch (act) {
      case CREATE -> OperatorStore.insert(person, roles(content.getJsonArray("roles")), now);
      case ROLES -> OperatorStore.setRoles(person, roles(content.getJsonArray("roles")));
      case ENABLE -> OperatorStore.setEnabled(person, true);
      case KEY ->
          OperatorStore.insertKey(
              HexFormat.of().parseHex(content.getString("hash")),
              person,
              content.getString("name"),
              roles(content.getJsonArray("roles")),
              now);
      default -> throw new IllegalArgumentException(act);
    };
  }

  /** What a second person may agree to. */
  List<Approvable> approvables() {
    BiFunction<Approval, Operator, Future<Boolean>> carryOut = this::carryOut;
    return List.of(CREATE, ROLES, ENABLE, KEY).stream()
        .<Approvable>map(act -> new Act(act, carryOut))
        .toList();
  }

  private record Act(String act, BiFunction<Approval, Operator, Future<Boolean>> how)
      implements Approvable {
    @Override
    public Role role() {
      return Role.SECURITY;
    }

    @Override
    public Future<Boolean> carryOut(Approval approval, Operator second) {
      return how.apply(approval, second);
    }
  }

  private Future<Boolean> carryOut(Approval approval, Operator second) {
    String person = approval.subject();
    return operators
        .person(person)
        .compose(
            found -> {
              boolean possible = found.isEmpty() == approval.act().equals(CREATE);
              if (!possible) {
                return Future.succeededFuture(false);
              }
              Instant now = clock.instant();
              Unit unit =
                  Unit.guardedBy(ApprovalStore.approve(approval.id(), second, now))
                      .then(statement(approval.act(), person, new JsonObject(approval.content())))
                      .then(
                          AuditStore.entry(
                              ids.next(),
                              second.person(),
                              approval.act(),
                              person,
                              "proposed by "
                                  + approval.proposedBy()
                                  + ", approval "
                                  + Ids.text(approval.id()),
                              now));
              return commits.submit(unit).map(Unit.Outcome::done);
            });
  }
}
