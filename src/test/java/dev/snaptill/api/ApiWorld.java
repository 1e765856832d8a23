package dev.snaptill.api;

import dev.snaptill.bus.Bus;
import dev.snaptill.ledger.Fees;
import dev.snaptill.operator.Approvables;
import dev.snaptill.ops.Admission;
import dev.snaptill.ops.Metrics;
import dev.snaptill.ops.Readiness;
import dev.snaptill.outbox.DeadLetterStore;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.outbox.Routes;
import dev.snaptill.party.PartyStore;
import dev.snaptill.settlement.PaymentStore;
import dev.snaptill.settlement.ReceiptDesk;
import dev.snaptill.settlement.ReceiptStore;
import dev.snaptill.store.Database;
import dev.snaptill.store.Databases;
import dev.snaptill.store.Journal;
import dev.snaptill.store.JournalConnection;
import dev.snaptill.store.KeyRotation;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Address;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Forms;
import dev.snaptill.voucher.FormsConfig;
import dev.snaptill.voucher.PaymentLimits;
import dev.snaptill.voucher.SenderBlocks;
import dev.snaptill.voucher.VoucherCodes;
import dev.snaptill.voucher.VoucherConfig;
import dev.snaptill.voucher.VoucherIssuer;
import dev.snaptill.voucher.VoucherStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.sqlclient.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A real API on a real database file, reached over HTTP. */
final class ApiWorld implements AutoCloseable {
  static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

  /** A clock that stands until it is moved. */
  static final class SetClock extends Clock {
    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    void forward(Duration by) {
      now.updateAndGet(time -> time.plus(by));
    }

