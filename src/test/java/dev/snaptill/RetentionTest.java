package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken out when its time has come, and what never is. */
class RetentionTest {
  @TempDir Path directory;

  private long pictures() throws Exception {
    try (Stream<Path> files = Files.list(directory.resolve("data/media"))) {
      return files.count();
    }
  }

  @Test
  void textsAndPicturesGoAndPaymentsStay() throws Exception {
    try (World world = new World(directory, Map.of("SNAPTILL_RETENTION_EVERY", "200ms"))) {
      JsonObject voucher = world.voucher("3.20");
      world.answerTo(world.payer, "", world.picture(voucher));
      assertThat(pictures()).isPositive();
      world.clock.advance(Duration.ofDays(91));
      // the mark below which all has ended moves on with the sweep
      Awaitility.await().atMost(World.SOON).until(() -> pictures() == 0);
      Awaitility.await()
          .atMost(World.SOON)
          .until(
              () ->
                  world.metric("snaptill_retention_total{kind=\"received\"}") >= 1
                      && world.metric("snaptill_retention_total{kind=\"sent\"}") >= 2);
      // and the world goes on
      JsonObject next = world.voucher("1.00");
      assertThat(world.answerTo(world.payer, next.getString("code"))).startsWith("Paid 1.00");
      JsonObject payments = world.call("GET", "/v1/payments", world.shopKey, null);
      assertThat(payments.getJsonArray("data")).hasSize(2);
      world.stopGateway();
      try (var database =
              dev.snaptill.store.Database.open(
                  GatewayConfig.from(
                          dev.snaptill.config.Settings.parse("t", world.yaml(), Map.of()))
                      .database());
          Connection connection = database.connection();
          var sql = connection.createStatement();
          var row =
              sql.executeQuery("SELECT COUNT(*) FROM outbox WHERE OCTET_LENGTH(content) = 0")) {
        row.next();
        assertThat(row.getLong(1)).isGreaterThanOrEqualTo(2);
      }
    }
  }

  @Test
  void aClockThatJumpsBackAnHourStopsNothing() throws Exception {
    try (World world = new World(directory)) {
      world.clock.advance(Duration.ofHours(1));
      JsonObject first = world.voucher("1.00");
      assertThat(world.answerTo(world.payer, first.getString("code"))).startsWith("Paid 1.00");
      world.clock.advance(Duration.ofHours(-1));
      JsonObject second = world.voucher("2.00");
      assertThat(world.answerTo(world.payer, second.getString("code"))).startsWith("Paid 2.00");
      // ids never go back, over a restart either: else the sweep would lose sight of new work
      world.restart();
      JsonObject third = world.voucher("3.00");
      assertThat(world.answerTo(world.payer, third.getString("code"))).startsWith("Paid 3.00");
      String earlier = second.getString("id");
      JsonObject payments = world.call("GET", "/v1/payments", world.shopKey, null);
      assertThat(payments.getJsonArray("data").getJsonObject(1).getString("voucher"))
          .isEqualTo(earlier);
    }
  }
}
