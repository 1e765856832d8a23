package dev.snaptill.api;

import dev.snaptill.operator.AuditChainStore;
import dev.snaptill.operator.AuditEntry;
import dev.snaptill.operator.AuditStore;
import dev.snaptill.operator.Role;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** The trail, for whoever watches over the others. To look at it is written down too. */
final class AuditOperations {
  private final AuditStore entries;
  private final AuditChainStore chain;
  private final Trail trail;

  AuditOperations(AuditStore entries, AuditChainStore chain, Trail trail) {
    this.entries = entries;
    this.chain = chain;
    this.trail = trail;
  }

  void mount(Operations operations) {
    operations.answer("listAudit", Role.SECURITY, this::list);
    operations.answer("getAuditHead", Role.VIEW, call -> head().map(Answer::ok));
  }

  private Future<Answer> list(Call call) {
    int limit = call.limit();
    return trail
        .looked(call, "audit.read", "audit")
        .compose(done -> head())
        .compose(
            head ->
                entries
                    .page(call.cursor().id(), limit + 1)
                    .map(
                        found -> {
                          JsonArray data = new JsonArray();
                          found.stream().limit(limit).forEach(e -> data.add(json(e)));
                          String next =
                              found.size() > limit
                                  ? new Cursor(0, found.get(limit - 1).id()).text()
                                  : null;
                          return Answer.ok(
                              new JsonObject()
                                  .put("data", data)
                                  .put("next_cursor", next)
                                  .put("head", head));
                        }));
  }

  private static JsonObject json(AuditEntry e) {
    return new JsonObject()
        .put("id", Ids.text(e.id()))
        .put("actor", e.actor())
        .put("act", e.act())
        .put("subject", e.subject())
        .put("note", e.note())
        .put("at", Texts.time(Instant.ofEpochMilli(e.entered())));
  }

  private Future<JsonObject> head() {
    return chain
        .head()
        .map(
            head ->
                new JsonObject()
                    .put("batch", head.seq())
                    .put("hash", head.hash())
                    .put("at", head.seq() == 0 ? null : Texts.time(head.at())));
  }
}
