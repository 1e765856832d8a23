package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.World;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P4: the payee is told by identity, or directly by account. */
class PatentP04Test {
  private static final String SAVINGS = "6228480000000777";

  @TempDir static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory);
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @Test
  void byIdentityItsOldestAccountIsFound() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    JsonObject voucher = world.voucher("5.00");
    assertThat(voucher.getString("account")).isEqualTo(world.shopAccountId);
    long before = world.money().get("south " + World.SHOP_ACCOUNT);
    assertThat(world.answerTo(ann.phone(), voucher.getString("code"))).startsWith("Paid 5.00");
    assertThat(world.money()).containsEntry("south " + World.SHOP_ACCOUNT, before + 5_00);
  }

  @Test
  void byAccountTheMoneyGoesThere() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    world.south.openAccount(SAVINGS, 0);
    String savings = world.account(world.shopId, "south", SAVINGS);
    JsonObject voucher =
        world.voucher(new JsonObject().put("amount", "7.00").put("account", savings));
    assertThat(world.answerTo(ann.phone(), voucher.getString("code")))
        .startsWith("Paid 7.00 CNY to Corner Shop");
    assertThat(world.money()).containsEntry("south " + SAVINGS, 7_00L);
  }

  @Test
  void somebodyElsesAccountIsRefused() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    assertThatThrownBy(
            () ->
                world.voucher(
                    new JsonObject().put("amount", "7.00").put("account", ann.accountId())))
        .hasMessageContaining("422")
        .hasMessageContaining("not-your-account");
  }
}
