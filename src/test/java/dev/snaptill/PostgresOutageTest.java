package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.simulator.postgres.PostgresServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The PostgreSQL server goes away under a running gateway, and comes back. */
class PostgresOutageTest {
  @TempDir Path directory;
  private PostgresServer server;
  private World world;

  @BeforeEach
  void start() throws Exception {
    server = PostgresServer.temporary();
    server.create("snaptill");
    world =
        new World(
            directory,
            Map.of(
                "SNAPTILL_DATABASE_KIND", "postgres",
                "SNAPTILL_DATABASE_URL", server.url("snaptill"),
                "SNAPTILL_DATABASE_USER", "postgres"));
  }

  @AfterEach
  void stop() throws Exception {
    world.close();
    server.close();
  }

  @Test
  void newWorkIsToldToTryAgainAndNothingIsLost() throws Exception {
    String before = world.voucher("1.00").getString("code");
    String during = world.voucher("2.00").getString("code");
    assertThat(world.answerTo(world.payer, before)).startsWith("Paid 1.00 CNY");
    server.stop();
    long last = world.payer.lastId();
    world.payer.sendText(during);
    world.awaitReady(false);
    assertThatThrownBy(() -> world.call("GET", "/v1/payments", world.shopKey, null))
        .hasMessageContaining(": 503");
    server.startAgain();
    world.awaitReady(true);
    world.payer.awaitText(text -> text.startsWith("Paid 2.00 CNY"), last, World.SOON);
    assertThat(world.north.balance(World.PAYER_ACCOUNT)).isEqualTo(997_00);
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(3_00);
  }
}
