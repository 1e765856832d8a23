package dev.snaptill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.operator.Approvable;
import dev.snaptill.operator.Approvables;
import dev.snaptill.operator.Approval;
import dev.snaptill.operator.ApprovalStore;
import dev.snaptill.operator.Operator;
import dev.snaptill.store.Databases;
import dev.snaptill.store.Unit;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may do what, and what takes two of them. */
@ParameterizedClass
@EnumSource(Databases.class)
class OperatorApiTest {
  @Parameter Databases database;
  @TempDir Path directory;
  private ApiWorld world;
  private final List<String> resolved = new ArrayList<>();

  /** Stands in for the saga: writes down what two people agreed on. */
  private final Approvable resolve =
      new Approvable() {
        @Override
        public String act() {
          return "payment.resolve";
        }

        @Override
        public Future<Boolean> carryOut(Approval approval, Operator second) {
          return world
              .journal
              .submit(
                  Unit.guardedBy(
                      ApprovalStore.approve(approval.id(), second, world.clock.instant())))
              .map(
                  outcome -> {
                    resolved.add(approval.content());
                    return outcome.done();
                  });
        }
      };

  @BeforeEach
  void start() throws Exception {
    world = new ApiWorld(database, directory, Approvables.of(resolve));
  }

  @AfterEach
  void stop() throws Exception {
    world.close();
  }

  private HttpResponse<Buffer> add(String by, String person, String... roles) throws Exception {
    return world.post(
        "/v1/operators",
        by,
        new JsonObject().put("person", person).put("roles", new JsonArray(List.of(roles))));
  }

  private HttpResponse<Buffer> key(String by, String person) throws Exception {
    return world.post(
        "/v1/operators/" + person + "/keys", by, new JsonObject().put("name", "laptop"));
  }

  /** The first person with all roles, added by the holder of the first key alone. */
  private String ann() throws Exception {
    ApiWorld.created(add(world.operatorKey, "ann", "operate", "money", "security"));
    return ApiWorld.created(key(world.operatorKey, "ann")).getString("key");
  }

  private HttpResponse<Buffer> approve(String by, JsonObject approval) throws Exception {
    return world.post("/v1/approvals/" + approval.getString("id") + "/approve", by);
  }

  /** A second person, whom both ann and the first key's holder wanted. */
  private String bo(String ann) throws Exception {
    HttpResponse<Buffer> wanted = add(world.operatorKey, "bo", "money", "security");
    assertThat(wanted.statusCode()).isEqualTo(202);
    assertThat(approve(ann, wanted.bodyAsJsonObject()).statusCode()).isEqualTo(200);
    HttpResponse<Buffer> made = key(world.operatorKey, "bo");
    assertThat(made.statusCode()).isEqualTo(202);
    String key = made.bodyAsJsonObject().getString("key");
    assertThat(world.get("/v1/operators", key).statusCode()).isEqualTo(401);
    assertThat(approve(ann, made.bodyAsJsonObject().getJsonObject("approval")).statusCode())
        .isEqualTo(200);
    assertThat(world.get("/v1/operators", key).statusCode()).isEqualTo(200);
    return key;
  }

  @Test
  void aKeyDoesWhatItsRolesSayAndNoMore() throws Exception {
    ApiWorld.created(add(world.operatorKey, "night.shift", "operate"));
    JsonObject made =
        ApiWorld.created(
            world.post(
                "/v1/operators/night.shift/keys",
                world.operatorKey,
                new JsonObject().put("name", "phone").put("roles", new JsonArray().add("view"))));
    String looks = made.getString("key");
    String works = ApiWorld.created(key(world.operatorKey, "night.shift")).getString("key");
    JsonObject party = new JsonObject().put("kind", "shop").put("name", "Tea House");

    assertThat(world.post("/v1/parties", looks, party).statusCode()).isEqualTo(403);
    String id = ApiWorld.created(world.post("/v1/parties", works, party)).getString("id");
    assertThat(world.get("/v1/parties/" + id, looks).statusCode()).isEqualTo(200);
    assertThat(world.get("/v1/audit", works).statusCode()).isEqualTo(403);
    assertThat(add(works, "friend", "view").statusCode()).isEqualTo(403);
    assertThat(world.get("/v1/vouchers", works).statusCode()).isEqualTo(403);
    ApiWorld.Shop shop = world.shop("Corner Shop", "6222000011112230");
    assertThat(world.get("/v1/operators", shop.key()).statusCode()).isEqualTo(403);
    assertThat(
            new JsonObject(world.get("/v1/audit", world.operatorKey).body())
                .getJsonArray("data").stream()
                    .map(JsonObject.class::cast)
                    .filter(entry -> entry.getString("act").equals("denied"))
                    .map(entry -> entry.getString("actor") + " " + entry.getString("subject")))
        .containsExactlyInAnyOrder(
            "night.shift createParty", "night.shift listAudit", "night.shift createOperator");
  }

