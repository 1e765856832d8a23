package dev.snaptill;

import dev.snaptill.bank.iso8583.BankConfig;
import dev.snaptill.config.ConfigException;
import dev.snaptill.reconciliation.ItemStore;
import dev.snaptill.reconciliation.PayoutStore;
import dev.snaptill.reconciliation.ReconciliationStore;
import dev.snaptill.reconciliation.Reconciliations;
import dev.snaptill.reconciliation.Report;
import dev.snaptill.store.Database;
import dev.snaptill.store.Journal;
import dev.snaptill.value.Ids;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Compares a bank's day file with our books: exit 0 if nothing needs an operator, 1 if there are
 * breaks or the closing proof fails, 2 if the file or the configuration can't be used. Opens the
 * database of a stopped gateway, or has a running one do it.
 */
@Command(
    name = "reconcile",
    description = "Compare a bank's day file (delimited or camt.053) with our books.")
class ReconcileCommand implements Callable<Integer> {
  private static final Duration SPEAK = Duration.ofSeconds(2);
  private static final Duration ASK = Duration.ofMillis(500);

  @Parameters(paramLabel = "FILE", description = "The bank's file.")
  Path file = Path.of("");

  @Option(
      names = "--conf",
      defaultValue = "conf/gateway.yaml",
      description = "Configuration file (default: ${DEFAULT-VALUE}).")
  Path conf = Path.of("conf/gateway.yaml");

  @Option(names = "--bank", description = "Whose file it is, where the file does not say.")
  @Nullable String bank;

  @Option(
      names = "--key-file",
      description = "File with an operator's API key, for a running gateway (default: its own).")
  @Nullable Path keyFile;

  private long spoke;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Files.isReadable(file)) {
      System.err.println(file + ": cannot be read");
      return 2;
    }
    GatewayConfig config;
    try {
      config = GatewayConfig.load(conf, System.getenv());
    } catch (ConfigException e) {
      System.err.println(e.getMessage());
      return 2;
    }
    Database database;
    try {
      database = Database.open(config.database());
    } catch (Database.DatabaseException e) {
      // most likely the gateway has it
      return askGateway(config, e);
    }
    return reconcile(config, database);
  }

  private int reconcile(GatewayConfig config, Database database) {
    Vertx vertx = Vertx.vertx();
    Clock clock = Clock.systemUTC();
    try (database;
        Journal journal =
            new Journal(
                vertx,
                database.journalSource(),
                config.database().batch(),
                () -> Runtime.getRuntime().halt(70),
                new SimpleMeterRegistry())) {
      Pool pool = database.readPool(vertx);
      try (Reconciliations work =
          new Reconciliations(
              new ReconciliationStore(pool),
              new ItemStore(pool),
              new PayoutStore(pool),
              journal,
              new Ids(clock, config.database().node()),
              clock,
              config.banks().stream()
                  .collect(Collectors.toMap(BankConfig::name, BankConfig::processingTimeMax)))) {
        long[] done = {0};
        String[] doing = {""};
        Reconciliations.Run run =
            work.runNow(
                file,
                bank,
                "command line",
                (what, more) -> {
                  done[0] = what.equals(doing[0]) ? done[0] + more : more;
                  doing[0] = what;
                  say(what, done[0]);
                });
        pool.close().await(10, TimeUnit.SECONDS);
        return ended(run);
      } catch (java.util.concurrent.TimeoutException e) {
        throw new IllegalStateException(e);
      }
    } finally {
      vertx.close().await();
    }
  }

  private int ended(Reconciliations.Run run) {
    Report report = run.report();
    if (report == null) {
      System.err.println(file + ": " + run.refused());
      return 2;
    }
    report.lines().forEach(System.out::println);
    return report.clean() ? 0 : 1;
  }

  private void say(String what, long done) {
    long now = System.nanoTime();
    if (now - spoke > SPEAK.toNanos()) {
      if (spoke != 0) {
        System.err.println(what + ": " + done);
      }
      spoke = now;
    }
  }

  private int askGateway(GatewayConfig config, Database.DatabaseException why)
      throws IOException, InterruptedException {
    Path keys = keyFile == null ? config.api().operatorKeyFile() : keyFile;
    String host = config.api().host();
    String base =
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + config.api().port();
    HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    try {
      String key = Files.readString(keys).strip();
      String query = bank == null ? "" : "?bank=" + URLEncoder.encode(bank, StandardCharsets.UTF_8);
      JsonObject run =
          send(
              http,
              request(base + "/v1/reconciliations" + query, key)
                  .POST(HttpRequest.BodyPublishers.ofFile(file)));
      String id = run.getString("id");
      while (run.getString("state", "").equals("running")) {
        say(run.getString("doing", "waiting"), run.getLong("done", 0L));
        TimeUnit.MILLISECONDS.sleep(ASK.toMillis());
        run = send(http, request(base + "/v1/reconciliations/" + id, key).GET());
      }
      if (!run.getString("state", "").equals("done")) {
        System.err.println(file + ": " + run.getString("why", run.getString("detail")));
        return 2;
      }
      run.getJsonArray("report").forEach(System.out::println);
      return run.getBoolean("clean") ? 0 : 1;
    } catch (IOException e) {
      System.err.println(why.getMessage());
      System.err.println("and no gateway could be asked at " + base + ": " + e);
      return 2;
    }
  }

  private static HttpRequest.Builder request(String url, String key) {
    return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + key);
  }

  private static JsonObject send(HttpClient http, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return new JsonObject(http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
  }
}
