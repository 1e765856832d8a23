package dev.snaptill.api;

import dev.snaptill.operator.Role;
import dev.snaptill.store.KeyRotation;
import dev.snaptill.store.Unit;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys under which personal data is sealed: a new one, and the end of the old ones. */
final class VaultOperations {
  private static final Logger log = LoggerFactory.getLogger(VaultOperations.class);

  private final KeyRotation rotation;
  private final Commits commits;
  private final Trail trail;

  VaultOperations(KeyRotation rotation, Commits commits, Trail trail) {
    this.rotation = rotation;
    this.commits = commits;
    this.trail = trail;
  }

  void mount(Operations operations) {
    operations.answer(
        "getVault", Role.SECURITY, call -> Future.succeededFuture(Answer.ok(status())));
    operations.answer(
        "rotateVault", Role.SECURITY, call -> begin(call, "vault.rotate", rotation::rotate));
    operations.answer(
        "resumeVault", Role.SECURITY, call -> begin(call, "vault.resume", rotation::resume));
    operations.answer(
        "retireVault", Role.SECURITY, call -> begin(call, "vault.retire", rotation::retire));
  }

  private JsonObject status() {
    KeyRotation.Status now = rotation.status();
    return new JsonObject()
        .put("key", now.key())
        .put("keys", now.keys())
        .put("resealed", now.resealed())
        .put("state", now.state());
  }

  /** Answers at once; the work goes on. */
  private Future<Answer> begin(Call call, String act, Supplier<Future<Long>> work) {
    return commits
        .submit(Unit.guardedBy(trail.entry(call, act, "vault", "")))
        .map(
            done -> {
              work.get().onFailure(e -> log.warn("{}: {}", act, e.toString()));
              return Answer.json(202, status());
            });
  }
}