  @Test
  void onesOwnNewKeyIsNeverGoodForMoreThanTheOneInHand() throws Exception {
    ApiWorld.created(add(world.operatorKey, "li", "operate"));
    String looks =
        ApiWorld.created(
                world.post(
                    "/v1/operators/li/keys",
                    world.operatorKey,
                    new JsonObject().put("name", "a").put("roles", new JsonArray().add("view"))))
            .getString("key");
    JsonObject wanted =
        new JsonObject().put("name", "b").put("roles", new JsonArray().add("operate"));
    assertThat(world.post("/v1/operators/li/keys", looks, wanted).statusCode()).isEqualTo(400);
    ApiWorld.created(world.post("/v1/operators/li/keys", looks, new JsonObject().put("name", "c")));
    ann();
    assertThat(key(looks, "ann").statusCode()).isEqualTo(403);
  }

  @Test
  void aRevokedKeyAndADisabledPersonAreRefusedAtOnce() throws Exception {
    String ann = ann();
    String path = "/v1/operators/ann";
    String other = ApiWorld.created(key(ann, "ann")).getString("key");
    JsonObject shown = world.get(path, ann).bodyAsJsonObject();
    assertThat(shown.getJsonArray("keys")).hasSize(2);
    String id = shown.getJsonArray("keys").getJsonObject(1).getString("id");
    assertThat(
            ApiWorld.await(world.request("DELETE", path + "/keys/" + id, ann).send()).statusCode())
        .isEqualTo(204);
    int alive = 0;
    for (String key : List.of(ann, other)) {
      alive += world.get(path, key).statusCode() == 200 ? 1 : 0;
    }
    assertThat(alive).isEqualTo(1);
    assertThat(world.post(path + "/disable", world.operatorKey).statusCode()).isEqualTo(200);
    assertThat(world.get(path, ann).statusCode()).isEqualTo(401);
    assertThat(world.get(path, other).statusCode()).isEqualTo(401);
  }

  @Test
  void powerTakesASecondPersonOnceThereIsOne() throws Exception {
    String ann = ann();
    String bo = bo(ann);
    // nobody raises themselves or another alone
    HttpResponse<Buffer> raised =
        ApiWorld.await(
            world
                .request("PUT", "/v1/operators/bo/roles", bo)
                .sendJsonObject(
                    new JsonObject()
                        .put(
                            "roles", new JsonArray().add("operate").add("money").add("security"))));
    assertThat(raised.statusCode()).isEqualTo(200);
    HttpResponse<Buffer> lowered =
        ApiWorld.await(
            world
                .request("PUT", "/v1/operators/ann/roles", bo)
                .sendJsonObject(new JsonObject().put("roles", new JsonArray().add("view"))));
    assertThat(lowered.statusCode()).isEqualTo(200);
    assertThat(world.get("/v1/audit", ann).statusCode()).isEqualTo(403);
    HttpResponse<Buffer> back =
        ApiWorld.await(
            world
                .request("PUT", "/v1/operators/ann/roles", bo)
                .sendJsonObject(new JsonObject().put("roles", new JsonArray().add("security"))));
    assertThat(back.statusCode()).isEqualTo(202);
    assertThat(approve(bo, back.bodyAsJsonObject()).statusCode()).isEqualTo(409);
    assertThat(approve(ann, back.bodyAsJsonObject()).statusCode()).isEqualTo(403);
    assertThat(approve(world.operatorKey, back.bodyAsJsonObject()).statusCode()).isEqualTo(200);
    assertThat(world.get("/v1/audit", ann).statusCode()).isEqualTo(200);
    assertThat(approve(world.operatorKey, back.bodyAsJsonObject()).statusCode()).isEqualTo(409);
  }

