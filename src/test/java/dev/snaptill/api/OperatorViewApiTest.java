package dev.snaptill.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.channel.LinkStatus;
import dev.snaptill.channel.MediaRef;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.ops.Traces;
import dev.snaptill.outbox.Draft;
import dev.snaptill.outbox.Outbox;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.outbox.Purpose;
import dev.snaptill.outbox.Queued;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Address;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Carriers, traces, the configuration and dead letters in an operator's hand. */
class OperatorViewApiTest {

  /** One carrier and one MMSC that do as they are told. */
  private static final class Desk implements Links {
    private final Traces traces = new Traces(Clock.systemUTC(), null);
    private final List<String> wishes = new CopyOnWriteArrayList<>();
    private volatile boolean running = true;
    private volatile Reloaded reloaded =
        new Reloaded(true, List.of("carriers"), List.of("banks"), "");

    @Override
    public Future<List<LinkStatus>> all() {
      return Future.succeededFuture(List.of(link("north", "smpp"), link("pictures", "mm7")));
    }

    private LinkStatus link(String name, String kind) {
      return new LinkStatus(
          name,
          kind,
          running,
          true,
          10,
          3,
          7,
          8,
          1.234,
          0,
          List.of(new LinkStatus.Part("trx0", "bound", true, 3)),
          "lost",
          ApiWorld.START);
    }

    @Override
    public Future<Done> run(String name, boolean run) {
      wishes.add(name + " " + run);
      running = run;
      return Future.succeededFuture(new Done(true, ""));
    }

    @Override
    public Future<Reloaded> reload() {
      return Future.succeededFuture(reloaded);
    }

    @Override
    public Traces traces() {
      return traces;
    }

    @Override
    public Set<String> textsOnly() {
      return Set.of("north");
    }
  }

  private final Desk desk = new Desk();
  private ApiWorld world;
  @TempDir Path directory;

  @BeforeEach
  void start() throws Exception {
    world = new ApiWorld(directory, desk);
  }

  @AfterEach
  void stop() throws Exception {
    world.close();
  }

  private JsonObject ok(HttpResponse<Buffer> response, int status) {
    assertThat(response.statusCode()).as(response.bodyAsString()).isEqualTo(status);
    return response.bodyAsJsonObject();
  }

  private JsonObject get(String path) throws Exception {
    return ok(world.get(path, world.operatorKey), 200);
  }

  private HttpResponse<Buffer> post(String path, JsonObject body) throws Exception {
    return world.post(path, world.operatorKey, body);
  }

  /** A person who may look and nothing more. */
  private String viewer() throws Exception {
    ApiWorld.created(
        post(
            "/v1/operators",
            new JsonObject().put("person", "vera").put("roles", new JsonArray().add("view"))));
    return ApiWorld.created(post("/v1/operators/vera/keys", new JsonObject().put("name", "laptop")))
        .getString("key");
  }

  private List<String> trail() throws Exception {
    return get("/v1/audit").getJsonArray("data").stream()
        .map(entry -> ((JsonObject) entry).getString("act"))
        .toList();
  }

  @Test
  void carriersAndMmscsAreListedAsTheyStand() throws Exception {
    JsonArray data = get("/v1/admin/carriers").getJsonArray("data");
    assertThat(data).hasSize(2);
    JsonObject north = data.getJsonObject(0);
    assertThat(north.getString("name")).isEqualTo("north");
    assertThat(north.getInteger("in_use")).isEqualTo(3);
    assertThat(north.getDouble("received_per_second")).isEqualTo(1.23);
    assertThat(north.getString("last_error")).isEqualTo("lost");
    assertThat(north.getJsonArray("binds").getJsonObject(0).getString("state")).isEqualTo("bound");
    assertThat(get("/v1/admin/carriers/pictures").getString("kind")).isEqualTo("mm7");
    assertThat(world.get("/v1/admin/carriers/nobody", world.operatorKey).statusCode())
        .isEqualTo(404);
  }

  @Test
  void oneIsStoppedAndStartedAndThatIsWrittenDown() throws Exception {
    assertThat(
            ok(world.post("/v1/admin/carriers/north/stop", world.operatorKey), 200)
                .getBoolean("running"))
        .isFalse();
    ok(world.post("/v1/admin/carriers/north/start", world.operatorKey), 200);
    assertThat(desk.wishes).containsExactly("north false", "north true");
    assertThat(trail()).contains("carrier.stop", "carrier.start");
  }

