package dev.snaptill.api;

import dev.snaptill.channel.LinkStatus;
import dev.snaptill.operator.Role;
import dev.snaptill.ops.Traces;
import dev.snaptill.store.Unit;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/** Carriers and MMSCs: how they stand, stop and start, what goes over their wires. */
final class LinkOperations {
  private static final int DEFAULT_MINUTES = 10;

  private final Links links;
  private final Commits commits;
  private final Trail trail;

  LinkOperations(Links links, Commits commits, Trail trail) {
    this.links = links;
    this.commits = commits;
    this.trail = trail;
  }

  void mount(Operations operations) {
    operations.answer("listCarriers", Role.VIEW, call -> list());
    operations.answer(
        "getCarrier", Role.VIEW, call -> one(name(call)).map(link -> Answer.ok(json(link))));
    operations.answer("stopCarrier", Role.OPERATE, call -> run(call, false));
    operations.answer("startCarrier", Role.OPERATE, call -> run(call, true));
    operations.answer("getCarrierTrace", Role.VIEW, this::trace);
    operations.answer("startCarrierTrace", Role.OPERATE, this::startTrace);
    operations.answer("stopCarrierTrace", Role.OPERATE, this::stopTrace);
    operations.answer("reloadConfiguration", Role.OPERATE, this::reload);
  }

  private static String name(Call call) {
    return call.pathText("name");
  }

  private Future<Answer> list() {
    return links
        .all()
        .map(
            all -> {
              JsonArray data = new JsonArray();
              all.forEach(link -> data.add(json(link)));
              return Answer.ok(new JsonObject().put("data", data));
            });
  }

  private Future<LinkStatus> one(String name) {
    return links
        .all()
        .map(
            all ->
                all.stream()
                    .filter(link -> link.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> ProblemException.notFound("carrier")));
  }

  private JsonObject json(LinkStatus link) {
    JsonArray parts = new JsonArray();
    link.parts()
        .forEach(
            part ->
                parts.add(
                    new JsonObject()
                        .put("name", part.name())
                        .put("state", part.state())
                        .put("up", part.up())
                        .put("in_use", part.inUse())));
    Instant at = link.lastErrorAt();
    Instant traced = links.traces().view(link.name()).until();
    return new JsonObject()
        .put("name", link.name())
        .put("kind", link.kind())
        .put("running", link.running())
        .put("up", link.up())
        .put("window", link.window())
        .put("in_use", link.inUse())
        .put("received", link.received())
        .put("sent", link.sent())
        .put("received_per_second", rounded(link.receivedPerSecond()))
        .put("sent_per_second", rounded(link.sentPerSecond()))
        .put("binds", parts)
        .put("last_error", link.lastError())
        .put("last_error_at", at == null ? null : Texts.time(at))
        .put("trace_until", traced == null ? null : Texts.time(traced));
  }

  private static double rounded(double rate) {
    return Math.round(rate * 100) / 100.0;
  }

  /** The entry first: what was done stays explained even if the wish itself fails. */
  private Future<Answer> run(Call call, boolean run) {
    String name = name(call);
    return one(name)
        .compose(
            link ->
                commits.submit(
                    Unit.guardedBy(
                        trail.entry(call, run ? "carrier.start" : "carrier.stop", name, ""))))
        .compose(done -> links.run(name, run))
        .compose(
            done -> {
              if (!done.ok()) {
                throw ProblemException.conflict("not-done", done.what());
              }
              return one(name);
            })
        .map(link -> Answer.ok(json(link)));
  }

  private Future<Answer> trace(Call call) {
    String name = name(call);
    return one(name)
        .compose(link -> trail.looked(call, "carrier.trace.read", name))
        .map(
            done -> {
              Traces.View view = links.traces().view(name);
              JsonArray lines = new JsonArray();
              view.lines()
                  .forEach(
                      line ->
                          lines.add(
                              new JsonObject()
                                  .put("at", Texts.time(line.at()))
                                  .put("text", line.text())));
              return Answer.ok(
                  new JsonObject()
                      .put("until", view.until() == null ? null : Texts.time(view.until()))
                      .put("to_file", view.toFile())
                      .put("lines", lines));
            });
  }

  private Future<Answer> startTrace(Call call) {
    String name = name(call);
    JsonObject body = call.body();
    int minutes = body.getInteger("minutes", DEFAULT_MINUTES);
    boolean toFile = body.getBoolean("to_file", false);
    return one(name)
        .compose(
            link ->
                commits.submit(
                    Unit.guardedBy(
                        trail.entry(
                            call,
                            "carrier.trace.start",
                            name,
                            minutes + " minutes" + (toFile ? ", to a file" : "")))))
        .map(
            done -> {
              Instant until = links.traces().start(name, Duration.ofMinutes(minutes), toFile);
              return Answer.ok(
                  new JsonObject()
                      .put("until", Texts.time(until))
                      .put("to_file", toFile)
                      .put("lines", new JsonArray()));
            });
  }

  private Future<Answer> stopTrace(Call call) {
    String name = name(call);
    return one(name)
        .compose(
            link ->
                commits.submit(Unit.guardedBy(trail.entry(call, "carrier.trace.stop", name, ""))))
        .map(
            done -> {
              links.traces().stop(name);
              return Answer.nothing();
            });
  }

  private Future<Answer> reload(Call call) {
    return commits
        .submit(Unit.guardedBy(trail.entry(call, "configuration.reload", "gateway", "")))
        .compose(done -> links.reload())
        .map(
            done -> {
              if (!done.ok()) {
                throw new ProblemException(
                    422,
                    "bad-configuration",
                    "Nothing has changed: " + done.problem(),
                    java.util.List.of(),
                    java.util.Map.of());
              }
              return Answer.ok(
                  new JsonObject()
                      .put("applied", new JsonArray(done.applied()))
                      .put("restart_needed", new JsonArray(done.restart())));
            });
  }
}