    @Override
    public Instant instant() {
      return now.get();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  final Path directory;
  final SetClock clock = new SetClock();
  final Vertx vertx = Vertx.vertx();
  final Bus bus = new Bus(vertx);
  final Metrics metrics = new Metrics();
  final Readiness readiness = new Readiness();
  final Admission admission;
  final Database database;
  final Journal journal;
  final Pool pool;
  final Vault vault;
  final Ids ids;
  final PartyStore parties;
  final VoucherStore vouchers;
  final Fees fees = new Fees();
  final VoucherCodes codes;
  final WebClient web;
  final List<String> invited = new CopyOnWriteArrayList<>();
  final String operatorKey;
  private final ApiVerticle api;

  ApiWorld(Path directory) throws Exception {
    this(Databases.HSQLDB, directory);
  }

  ApiWorld(Databases kind, Path directory) throws Exception {
    this(kind, directory, 5000, source -> source, Approvables.of());
  }

  /** With carriers and MMSCs. */
  ApiWorld(Path directory, Links links) throws Exception {
    this(Databases.HSQLDB, directory, 5000, source -> source, Approvables.of(), links);
  }

  /** With features whose acts take two people. */
  ApiWorld(Databases kind, Path directory, Approvables approvables) throws Exception {
    this(kind, directory, 5000, source -> source, approvables);
  }

  /** Puts itself between the journal and its database. */
  interface Between {
    JournalConnection.Source source(JournalConnection.Source real);
  }

  ApiWorld(Path directory, int room, Between between) throws Exception {
    this(Databases.HSQLDB, directory, room, between, Approvables.of());
  }

  private ApiWorld(
      Databases kind, Path directory, int room, Between between, Approvables approvables)
      throws Exception {
    this(kind, directory, room, between, approvables, Links.none());
  }

  private ApiWorld(
      Databases kind,
      Path directory,
      int room,
      Between between,
      Approvables approvables,
      Links links)
      throws Exception {
    this.directory = directory;
    admission = new Admission(room, metrics.registry());
    database = Database.open(kind.config(directory));
    journal =
        new Journal(
            vertx,
            between.source(database.journalSource()),
            Journal.Limits.DEFAULT,
            () -> {},
            metrics.registry());
    pool = database.readPool(vertx);
    vault = Vault.fromFile(directory.resolve("master.key"));
    ids = new Ids(clock, 0);
    parties = new PartyStore(pool, vault);
    vouchers = new VoucherStore(pool, vault);
    codes = new VoucherCodes(vault);
    VoucherConfig config =
        new VoucherConfig(
            "10658",
            "CNY",
            PaymentLimits.of("CNY", 20_000, 100_000),
            new Money(10_000_000, "CNY"),
            Duration.ofHours(24),
            Duration.ofDays(366),
            5,
            Duration.ofMinutes(15),
            Duration.ofMinutes(15),
            10,
            100,
            3);
    Forms forms = new Forms(FormsConfig.plain("https://pay.example.com"), config, vault);
    ApiParts parts =
        new ApiParts(
            journal,
            pool,
            vault,
            ids,
            clock,
            new VoucherIssuer(codes, vault, forms, clock),
            vouchers,
            config,
            parties,
            new PaymentStore(pool),
            forms,
            new ReceiptDesk(new PaymentStore(pool), new ReceiptStore(pool), parties, vault, clock),
            new OutboxStore(pool, vault, ids, clock),
            new Routes("carrier", "mmsc", Address.tel("10658"), Set.of("carrier")),
            Map.of("north", Duration.ofMinutes(10), "south", Duration.ofMinutes(10)),
            approvables,
            fees,
            ZoneId.of("Asia/Shanghai"),
            new KeyRotation(vertx, database, journal, pool, vault, () -> 0),
            admission,
            readiness,
            metrics::text,
            new SenderBlocks(config, vault),
            phone -> {
              invited.add(phone.canonical());
              return Future.succeededFuture(true);
            },
            bus,
            new DeadLetterStore(pool, new OutboxStore(pool, vault, ids, clock)),
            links);
    metrics.watch(readiness);
    api =
        new ApiVerticle(
            new ApiConfig(
                "127.0.0.1",
                0,
                directory.resolve("operator.key"),
                "https://pay.example.com",
                240,
                false),
            parts,
            metrics.registry());
    await(vertx.deployVerticle(api));
    operatorKey = Files.readString(directory.resolve("operator.key")).strip();
    web =
        WebClient.create(
            vertx,
            new WebClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(api.port()),
            new PoolOptions().setHttp1MaxSize(64));
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  HttpRequest<Buffer> request(String method, String path, String key) {
    HttpRequest<Buffer> request = web.request(HttpMethod.valueOf(method), path);
    return key.isEmpty() ? request : request.bearerTokenAuthentication(key);
  }

  HttpResponse<Buffer> get(String path, String key) throws Exception {
    return await(request("GET", path, key).send());
  }

  HttpResponse<Buffer> post(String path, String key, JsonObject body) throws Exception {
    return await(request("POST", path, key).sendJsonObject(body));
  }

  HttpResponse<Buffer> post(String path, String key) throws Exception {
    return await(request("POST", path, key).send());
  }

  /** The same with an Idempotency-Key. */
  Future<HttpResponse<Buffer>> keyed(String path, String key, String idempotency, JsonObject body) {
    return request("POST", path, key)
        .putHeader("Idempotency-Key", idempotency)
        .sendJsonObject(body);
  }

  /** A payee with an open account, and its key. */
  record Shop(String id, String account, String key) {}

  Shop shop(String name, String accountNumber) throws Exception {
    JsonObject party =
        created(
            post(
                "/v1/parties",
                operatorKey,
                new JsonObject().put("kind", "shop").put("name", name).put("language", "en")));
    String id = party.getString("id");
    JsonObject account =
        created(
            post(
                "/v1/parties/" + id + "/accounts",
                operatorKey,
                new JsonObject().put("bank", "north").put("number", accountNumber)));
    JsonObject key =
        created(
            post(
                "/v1/keys",
                operatorKey,
                new JsonObject().put("party", id).put("name", name + "'s till")));
    return new Shop(id, account.getString("id"), key.getString("key"));
  }

  JsonObject voucher(Shop shop, String amount) throws Exception {
    return created(post("/v1/vouchers", shop.key(), new JsonObject().put("amount", amount)));
  }

  static JsonObject created(HttpResponse<Buffer> response) {
    if (response.statusCode() != 201) {
      throw new AssertionError(response.statusCode() + " " + response.bodyAsString());
    }
    return response.bodyAsJsonObject();
  }

  long count(String sql) throws Exception {
    try (Connection connection = database.connection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  void run(String sql, Object... values) throws Exception {
    try (Connection connection = database.connection();
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  @Override
  public void close() throws Exception {
    web.close();
    await(vertx.close());
    journal.close();
    database.close();
    metrics.close();
  }
}
