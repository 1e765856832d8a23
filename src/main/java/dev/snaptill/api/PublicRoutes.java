package dev.snaptill.api;

import dev.snaptill.ops.Readiness;
import dev.snaptill.ops.Readiness.Condition;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.SortedMap;
import java.util.function.Supplier;

/** What needs no key: the API document, health and metrics. */
final class PublicRoutes {
  private static final String JSON = "application/json";

  private final Vertx vertx;
  private final Readiness readiness;
  private final Supplier<String> metricsText;
  private final ApiDocument document;

  PublicRoutes(
      Vertx vertx, Readiness readiness, Supplier<String> metricsText, ApiDocument document) {
    this.vertx = vertx;
    this.readiness = readiness;
    this.metricsText = metricsText;
    this.document = document;
  }

  void mount(Router router) {
    router.get("/openapi.yaml").handler(c -> send(c, "application/yaml", document.yaml()));
    router.get("/openapi.json").handler(c -> send(c, JSON, document.json().toBuffer()));
    router
        .get("/health/live")
        .handler(c -> send(c, JSON, new JsonObject().put("status", "UP").toBuffer()));
    router.get("/health/ready").handler(this::ready);
    router.get("/metrics").handler(this::metrics);
  }

  private void ready(RoutingContext context) {
    SortedMap<String, Condition> conditions = readiness.conditions();
    HealthChecks checks = HealthChecks.create(vertx);
    conditions.forEach((part, now) -> checks.register(part, asked -> asked.complete(status(now))));
    checks
        .checkStatus()
        .map(
            result ->
                result
                    .toJson()
                    .put(
                        "status", conditions.isEmpty() || CheckResult.isUp(result) ? "UP" : "DOWN"))
        .onSuccess(
            body -> {
              if (body.getString("status").equals("DOWN")) {
                context.response().setStatusCode(503).putHeader("Retry-After", "5");
              }
              send(context, JSON, body.toBuffer());
            })
        .onFailure(context::fail);
  }

  private static Status status(Condition condition) {
    JsonObject data = new JsonObject();
    if (!condition.why().isEmpty()) {
      data.put("why", condition.why());
    }
    return new Status().setOk(condition.ok()).setData(data);
  }

  private void metrics(RoutingContext context) {
    vertx
        .executeBlocking(metricsText::get, false)
        .onSuccess(
            text -> send(context, "text/plain; version=0.0.4; charset=utf-8", Buffer.buffer(text)))
        .onFailure(context::fail);
  }

  private static void send(RoutingContext context, String type, Buffer body) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(body);
  }
}
