package dev.snaptill.simulator.crash;

import dev.snaptill.simulator.bank.BankSimulator;
import dev.snaptill.simulator.carrier.CarrierLog;
import dev.snaptill.simulator.postgres.Ports;
import dev.snaptill.simulator.postgres.PostgresServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code make crash-test}: load, kills, calm, and then the books. */
@Command(
    name = "crash-test",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Kill -9 gateway, banks and carrier at random moments under load, then check every book.",
      "With --database postgres the database server is killed too.",
      "Progress goes to stderr; stdout gets one line of key=value pairs. Exit code 0 or 1."
    })
public final class CrashTest implements Callable<Integer> {

  private static final String NAME = "snaptill";

  @Option(names = "--kills", description = "How often to kill.")
  private int kills = 20;

  @Option(names = "--seed", description = "Of what is killed and when; default: a new one.")
  private @Nullable Long seed;

  @Option(names = "--rate", description = "Vouchers paid a second.")
  private double rate = 60;

  @Option(names = "--outstanding", description = "Most texts without an answer (1 to 400).")
  private int outstanding = 100;

  @Option(
      names = "--weight",
      paramLabel = "PART=WEIGHT",
      description =
          "How often gateway, north, south, carrier or (PostgreSQL) database is chosen; what isn't"
              + " named is left alone. Default: 50, 15, 15, 20, 30.")
  private @Nullable Map<Part, Integer> weights;

  @Option(
      names = "--database",
      description = "hsqldb, or postgres: a PostgreSQL server is started for the gateway.")
  private Database database = Database.hsqldb;

  /** As people write them. */
  private enum Database {
    hsqldb,
    postgres
  }

  @Option(names = "--gateway-jar", description = "The gateway.")
  private Path gatewayJar = Path.of("target", "snaptill.jar");

  @Option(
      names = "--gateway-env",
      paramLabel = "NAME=VALUE",
      description = "Environment of the gateway, such as SNAPTILL_DATABASE_...; repeat for more.")
  private Map<String, String> environment = new LinkedHashMap<>();

  @Option(names = "--directory", description = "Empty; kept afterwards. Default: a temporary one.")
  private @Nullable Path directory;

  @Spec private CommandSpec spec;

  CrashTest() {}

  @Override
  public Integer call() throws Exception {
    weights();
    Path given = directory;
    Path folder =
        given == null
            ? Files.createTempDirectory("crash-test")
            : Files.createDirectories(given).toAbsolutePath();
    boolean whole = false;
    try {
      whole = run(folder);
    } catch (IOException | RuntimeException e) {
      tell("FAILED: %s", e.getMessage() == null ? e.toString() : e.getMessage());
    }
    if (given == null && whole) {
      delete(folder);
    } else {
      tell("Everything is kept in %s", folder);
    }
    return whole ? 0 : 1;
  }

  private boolean run(Path folder) throws IOException, InterruptedException {
    long number = seed == null ? System.nanoTime() & 0xFFFF_FFFFL : seed;
    tell("crash-test --kills %d --seed %d --database %s in %s", kills, number, database, folder);
    try (PostgresServer server = database == Database.postgres ? server(folder) : null) {
      Map<String, String> all = new LinkedHashMap<>();
      if (server != null) {
        all.putAll(server.environment(NAME));
        all.put("SNAPTILL_DATABASE_LEASE", "2s");
      }
      all.putAll(environment);
      return runGuarded(new Site(folder, gatewayJar, all, server), number);
    }
  }

  /** fsync and synchronous_commit are on: it asserts that at each of its starts. */
  private static PostgresServer server(Path folder) throws IOException {
    PostgresServer server = PostgresServer.in(folder.resolve("postgres"), new Ports().free());
    try {
      server.create(NAME);
      return server;
    } catch (SQLException e) {
      server.close();
      throw new IOException("the database could not be made: " + e.getMessage(), e);
    }
  }

