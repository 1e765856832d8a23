package dev.snaptill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.OpenAPIVersion;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The document, health, metrics, and what happens when there is no room or no database. */
class PublicApiTest {
  @TempDir Path directory;

  @Test
  void theDocumentIsServedAndValid() throws Exception {
    try (ApiWorld world = new ApiWorld(directory)) {
      var yaml = world.get("/openapi.yaml", "");
      var json = world.get("/openapi.json", "");
      assertThat(yaml.getHeader("Content-Type")).isEqualTo("application/yaml");
      JsonObject document = json.bodyAsJsonObject();
      assertThat(
              new JsonObject(new Yaml().<java.util.Map<String, Object>>load(yaml.bodyAsString())))
          .isEqualTo(document);
      OpenAPIContract contract = ApiWorld.await(ApiDocument.read().contract(world.vertx));
      assertThat(contract.getVersion()).isEqualTo(OpenAPIVersion.V3_1);
      assertThat(contract.operations()).hasSizeGreaterThan(18);
    }
  }

  @Test
  void healthTellsEachPart() throws Exception {
    try (ApiWorld world = new ApiWorld(directory)) {
      world.readiness.set("bank north", true, "");
      world.readiness.set("carrier east", true, "bound");
      assertThat(world.get("/health/live", "").statusCode()).isEqualTo(200);
      var ready = world.get("/health/ready", "");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.bodyAsJsonObject().getString("status")).isEqualTo("UP");

      world.readiness.set("bank north", false, "not signed on");
      var notReady = world.get("/health/ready", "");
      assertThat(notReady.statusCode()).isEqualTo(503);
      JsonObject body = notReady.bodyAsJsonObject();
      assertThat(body.getString("status")).isEqualTo("DOWN");
      assertThat(body.getJsonArray("checks"))
          .anySatisfy(
              check -> {
                JsonObject part = (JsonObject) check;
                assertThat(part.getString("id")).isEqualTo("bank north");
                assertThat(part.getString("status")).isEqualTo("DOWN");
                assertThat(part.getJsonObject("data").getString("why")).isEqualTo("not signed on");
              })
          .anySatisfy(
              check -> assertThat(((JsonObject) check).getString("id")).isEqualTo("database"));
      assertThat(world.get("/health/live", "").statusCode()).isEqualTo(200);
      assertThat(world.get("/metrics", "").bodyAsString()).contains("snaptill_ready 0");
    }
  }

  @Test
  void metricsAreInPrometheusText() throws Exception {
    try (ApiWorld world = new ApiWorld(directory)) {
      ApiWorld.Shop shop = world.shop("Tea House", "6222000011112230");
      world.voucher(shop, "1");
      var metrics = world.get("/metrics", "");
      assertThat(metrics.getHeader("Content-Type")).startsWith("text/plain; version=0.0.4");
      assertThat(metrics.bodyAsString())
          .contains("snaptill_journal_waiting")
          .contains("snaptill_unfinished 0")
          .contains("snaptill_api_request_seconds_count{operation=\"createVoucher\"} 1")
          .contains("jvm_memory_used_bytes");
    }
  }

  @Test
  void newWorkIsRefusedWhileThereIsNoRoom() throws Exception {
    try (ApiWorld world = new ApiWorld(directory, 1, source -> source)) {
      ApiWorld.Shop shop = world.shop("Tea House", "6222000011112230");
      world.admission.enter();
      var full = world.post("/v1/vouchers", shop.key(), new JsonObject().put("amount", "1"));
      assertThat(full.statusCode()).isEqualTo(503);
      assertThat(full.getHeader("Retry-After")).isEqualTo("5");
      assertThat(full.getHeader("Content-Type")).isEqualTo("application/problem+json");
      assertThat(world.get("/v1/vouchers", shop.key()).statusCode()).isEqualTo(200);
      world.admission.leave();
      world.voucher(shop, "1");
      assertThat(world.admission.inside()).isZero();
    }
  }

  @Test
  void withoutADatabaseNothingIsAcceptedAndWhatWasIsDoneWhenItIsBack() throws Exception {
    AtomicBoolean gone = new AtomicBoolean(true);
    ApiWorld.Between gap =
        real ->
            () -> {
              if (gone.get()) {
                throw new SQLException("gone", "08001");
              }
              return real.open();
            };
    try (ApiWorld world = new ApiWorld(directory, 5000, gap)) {
      JsonObject body = new JsonObject().put("kind", "shop").put("name", "Tea House");
      long asked = System.nanoTime();
      Future<HttpResponse<Buffer>> inHand =
          world.keyed("/v1/parties", world.operatorKey, "p1", body);
      await().atMost(Duration.ofSeconds(60)).until(() -> world.journal.broken() != null);

      var refused = world.post("/v1/parties", world.operatorKey, body);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.getHeader("Retry-After")).isNotNull();
      var repeated = ApiWorld.await(world.keyed("/v1/parties", world.operatorKey, "p1", body));
      assertThat(repeated.statusCode()).isEqualTo(409);
      assertThat(world.get("/health/ready", "").statusCode()).isEqualTo(503);
      assertThat(world.get("/health/live", "").statusCode()).isEqualTo(200);

      gone.set(false);
      var done = ApiWorld.await(inHand);
      if (Duration.ofNanos(System.nanoTime() - asked).toSeconds() >= 10
          && done.statusCode() == 503) {
        // a machine so slow that the API did not wait for the above: it says to repeat it
        done =
            await()
                .atMost(Duration.ofSeconds(60))
                .until(
                    () -> ApiWorld.await(world.keyed("/v1/parties", world.operatorKey, "p1", body)),
                    repeat -> repeat.statusCode() < 400);
      }
      assertThat(done.statusCode()).isEqualTo(201);
      assertThat(world.get("/health/ready", "").statusCode()).isEqualTo(200);
      assertThat(world.count("SELECT COUNT(*) FROM party")).isEqualTo(1);
    }
  }
}
