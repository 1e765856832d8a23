package dev.snaptill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.snaptill.store.Databases;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator does. */
@ParameterizedClass
@EnumSource(Databases.class)
class PartyApiTest {
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

  private HttpResponse<Buffer> post(String path, JsonObject body) throws Exception {
    return world.post(path, world.operatorKey, body);
  }

  private HttpResponse<Buffer> put(String path, JsonObject body) throws Exception {
    return ApiWorld.await(world.request("PUT", path, world.operatorKey).sendJsonObject(body));
  }

  private JsonObject person(String... addresses) throws Exception {
    return ApiWorld.created(
        post(
            "/v1/parties",
            new JsonObject()
                .put("kind", "person")
                .put("name", "李小龙")
                .put("language", "zh")
                .put("addresses", new JsonArray(List.of((Object[]) addresses)))));
  }

  @Test
  void aPayerIsEnrolledAndItsNumbersAreMasked() throws Exception {
    String id = person("tel:+8613800001234").getString("id");
    String path = "/v1/parties/" + id;
    JsonObject account =
        ApiWorld.created(
            post(
                path + "/accounts",
                new JsonObject()
                    .put("bank", "north")
                    .put("number", "6222020200112230")
                    .put("currency", "CNY")));
    assertThat(account.getString("number")).isEqualTo("6222****2230");
    var mandate = put(path + "/mandate", new JsonObject().put("account", account.getString("id")));
    assertThat(mandate.statusCode()).isEqualTo(200);

    JsonObject shown = world.get(path, world.operatorKey).bodyAsJsonObject();
    assertThat(shown.getString("name")).isEqualTo("李小龙");
    assertThat(shown.getString("language")).isEqualTo("zh");
    assertThat(shown.getString("state")).isEqualTo("active");
    assertThat(shown.getJsonArray("addresses")).containsExactly("tel:138****1234");
    assertThat(shown.getJsonArray("accounts")).containsExactly(account);
    assertThat(shown.getJsonObject("mandate"))
        .isEqualTo(
            new JsonObject()
                .put("account", account.getString("id"))
                .put("state", "active")
                .put("currency", "CNY")
                .put("per_payment", "1000.00")
                .put("per_day", "1000.00")
                .put("per_day_count", 20)
                .put("per_month", "5000.00"));
  }

  @Test
  void aMandateIsReplacedAndWhatWasUsedStaysCounted() throws Exception {
    String id = person("tel:+8613800001234").getString("id");
    String path = "/v1/parties/" + id;
    String account =
        ApiWorld.created(
                post(
                    path + "/accounts",
                    new JsonObject().put("bank", "north").put("number", "6222020200112230")))
            .getString("id");
    put(path + "/mandate", new JsonObject().put("account", account));
    world.run("UPDATE mandate SET used_day_amount = 77");

    JsonObject body =
        new JsonObject().put("account", account).put("state", "ended").put("per_payment", "50");
    JsonObject mandate = put(path + "/mandate", body).bodyAsJsonObject();

    assertThat(mandate.getString("state")).isEqualTo("ended");
    assertThat(mandate.getString("per_payment")).isEqualTo("50.00");
    assertThat(world.count("SELECT used_day_amount FROM mandate")).isEqualTo(77);
    assertThat(world.get(path, world.operatorKey).bodyAsJsonObject().getJsonObject("mandate"))
        .isEqualTo(mandate);
  }

  @Test
  void aMandateNeedsAnOpenAccountOfItsOwnParty() throws Exception {
    ApiWorld.Shop shop = world.shop("Tea House", "6222000011112230");
    String id = person().getString("id");
    var foreign =
        put("/v1/parties/" + id + "/mandate", new JsonObject().put("account", shop.account()));
    assertThat(foreign.statusCode()).isEqualTo(404);

    String own = "/v1/parties/" + shop.id();
    var closed = world.post(own + "/accounts/" + shop.account() + "/close", world.operatorKey);
    assertThat(closed.bodyAsJsonObject().getString("state")).isEqualTo("closed");
    assertThat(put(own + "/mandate", new JsonObject().put("account", shop.account())).statusCode())
        .isEqualTo(409);
    var opened = world.post(own + "/accounts/" + shop.account() + "/open", world.operatorKey);
    assertThat(opened.bodyAsJsonObject().getString("state")).isEqualTo("open");
  }