  @Test
  void theFirstKeyAloneNeverDoesBothHalves() throws Exception {
    String ann = ann();
    JsonObject wanted = add(world.operatorKey, "eve", "money").bodyAsJsonObject();
    HttpResponse<Buffer> alone = approve(world.operatorKey, wanted);
    assertThat(alone.statusCode()).isEqualTo(409);
    assertThat(alone.bodyAsJsonObject().getString("type")).endsWith("same-person");
    // two keys of one person are one pair of eyes
    JsonObject second = add(ann, "mallory", "money").bodyAsJsonObject();
    String annAgain = ApiWorld.created(key(ann, "ann")).getString("key");
    assertThat(approve(annAgain, second).statusCode()).isEqualTo(409);
    assertThat(world.get("/v1/approvals", ann).bodyAsJsonObject().getJsonArray("data")).hasSize(2);
    assertThat(
            world.post("/v1/approvals/" + wanted.getString("id") + "/withdraw", ann).statusCode())
        .isEqualTo(200);
    assertThat(approve(ann, wanted).statusCode()).isEqualTo(409);
    assertThat(world.count("SELECT COUNT(*) FROM operator_user WHERE person <> 'ann'")).isZero();
  }

  @Test
  void aManualPaymentIsResolvedByTwoPeople() throws Exception {
    String ann = ann();
    String id = payment("MANUAL");
    JsonObject what = new JsonObject().put("to", "REVERSED").put("reason", "not in the day file");
    String path = "/v1/payments/" + id + "/resolution";
    HttpResponse<Buffer> proposed = world.post(path, world.operatorKey, what);
    assertThat(proposed.statusCode()).isEqualTo(202);
    assertThat(world.post(path, ann, what).statusCode()).isEqualTo(409);
    assertThat(approve(world.operatorKey, proposed.bodyAsJsonObject()).statusCode()).isEqualTo(409);
    assertThat(approve(ann, proposed.bodyAsJsonObject()).statusCode()).isEqualTo(200);
    assertThat(resolved).containsExactly(what.encode());
    assertThat(
            world
                .post("/v1/payments/" + payment("COMPLETED") + "/resolution", ann, what)
                .statusCode())
        .isEqualTo(409);
    assertThat(
            world
                .post(path, ann, new JsonObject().put("to", "MANUAL").put("reason", "x"))
                .statusCode())
        .isEqualTo(400);
  }

  private String payment(String state) throws Exception {
    long id = world.ids.next();
    world.run(
        "INSERT INTO payment (id, voucher_id, payer_id, payer_account, payee_id, payee_account,"
            + " amount, currency, day_used, debit_op, payer_route)"
            + " VALUES (?, 1, 1, 1, 1, 1, 100, 'CNY', 20261123, 'x', ?)",
        id,
        world.vault.seal("x"));
    world.run(
        "INSERT INTO payment_live (payment_id, step, state, parked, changed, history)"
            + " VALUES (?, 1, ?, 0, 0, '')",
        id,
        state);
    return dev.snaptill.value.Ids.text(id);
  }

  @Test
  void actsAndLooksAreInTheTrailBeforeTheAnswerLeaves() throws Exception {
    ApiWorld.Shop shop = world.shop("Tea House", "6222000011112230");
    world.get("/v1/parties/" + shop.id(), world.operatorKey);
    assertThat(
            world.count(
                "SELECT COUNT(*) FROM audit_entry WHERE act = 'party.read' AND actor = 'bootstrap'"
                    + " AND subject = '"
                    + shop.id()
                    + "'"))
        .isEqualTo(1);
    JsonObject page = world.get("/v1/audit?limit=3", world.operatorKey).bodyAsJsonObject();
    assertThat(page.getJsonArray("data"))
        .extracting(e -> ((JsonObject) e).getString("act"))
        .containsExactly("audit.read", "party.read", "key.create");
    JsonObject next =
        world
            .get("/v1/audit?limit=3&cursor=" + page.getString("next_cursor"), world.operatorKey)
            .bodyAsJsonObject();
    assertThat(next.getJsonArray("data"))
        .extracting(e -> ((JsonObject) e).getString("act"))
        .containsExactly("account.add", "party.create");
    assertThat(page.encode()).doesNotContain("6222000011112230").doesNotContain("sk_live");
  }

  @Test
  void theTrailCanBeNeitherAlteredNorCut() throws Exception {
    world.shop("Tea House", "6222000011112230");
    for (String attempt :
        List.of("UPDATE audit_entry SET actor = 'eve'", "DELETE FROM audit_entry")) {
      assertThatThrownBy(() -> world.run(attempt))
          .hasMessageMatching("(?s).*(audit trail|audit_entry are never altered).*");
    }
  }
}
