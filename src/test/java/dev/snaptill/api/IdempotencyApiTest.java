package dev.snaptill.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.store.Databases;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The same key never makes two things. */
@ParameterizedClass
@EnumSource(Databases.class)
class IdempotencyApiTest {
  @Parameter Databases database;
  @TempDir Path directory;
  private ApiWorld world;
  private ApiWorld.Shop shop;

  @BeforeEach
  void open() throws Exception {
    world = new ApiWorld(database, directory);
    shop = world.shop("Tea House", "6222000011112230");
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private HttpResponse<Buffer> make(String key, String amount) throws Exception {
    return ApiWorld.await(
        world.keyed("/v1/vouchers", shop.key(), key, new JsonObject().put("amount", amount)));
  }

  @Test
  void theSameKeyAndBodyGetTheSameAnswerAgain() throws Exception {
    var first = make("order-1", "5");
    world.clock.forward(Duration.ofHours(1));
    var again = make("order-1", "5");

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(first.getHeader("Idempotency-Replayed")).isNull();
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.getHeader("Idempotency-Replayed")).isEqualTo("true");
    assertThat(again.bodyAsString()).isEqualTo(first.bodyAsString());
    assertThat(world.count("SELECT COUNT(*) FROM voucher")).isEqualTo(1);
  }

  @Test
  void theSameKeyWithAnotherBodyIsRefused() throws Exception {
    make("order-1", "5");
    var other = make("order-1", "6");
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(other.bodyAsJsonObject().getString("type")).endsWith(":key-reused");
    assertThat(world.count("SELECT COUNT(*) FROM voucher")).isEqualTo(1);
  }

  @Test
  void aKeyIsItsOwnersAlone() throws Exception {
    ApiWorld.Shop other = world.shop("Bakery", "6222000011119999");
    String mine = make("order-1", "5").bodyAsJsonObject().getString("id");
    String theirs =
        ApiWorld.created(
                ApiWorld.await(
                    world.keyed(
                        "/v1/vouchers",
                        other.key(),
                        "order-1",
                        new JsonObject().put("amount", "5"))))
            .getString("id");
    assertThat(theirs).isNotEqualTo(mine);
  }

  @Test
  void fiftyAtOnceMakeOneVoucher() throws Exception {
    List<Future<HttpResponse<Buffer>>> sent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      sent.add(
          world.keyed("/v1/vouchers", shop.key(), "order-1", new JsonObject().put("amount", "5")));
    }
    Set<String> bodies = new HashSet<>();
    for (Future<HttpResponse<Buffer>> future : sent) {
      var response = ApiWorld.await(future);
      assertThat(response.statusCode()).isIn(201, 409);
      if (response.statusCode() == 201) {
        bodies.add(response.bodyAsString());
      } else {
        assertThat(response.bodyAsJsonObject().getString("type")).endsWith(":in-progress");
      }
    }
    assertThat(bodies).hasSize(1);
    assertThat(world.count("SELECT COUNT(*) FROM voucher")).isEqualTo(1);
    assertThat(world.count("SELECT COUNT(*) FROM idempotency")).isEqualTo(1);
  }

  @Test
  void withoutAKeyEachRequestIsNew() throws Exception {
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      made.add(world.voucher(shop, "5").getString("id"));
    }
    assertThat(made).hasSize(3);
  }

  @Test
  void aRefusalIsNotKept() throws Exception {
    String close = "/v1/parties/" + shop.id() + "/close";
    String open = "/v1/parties/" + shop.id() + "/open";
    world.post(close, world.operatorKey);
    assertThat(make("order-1", "5").statusCode()).isEqualTo(409);
    world.post(open, world.operatorKey);
    assertThat(make("order-1", "5").statusCode()).isEqualTo(201);
  }

  @Test
  void anAnswerIsReplayedThoughItWouldBeRefusedToday() throws Exception {
    var first = make("order-1", "5");
    world.post("/v1/parties/" + shop.id() + "/close", world.operatorKey);
    var again = make("order-1", "5");
    assertThat(again.bodyAsString()).isEqualTo(first.bodyAsString());
  }

  @Test
  void afterSevenDaysTheAnswerIsGoneButTheKeyStillMakesNoSecondVoucher() throws Exception {
    make("order-1", "5");
    IdempotencyStore store = new IdempotencyStore(world.pool);
    world.clock.forward(Duration.ofDays(6));
    assertThat(
            ApiWorld.await(
                store.purge(world.journal, world.clock.instant().minus(Duration.ofDays(7)))))
        .isZero();
    world.clock.forward(Duration.ofDays(2));
    assertThat(
            ApiWorld.await(
                store.purge(world.journal, world.clock.instant().minus(Duration.ofDays(7)))))
        .isEqualTo(1);
    assertThat(world.count("SELECT COUNT(*) FROM idempotency")).isZero();

    assertThat(make("order-1", "5").statusCode()).isEqualTo(422);
    assertThat(world.count("SELECT COUNT(*) FROM voucher")).isEqualTo(1);
  }

  @Test
  void aPartyAndItsAddressAreMadeOnceToo() throws Exception {
    JsonObject body =
        new JsonObject()
            .put("kind", "person")
            .put("name", "Li")
            .put("addresses", new io.vertx.core.json.JsonArray().add("tel:+8613800001234"));
    var first = ApiWorld.await(world.keyed("/v1/parties", world.operatorKey, "p1", body));
    var again = ApiWorld.await(world.keyed("/v1/parties", world.operatorKey, "p1", body));
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.bodyAsString()).isEqualTo(first.bodyAsString());
    var other = ApiWorld.await(world.keyed("/v1/parties", world.operatorKey, "p2", body));
    assertThat(other.statusCode()).isEqualTo(409);
  }
}
