package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P3: dedicated vouchers name their payer; of general ones it is who sends them. */
class PatentP03Test {
  private static final String NEUTRAL =
      "This code is not valid. Check the 14 digits and send them again. Nothing was taken.";

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

  private static JsonObject dedicated(JsonObject payer) throws Exception {
    return world.voucher(new JsonObject().put("amount", "5.00").put("payer", payer));
  }

  private static JsonObject now(JsonObject voucher, String act) throws Exception {
    String path = "/v1/vouchers/" + voucher.getString("id");
    return act.isEmpty()
        ? world.call("GET", path, world.shopKey, null)
        : world.call("POST", path + "/" + act, world.shopKey, null);
  }

  @Test
  void aGeneralVoucherIsPaidByWhoeverSendsIt() throws Exception {
    JsonObject voucher = world.voucher("5.00");
    assertThat(voucher.getString("kind")).isEqualTo("general");
    World.Person anyone = world.person("Cy", 10_00);
    assertThat(world.answerTo(anyone.phone(), voucher.getString("code"))).startsWith("Paid 5.00");
    assertThat(world.money()).containsEntry("north " + anyone.account(), 5_00L);
  }

  @Test
  void aPartyNamedAsPayerPaysAndNobodyElse() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    World.Person eve = world.person("Eve", 100_00);
    JsonObject voucher = dedicated(new JsonObject().put("party", ann.id()));
    assertThat(voucher.getString("kind")).isEqualTo("dedicated");
    Map<String, Long> before = world.money();
    assertThat(world.answerTo(eve.phone(), voucher.getString("code"))).isEqualTo(NEUTRAL);
    assertThat(world.money()).isEqualTo(before);
    assertThat(world.answerTo(ann.phone(), voucher.getString("code"))).startsWith("Paid 5.00");
  }

  @Test
  void aNumberNamedAsPayerPaysAndNobodyElse() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    World.Person eve = world.person("Eve", 100_00);
    JsonObject voucher = dedicated(new JsonObject().put("address", "tel:" + ann.phone().number()));
    assertThat(world.answerTo(eve.phone(), "", world.picture(voucher))).isEqualTo(NEUTRAL);
    assertThat(world.answerTo(ann.phone(), "", world.picture(voucher))).startsWith("Paid 5.00");
  }

  @Test
  void someoneElsesCodeAndNoCodeAtAllSoundTheSame() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    World.Person eve = world.person("Eve", 100_00);
    String code = dedicated(new JsonObject().put("party", ann.id())).getString("code");
    assertThat(world.answerTo(eve.phone(), code))
        .isEqualTo(world.answerTo(eve.phone(), "1234 5678 9012 44"))
        .isEqualTo(NEUTRAL);
  }

  @Test
  void threeTriesByOthersPauseItAlsoOverARestartUntilItsPayeeResumesIt() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    JsonObject voucher = dedicated(new JsonObject().put("party", ann.id()));
    String code = voucher.getString("code");
    for (String name : new String[] {"Eve", "Mallory"}) {
      assertThat(world.answerTo(world.person(name, 0).phone(), code)).isEqualTo(NEUTRAL);
    }
    assertThat(now(voucher, "").getString("state")).isEqualTo("active");
    world.restart();
    assertThat(world.answerTo(world.person("Oscar", 0).phone(), code)).isEqualTo(NEUTRAL);
    assertThat(now(voucher, "").getString("state")).isEqualTo("paused");
    assertThat(world.answerTo(world.person("Trudy", 0).phone(), code)).isEqualTo(NEUTRAL);
    assertThat(world.answerTo(ann.phone(), code))
        .isEqualTo("This voucher is paused. Ask its payee. Nothing was taken.");
    assertThat(now(voucher, "resume").getString("state")).isEqualTo("active");
    assertThat(world.answerTo(ann.phone(), code)).startsWith("Paid 5.00 CNY");
  }
}
