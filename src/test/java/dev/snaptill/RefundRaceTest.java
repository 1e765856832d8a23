package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.store.Databases;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many refunds of one payment at the same moment come to its amount and not a fen more. */
class RefundRaceTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void manyAtOnceGiveBackExactlyTheAmount(Databases database) throws Exception {
    World world = new World(directory, database.environment(directory));
    try (world) {
      world.operator(
          "PUT",
          "/v1/parties/" + world.shopId + "/mandate",
          new JsonObject().put("account", world.shopAccountId).put("per_day_count", 1000));
      assertThat(world.answerTo(world.payer, world.voucher("12.50").getString("code")))
          .startsWith("Paid 12.50 CNY");
      String id =
          world
              .call("GET", "/v1/payments", world.shopKey, null)
              .getJsonArray("data")
              .getJsonObject(0)
              .getString("id");
      List<CompletableFuture<Boolean>> asked = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        asked.add(CompletableFuture.supplyAsync(() -> refund(world, id)));
      }
      assertThat(asked.stream().filter(CompletableFuture::join).count()).isEqualTo(12);
      Awaitility.await()
          .atMost(World.SOON)
          .untilAsserted(
              () -> {
                assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(50);
                assertThat(world.north.balance(World.PAYER_ACCOUNT)).isEqualTo(999_50);
              });
    }
  }

  private static boolean refund(World world, String id) {
    try {
      world.call(
          "POST",
          "/v1/payments/" + id + "/refunds",
          world.shopKey,
          new JsonObject().put("amount", "1"));
      return true;
    } catch (Exception e) {
      assertThat(e).hasMessageContaining("refund-too-much");
      return false;
    }
  }
}
