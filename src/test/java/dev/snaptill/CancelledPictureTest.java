package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World.Person;
import dev.snaptill.simulator.mmsc.MmscFaults.Kind;
import dev.snaptill.store.Databases;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A voucher's picture that is still at its MMSC when the voucher is void. */
@ParameterizedClass
@EnumSource(Databases.class)
class CancelledPictureTest {
  @Parameter Databases kind;
  @TempDir Path directory;
  private World world;

  @BeforeEach
  void start() throws Exception {
    Map<String, String> environment = new HashMap<>(kind.environment(directory));
    environment.put("SNAPTILL_MM7_CANCEL_EVERY", "100ms");
    world = new World(directory, environment);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private JsonObject voucherOf(Person payee, String key) throws Exception {
    JsonArray found = world.call("GET", "/v1/vouchers", key, null).getJsonArray("data");
    return found.getJsonObject(0);
  }

  @Test
  void aPictureOfACancelledVoucherIsTakenBack() throws Exception {
    Person payee = world.person("Bo", 0);
    String key =
        world
            .operator(
                "POST", "/v1/keys", new JsonObject().put("party", payee.id()).put("name", "own"))
            .getString("key");
    world.mmsc.faults().set(Kind.HOLD, 1);
    world.answerTo(payee.phone(), "REQ 10");
    Awaitility.await().atMost(World.SOON).until(() -> world.mmsc.held() == 1);
    int before = world.mmsc.cancelled().size();
    world.call(
        "POST", "/v1/vouchers/" + voucherOf(payee, key).getString("id") + "/cancel", key, null);
    Awaitility.await().atMost(World.SOON).until(() -> world.mmsc.cancelled().size() == before + 1);
    assertThat(world.mmsc.held()).isZero();
    Awaitility.await()
        .atMost(World.SOON)
        .until(
            () ->
                world.metric("snaptill_mm7_cancelled_total{mmsc=\"demo-mmsc\",result=\"done\"}")
                    >= 1);
  }
}