  @Test
  void whoMayLookMayNotAct() throws Exception {
    String viewer = viewer();
    ok(world.get("/v1/admin/carriers", viewer), 200);
    ok(world.get("/v1/admin/dead-letters", viewer), 200);
    ok(world.get("/v1/admin/carriers/north/trace", viewer), 200);
    assertThat(world.post("/v1/admin/carriers/north/stop", viewer).statusCode()).isEqualTo(403);
    assertThat(world.post("/v1/admin/reload", viewer).statusCode()).isEqualTo(403);
    assertThat(world.post("/v1/admin/carriers/north/trace", viewer, new JsonObject()).statusCode())
        .isEqualTo(403);
    assertThat(
            world
                .post("/v1/admin/dead-letters/0123456789abc/resend", viewer, new JsonObject())
                .statusCode())
        .isEqualTo(403);
    assertThat(desk.wishes).isEmpty();
    ApiWorld.Shop shop = world.shop("Shop", "6222020000000011");
    assertThat(world.get("/v1/admin/carriers", shop.key()).statusCode()).isEqualTo(403);
  }

  @Test
  void aTraceIsSwitchedOnForAWhileAndLookedAt() throws Exception {
    desk.traces.note("north", () -> "before");
    JsonObject started =
        ok(post("/v1/admin/carriers/north/trace", new JsonObject().put("minutes", 5)), 200);
    assertThat(started.getString("until")).isNotNull();
    desk.traces.note("north", () -> "deliver_sm from +8613800000001 code 1234 5678 9012 34");
    JsonObject trace = get("/v1/admin/carriers/north/trace");
    assertThat(trace.getJsonArray("lines")).hasSize(1);
    assertThat(trace.getJsonArray("lines").getJsonObject(0).getString("text"))
        .isEqualTo("deliver_sm from +*********0001 code **********1234");
    assertThat(get("/v1/admin/carriers/north").getString("trace_until")).isNotNull();
    assertThat(
            ApiWorld.await(
                    world
                        .request("DELETE", "/v1/admin/carriers/north/trace", world.operatorKey)
                        .send())
                .statusCode())
        .isEqualTo(204);
    desk.traces.note("north", () -> "after");
    assertThat(get("/v1/admin/carriers/north/trace").getJsonArray("lines")).hasSize(1);
    assertThat(
            post("/v1/admin/carriers/north/trace", new JsonObject().put("minutes", 1441))
                .statusCode())
        .isEqualTo(400);
    assertThat(trail()).contains("carrier.trace.start", "carrier.trace.read", "carrier.trace.stop");
  }

  @Test
  void aReloadSaysWhatChangedAndABadFileWhatIsWrong() throws Exception {
    JsonObject done = ok(world.post("/v1/admin/reload", world.operatorKey), 200);
    assertThat(done.getJsonArray("applied")).containsExactly("carriers");
    assertThat(done.getJsonArray("restart_needed")).containsExactly("banks");
    desk.reloaded = new Links.Reloaded(false, List.of(), List.of(), "carriers[0].window: is 0");
    JsonObject bad = ok(world.post("/v1/admin/reload", world.operatorKey), 422);
    assertThat(bad.getString("detail")).isEqualTo("Nothing has changed: carriers[0].window: is 0");
  }

  private OutboundMessage ended(Purpose purpose, int state, String text) throws Exception {
    OutboxStore outbox = new OutboxStore(world.pool, world.vault, world.ids, world.clock);
    Draft draft =
        new Draft(
            77,
            purpose,
            "pictures",
            Address.tel("10658"),
            Address.tel("+8613800000001"),
            null,
            text,
            List.of(new MediaRef("a".repeat(64), 10, "image/png")),
            Duration.ofHours(1));
    OutboundMessage message = outbox.compose(draft);
    ApiWorld.await(world.journal.submit(Unit.guardedBy(outbox.insert(draft, message))));
    world.run(
        "INSERT INTO outbox (id, cause, purpose, channel, content, state, attempts, not_after,"
            + " external_id, changed) SELECT id, cause, purpose, channel, content, "
            + state
            + ", 3, not_after, '2004', changed FROM outbox_open WHERE id = ?",
        message.id());
    world.run("DELETE FROM outbox_open WHERE id = ?", message.id());
    return message;
  }