  private Map<Part, Integer> weights() {
    Map<Part, Integer> chosen = weights;
    if (chosen == null) {
      chosen =
          new EnumMap<>(Map.of(Part.GATEWAY, 50, Part.NORTH, 15, Part.SOUTH, 15, Part.CARRIER, 20));
      if (database == Database.postgres) {
        chosen.put(Part.DATABASE, 30);
      }
    } else if (chosen.containsKey(Part.DATABASE) && database != Database.postgres) {
      throw new ParameterException(
          spec.commandLine(), "--weight database=... needs --database postgres");
    }
    if (chosen.values().stream().anyMatch(weight -> weight < 0)
        || chosen.values().stream().mapToInt(Integer::intValue).sum() < 1) {
      throw new ParameterException(spec.commandLine(), "--weight: nothing is to be killed");
    }
    return new EnumMap<>(chosen);
  }

  private boolean runGuarded(Site site, long number) throws IOException, InterruptedException {
    // an interrupted run must leave no process behind
    Thread interrupted = new Thread(site::killAll);
    Runtime.getRuntime().addShutdownHook(interrupted);
    try (site) {
      return run(site, number);
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
  }

  private boolean run(Site site, long number) throws IOException, InterruptedException {
    for (Part part : site.parts()) {
      site.launch(part);
    }
    for (Part part : site.parts()) {
      site.awaitStart(part);
    }
    Tills tills = new Tills(site::api);
    tills.enrol(site.operatorKey());
    Load load = new Load(site.carrierLog(), tills, rate, Math.max(1, Math.min(400, outstanding)));
    load.through(site.child(Part.CARRIER));
    Thread tillThread = start("tills", tills::run);
    Thread loadThread = start("load", load::run);
    Chaos chaos = new Chaos(site, load, number, weights(), line -> tell("%s", line));
    List<Paid> payments;
    try {
      load.awaitEvents(200, 30_000);
      chaos.run(kills);
      load.awaitEvents(200, 30_000);
      tills.shut();
      load.stopOffering();
      payments = new Calm(load, tills, line -> tell("%s", line)).await();
    } finally {
      tills.shut();
      load.end();
      tillThread.join();
      loadThread.join();
    }
    int exit = site.stopGateway();
    List<String> verify = site.verify();
    site.close();
    Findings findings = judge(site, load, payments, verify);
    if (exit != 143) {
      findings.stuck.add("the gateway's orderly stop ended with " + exit);
    }
    findings.all().stream().limit(50).forEach(line -> tell("%s", line));
    tell("%d payments: %s; %s", payments.size(), states(payments), recoveries(site, load));
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "kills=%d acknowledged=%d %s recovery_p95_s=%.1f%n",
        chaos.kills(),
        load.acknowledgedCount(),
        findings.counts(),
        percentile(recoveries(site, load), 0.95));
    out.flush();
    return findings.none();
  }

  private static Findings judge(Site site, Load load, List<Paid> payments, List<String> verify)
      throws IOException {
    try (BankSimulator north = books(site, Part.NORTH);
        BankSimulator south = books(site, Part.SOUTH)) {
      return new Oracle(north, south, payments, CarrierLog.read(site.carrierLog()).submitted())
          .judge(load.owed(), verify);
    }
  }

  private static BankSimulator books(Site site, Part bank) {
    return BankSimulator.builder().name(bank.toString()).books(site.books(bank)).start();
  }

  /**
   * Seconds from each start of a gateway after the first until a text that was acknowledged after
   * it had been paid and both people told; starts that were killed before that are left out.
   */
  private static List<Double> recoveries(Site site, Load load) {
    List<Instant> starts = site.gatewayStarts();
    List<Double> seconds = new ArrayList<>();
    for (int i = 1; i < starts.size(); i++) {
      Instant paid = load.firstPaidAfter(starts.get(i));
      boolean last = i + 1 == starts.size();
      if (paid != null && (last || paid.isBefore(starts.get(i + 1)))) {
        seconds.add(Duration.between(starts.get(i), paid).toMillis() / 1000.0);
      }
    }
    return seconds.stream().sorted().toList();
  }

  private static double percentile(List<Double> sorted, double share) {
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
  }

  private static Map<String, Integer> states(List<Paid> payments) {
    Map<String, Integer> states = new java.util.TreeMap<>();
    payments.forEach(payment -> states.merge(payment.state(), 1, Integer::sum));
    return states;
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void tell(String format, Object... values) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(Locale.ROOT, format + "%n", values);
    err.flush();
  }
}
