package dev.snaptill.api;

import static dev.snaptill.api.ApiWorld.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.store.Databases;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Databases.class)
class ReconciliationApiTest {
  private static final String FILE =
      "business_date,stan,rrn,terminal,type,amount,currency,direction\n"
          + "2026-11-22,000001,STRANGER0001,SNAP0001,DEBIT,12.50,CNY,C\n"
          + "TOTAL,1,0.00,12.50,CNY\n";

  @Parameter Databases database;
  @TempDir Path directory;
  private ApiWorld world;

  @BeforeEach
  void open() throws Exception {
    world = new ApiWorld(database, directory);
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private HttpResponse<Buffer> upload(String query, String key, String file) throws Exception {
    return await(
        world.request("POST", "/v1/reconciliations" + query, key).sendBuffer(Buffer.buffer(file)));
  }

  private JsonObject ended(HttpResponse<Buffer> taken) {
    assertThat(taken.statusCode()).as(taken.bodyAsString()).isEqualTo(202);
    String where = taken.getHeader("Location");
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> world.get(where, world.operatorKey).bodyAsJsonObject(),
            run -> !run.getString("state").equals("running"));
  }

  @Test
  void aFileIsComparedItsBreakListedAndAResolutionProposed() throws Exception {
    JsonObject run = ended(upload("?bank=north", world.operatorKey, FILE));
    assertThat(run.getString("state")).isEqualTo("done");
    assertThat(run.getBoolean("clean")).isFalse();
    assertThat(run.getJsonObject("day").getString("closing")).isEqualTo("12.50");
    assertThat(run.getJsonObject("day").getBoolean("proven")).isTrue();

    JsonObject found =
        world
            .get("/v1/breaks?bank=north", world.operatorKey)
            .bodyAsJsonObject()
            .getJsonArray("data")
            .getJsonObject(0);
    assertThat(found.getString("kind")).isEqualTo("bank_only");
    assertThat(found.getString("operation")).isEqualTo("20261122/north/SNAP0001/000001");

    String where = "/v1/breaks/" + found.getString("id") + "/resolution";
    JsonObject how = new JsonObject().put("resolution", "explained").put("note", "a charge");
    assertThat(world.post(where, world.operatorKey, how).statusCode()).isEqualTo(202);
    assertThat(world.post(where, world.operatorKey, how).statusCode()).isEqualTo(409);
    assertThat(
            world
                .post(where, world.operatorKey, how.copy().put("resolution", "forget"))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void aLongFileIsTakenInPieces() throws Exception {
    StringBuilder file = new StringBuilder(FILE.substring(0, FILE.indexOf('\n') + 1));
    for (int i = 1; i <= 3000; i++) {
      file.append("2026-11-22,%06d,STRANGER0001,SNAP0001,TRANSFER,1,CNY,N\n".formatted(i));
    }
    JsonObject run = ended(upload("?bank=north", world.operatorKey, file + "TOTAL,3000,0,0,CNY\n"));
    assertThat(run.getJsonObject("day").getLong("lines")).isEqualTo(3000);
  }

  @Test
  void whatCantBeUsedIsToldInOneLine() throws Exception {
    assertThat(ended(upload("?bank=north", world.operatorKey, "nonsense")).getString("why"))
        .contains("line 1");
    assertThat(ended(upload("", world.operatorKey, FILE)).getString("why")).contains("--bank");
    assertThat(upload("?bank=nowhere", world.operatorKey, FILE).statusCode()).isEqualTo(400);
    assertThat(upload("?bank=north", "", FILE).statusCode()).isEqualTo(401);
    String payee = world.shop("Corner", "6228480000000010").key();
    assertThat(upload("?bank=north", payee, FILE).statusCode()).isEqualTo(403);
    assertThat(world.get("/v1/breaks", payee).statusCode()).isEqualTo(403);
  }

  @Test
  void withoutDebtsThereIsNoPayout() throws Exception {
    JsonObject wish = new JsonObject().put("bank", "north").put("currency", "CNY");
    assertThat(world.post("/v1/payouts", world.operatorKey, wish).statusCode()).isEqualTo(409);
    assertThat(world.post("/v1/payouts/0000000000000/file", world.operatorKey).statusCode())
        .isEqualTo(409);
  }
}
