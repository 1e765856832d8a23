package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.simulator.mmsc.Picture;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk is full for a while: nothing is taken on, nothing lost, and it goes on by itself. */
class OutageTest {
  @TempDir Path directory;
  private World world;

  @BeforeEach
  void start() throws Exception {
    world = new World(directory);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void everyIntakeSaysTryAgainAndTheMessagesComeThroughLater() throws Exception {
    String text = world.voucher("2.00").getString("code");
    JsonObject shown = world.voucher("3.00");
    Picture picture = world.picture(shown);
    world.outage.begin("no space left on device");
    long last = world.payer.lastId();
    long lastOfFriend = world.friend.lastId();
    long acknowledged = world.carrier.acknowledgedCount();
    // the first finds the disk full; it waits, unacknowledged, for what the database says at last
    CompletableFuture<Boolean> first = world.payer.sendText(text);
    world.awaitReady(false);
    CompletableFuture<Boolean> photo = world.payer.sendPicture("", picture);
    assertThatThrownBy(() -> world.voucher("4.00")).hasMessageContaining(": 503");
    CompletableFuture<Boolean> second = world.friend.sendText("REQ 1");
    awaitBusy("demo-carrier");
    awaitBusy("demo-mmsc");
    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    assertThat(photo).isNotDone();
    assertThat(world.carrier.acknowledgedCount()).isEqualTo(acknowledged);

    world.outage.end();
    world.awaitReady(true);
    world.payer.awaitText(t -> t.startsWith("Paid 2.00 CNY"), last, World.SOON);
    world.payer.awaitText(t -> t.startsWith("Paid 3.00 CNY"), last, World.SOON);
    world.friend.awaitText(t -> t.startsWith("Pay me 1.00 CNY"), lastOfFriend, World.SOON);
    assertThat(world.voucher("4.00").getString("code")).isNotEmpty();
    assertThat(world.north.balance(World.PAYER_ACCOUNT)).isEqualTo(995_00);
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(5_00);
  }

  private void awaitBusy(String channel) {
    String series = "snaptill_messages_total{channel=\"" + channel + "\",intake=\"busy\"}";
    Awaitility.await().atMost(World.SOON).until(() -> world.metric(series) > 0);
  }
}