  @Test
  void anAddressBelongsToOneParty() throws Exception {
    String first = person("tel:+8613800001234").getString("id");
    String second = person().getString("id");
    JsonObject address = new JsonObject().put("address", "tel:+8613800001234");
    assertThat(post("/v1/parties/" + second + "/addresses", address).statusCode()).isEqualTo(409);
    JsonObject another = new JsonObject().put("address", "tel:+8613800005678");
    var added = post("/v1/parties/" + first + "/addresses", another);
    assertThat(added.statusCode()).isEqualTo(201);
    assertThat(added.bodyAsJsonObject().getString("address")).isEqualTo("tel:138****5678");
    assertThat(world.count("SELECT COUNT(*) FROM party_address")).isEqualTo(2);
    assertThat(post("/v1/parties/0000000000000/addresses", another).statusCode()).isEqualTo(404);
  }

  @Test
  void aRefusedAddressLeavesNoTraceOfItsIdempotencyKey() throws Exception {
    person("tel:+8613800001234");
    String second = person().getString("id");
    JsonObject address = new JsonObject().put("address", "tel:+8613800001234");
    for (int i = 0; i < 2; i++) {
      var refused =
          ApiWorld.await(
              world.keyed(
                  "/v1/parties/" + second + "/addresses", world.operatorKey, "a1", address));
      assertThat(refused.statusCode()).isEqualTo(409);
    }
    assertThat(world.count("SELECT COUNT(*) FROM idempotency")).isZero();
  }

  @Test
  void numbersAndBanksThatCannotBeAreRefused() throws Exception {
    String path = "/v1/parties/" + person().getString("id");
    var local = post(path + "/addresses", new JsonObject().put("address", "tel:13800001234"));
    assertThat(local.statusCode()).isEqualTo(400);
    assertThat(local.bodyAsString()).contains("E.164").doesNotContain("13800001234");
    var bank =
        post(path + "/accounts", new JsonObject().put("bank", "west").put("number", "62220000"));
    assertThat(bank.statusCode()).isEqualTo(400);
    assertThat(bank.bodyAsJsonObject().getString("detail")).contains("north");
  }

  @Test
  void aRevokedKeyIsRefusedAtOnce() throws Exception {
    ApiWorld.Shop shop = world.shop("Tea House", "6222000011112230");
    JsonObject made =
        ApiWorld.created(
            post("/v1/keys", new JsonObject().put("party", shop.id()).put("name", "second")));
    String key = made.getString("key");
    assertThat(key).matches("sk_live_[A-Za-z0-9_-]{43}");
    assertThat(world.get("/v1/vouchers", key).statusCode()).isEqualTo(200);

    for (int i = 0; i < 2; i++) {
      var revoked =
          ApiWorld.await(
              world
                  .request("DELETE", "/v1/keys/" + made.getString("id"), world.operatorKey)
                  .send());
      assertThat(revoked.statusCode()).isEqualTo(204);
    }
    assertThat(world.get("/v1/vouchers", key).statusCode()).isEqualTo(401);
    assertThat(world.get("/v1/vouchers", shop.key()).statusCode()).isEqualTo(200);
    var unknown =
        ApiWorld.await(
            world.request("DELETE", "/v1/keys/key_" + "A".repeat(43), world.operatorKey).send());
    assertThat(unknown.statusCode()).isEqualTo(404);
  }

  @Test
  void keysAndNumbersAreNowhereInTheFilesInClear() throws Exception {
    assumeThat(database).as("whose files are ours to read").isEqualTo(Databases.HSQLDB);
    ApiWorld.Shop shop = world.shop("Tea House", "6222000011112230");
    person("tel:+8613800001234");
    var kept =
        ApiWorld.await(
            world.keyed(
                "/v1/keys",
                world.operatorKey,
                "k1",
                new JsonObject().put("party", shop.id()).put("name", "kept")));
    JsonObject voucher =
        ApiWorld.created(
            ApiWorld.await(
                world.keyed(
                    "/v1/vouchers", shop.key(), "v1", new JsonObject().put("amount", "5"))));

    try (Stream<Path> files = Files.walk(directory.resolve("db"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes)
            .doesNotContain(shop.key().substring(8))
            .doesNotContain(kept.bodyAsJsonObject().getString("key").substring(8))
            .doesNotContain(world.operatorKey.substring(8))
            .doesNotContain("6222000011112230")
            .doesNotContain("13800001234")
            .doesNotContain(voucher.getString("digits"));
      }
    }
    Path operatorKey = directory.resolve("operator.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(operatorKey)))
        .isEqualTo("rw-------");
    assertThat(ApiKeys.operatorKey(operatorKey)).isEqualTo(world.operatorKey);
  }
}