  @Test
  void deadLettersAreListedWithoutTheirTexts() throws Exception {
    ended(Purpose.RECEIPT, 0, "arrived");
    OutboundMessage failed = ended(Purpose.RECEIPT, 1, "secret 12345678901234");
    ended(Purpose.ANSWER, 3, "your number is 4711");
    HttpResponse<Buffer> answer = world.get("/v1/admin/dead-letters?limit=1", world.operatorKey);
    JsonObject first = ok(answer, 200);
    assertThat(answer.bodyAsString()).doesNotContain("4711").doesNotContain("138");
    JsonObject unknown = first.getJsonArray("data").getJsonObject(0);
    assertThat(unknown.getString("state")).isEqualTo("unknown");
    assertThat(unknown.getBoolean("may_be_resent")).isFalse();
    JsonObject second =
        get("/v1/admin/dead-letters?limit=1&cursor=" + first.getString("next_cursor"));
    JsonObject letter = second.getJsonArray("data").getJsonObject(0);
    assertThat(letter.getString("id")).isEqualTo(Ids.text(failed.id()));
    assertThat(letter.getString("code")).isEqualTo("2004");
    assertThat(letter.getBoolean("may_be_resent")).isTrue();
    assertThat(second.getString("next_cursor")).isNull();
    assertThat(get("/v1/admin/dead-letters?channel=north").getJsonArray("data")).isEmpty();
    world.clock.forward(Duration.ofHours(25));
    assertThat(get("/v1/admin/dead-letters").getJsonArray("data")).isEmpty();
    assertThat(get("/v1/admin/dead-letters?hours=48").getJsonArray("data")).hasSize(2);
  }

  @Test
  void aDeadLetterIsSentOnceMoreByAnotherWayAndNeverTwice() throws Exception {
    List<Queued> sent = new CopyOnWriteArrayList<>();
    world.bus.consume(Outbox.QUEUED, sent::add);
    String id = Ids.text(ended(Purpose.VOUCHER_PICTURE, 1, "code 12345678901234").id());
    String path = "/v1/admin/dead-letters/" + id + "/resend";
    assertThat(post(path, new JsonObject().put("channel", "nobody")).statusCode()).isEqualTo(400);
    JsonObject again = ok(post(path, new JsonObject().put("channel", "north")), 202);
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> sent.size() == 1);
    OutboundMessage message = sent.get(0).message();
    assertThat(Ids.text(message.id())).isEqualTo(again.getString("id"));
    assertThat(message.channel()).isEqualTo("north");
    assertThat(message.text()).isEqualTo("code 12345678901234");
    assertThat(message.pictures()).isEmpty();
    assertThat(world.count("SELECT COUNT(*) FROM outbox_open")).isEqualTo(1);
    assertThat(post(path, new JsonObject()).statusCode()).isEqualTo(409);
    assertThat(
            get("/v1/admin/dead-letters")
                .getJsonArray("data")
                .getJsonObject(0)
                .getString("resent_as"))
        .isEqualTo(again.getString("id"));
    assertThat(trail()).contains("message.resend");
  }

  @Test
  void oneTimeNumbersAndDeletedTextsAreNeverSentAgain() throws Exception {
    String answer = Ids.text(ended(Purpose.ANSWER, 1, "your number is 4711").id());
    assertThat(
            ok(post("/v1/admin/dead-letters/" + answer + "/resend", new JsonObject()), 409)
                .getString("detail"))
        .contains("one-time");
    long emptied = ended(Purpose.RECEIPT, 1, "x").id();
    world.run("UPDATE outbox SET content = ? WHERE id = ?", new byte[0], emptied);
    assertThat(
            post("/v1/admin/dead-letters/" + Ids.text(emptied) + "/resend", new JsonObject())
                .statusCode())
        .isEqualTo(409);
    assertThat(world.count("SELECT COUNT(*) FROM outbox_open")).isZero();
  }
}
