package dev.snaptill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every refusal is a problem document that says what was wrong. */
class ProblemApiTest {
  @TempDir static Path directory;
  private static ApiWorld world;
  private static ApiWorld.Shop shop;

  @BeforeAll
  static void open() throws Exception {
    world = new ApiWorld(directory);
    shop = world.shop("Tea House", "6222000011112230");
  }

  @AfterAll
  static void close() throws Exception {
    world.close();
  }

  private static JsonObject problem(HttpResponse<Buffer> response, int status) {
    assertThat(response.statusCode()).as(response.bodyAsString()).isEqualTo(status);
    assertThat(response.getHeader("Content-Type")).isEqualTo("application/problem+json");
    JsonObject problem = response.bodyAsJsonObject();
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(problem.getString("type")).startsWith("urn:snaptill:problem:");
    assertThat(problem.getString("title")).isNotBlank();
    assertThat(problem.getString("detail")).isNotBlank();
    assertThat(problem.getString("instance")).startsWith("urn:snaptill:request:");
    return problem;
  }

  private static HttpResponse<Buffer> send(String type, String body) throws Exception {
    return ApiWorld.await(
        world
            .request("POST", "/v1/vouchers", shop.key())
            .putHeader("Content-Type", type)
            .sendBuffer(Buffer.buffer(body)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amount     | {}",
        "amount     | {'amount': 12.5}",
        "amount     | {'amount': '-1'}",
        "amount     | {'amount': '1e3'}",
        "amount     | {'amount': '0'}",
        "amount     | {'amount': '1.005'}",
        "amount     | {'amount': '100000.01'}",
        "currency   | {'amount': '1', 'currency': 'cny'}",
        "currency   | {'amount': '1', 'currency': 'QQQ'}",
        "max_uses   | {'amount': '1', 'max_uses': 0}",
        "max_uses   | {'amount': '1', 'max_uses': 1.5}",
        "max_uses   | {'amount': '1', 'max_uses': 99999999999}",
        "expires_in | {'amount': '1', 'expires_in': 0}",
        "expires_in | {'amount': '1', 'expires_in': 40000000}",
        "note       | {'amount': '1', 'note': 'a\\nb'}",
        "note       | {'amount': '1', 'note': null}",
        "colour     | {'amount': '1', 'colour': 'red'}",
        "body       | [1]",
      })
  void aWrongFieldIsNamed(String field, String body) throws Exception {
    JsonObject problem = problem(send("application/json", body.replace('\'', '"')), 400);
    assertThat(problem.getString("type")).endsWith(":validation");
    assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("field"))
        .as(problem.encode())
        .isEqualTo(field);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/vouchers?limit=0, limit",
    "/v1/vouchers?limit=x, limit",
    "/v1/vouchers?limit=101, limit",
    "/v1/vouchers?cursor=abc, cursor",
    "/v1/vouchers?cursor=%20, cursor",
    "/v1/vouchers/nonsense, id",
    "/v1/payments?from=yesterday-or-even-earlier, from",
    "/v1/payments?voucher=1, voucher",
  })
  void aWrongParameterIsNamed(String path, String field) throws Exception {
    JsonObject problem = problem(world.get(path, shop.key()), 400);
    assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("field"))
        .as(problem.encode())
        .isEqualTo(field);
  }

  @Test
  void aLongNoteIsRefusedHoweverItsLengthIsCounted() throws Exception {
    String note = "😀".repeat(100);
    JsonObject body = new JsonObject().put("amount", "1").put("note", note);
    problem(world.post("/v1/vouchers", shop.key(), body), 400);
  }

  @Test
  void brokenJsonIsRefused() throws Exception {
    assertThat(problem(send("application/json", "{\"amount\": "), 400).getString("type"))
        .endsWith(":malformed");
    problem(send("application/json", ""), 400);
    problem(send("application/json", "[".repeat(30_000)), 400);
  }

  @Test
  void otherMediaTypesAreRefused() throws Exception {
    problem(send("text/plain", "{\"amount\": \"1\"}"), 415);
    problem(send("application/x-www-form-urlencoded", "amount=1"), 415);
  }

  @Test
  void aBodyOfMoreThan64KilobytesIsRefused() throws Exception {
    problem(send("application/json", "{\"note\": \"" + "x".repeat(70_000) + "\"}"), 413);
  }

  @Test
  void aKeyIsNeeded() throws Exception {
    var none = world.get("/v1/vouchers", "");
    assertThat(problem(none, 401).getString("type")).endsWith(":unauthorized");
    assertThat(none.getHeader("WWW-Authenticate")).isEqualTo("Bearer");
    problem(world.get("/v1/vouchers", "sk_live_" + "A".repeat(43)), 401);
    problem(world.get("/v1/vouchers", "secret"), 401);
    problem(world.post("/v1/vouchers", "secret", new JsonObject().put("amount", "1")), 401);
  }

  @Test
  void eachRoleHasItsOwnOperations() throws Exception {
    problem(world.get("/v1/vouchers", world.operatorKey), 403);
    problem(world.get("/v1/parties/" + shop.id(), shop.key()), 403);
    problem(
        world.post(
            "/v1/keys", shop.key(), new JsonObject().put("name", "x").put("party", shop.id())),
        403);
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    problem(world.get("/v1/vouchers/0000000000000", shop.key()), 404);
    problem(world.get("/v1/payments/0000000000000", shop.key()), 404);
    problem(world.get("/v1/nothing", shop.key()), 404);
    problem(world.get("/elsewhere", ""), 404);
    problem(world.get("/%2e%2e/%zz", ""), 400);
  }

  @Test
  void anotherMethodIsRefusedWithTheOnesThereAre() throws Exception {
    var response = ApiWorld.await(world.request("DELETE", "/v1/vouchers", shop.key()).send());
    problem(response, 405);
    assertThat(response.getHeader("Allow")).isEqualTo("GET, POST");
  }

  @Test
  void anIdempotencyKeyHasAForm() throws Exception {
    var response =
        ApiWorld.await(
            world.keyed(
                "/v1/vouchers", shop.key(), "k".repeat(256), new JsonObject().put("amount", "1")));
    assertThat(problem(response, 400).getJsonArray("errors").getJsonObject(0).getString("field"))
        .isEqualTo("Idempotency-Key");
  }
}
