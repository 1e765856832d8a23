package dev.snaptill.simulator.bench;

import dev.snaptill.simulator.GatewayProcess;
import dev.snaptill.simulator.bank.BankBuilder;
import dev.snaptill.simulator.bank.BankSimulator;
import dev.snaptill.simulator.carrier.CarrierConfig;
import dev.snaptill.simulator.carrier.CarrierSimulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How many payments by SMS code a gateway makes, from the first deliver_sm to both receipts, with
 * everything durable on both sides: the gateway runs in a JVM of its own with its shipped defaults,
 * carrier and banks in this one.
 */
@Command(
    name = "bench-payments",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Measure payments by SMS code, with a fixed number of them unfinished at any time.",
      "Progress goes to stderr; stdout gets one line of key=value pairs a setting (median run).",
      "Exit code 1 if a payment was lost or a bank moved money twice."
    })
public final class BenchPayments implements Callable<Integer> {
  private static final String SHORT_CODE = "10658";
  private static final int PAYERS = 100;
  private static final int PAYEES = 50;
  private static final long RICH = 1_000_000_000_00L;
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(40);

  /** Of the gateway's JVM, and of the raw database's; docs/performance.md says why. */
  private static final List<String> JVM_FLAGS =
      List.of("-XX:+UseParallelGC", "-Xms512m", "-Xmx512m", "-Xmn200m", "-XX:+AlwaysPreTouch");

  @Option(names = "--payments", description = "Payments of a run.")
  private int payments = 20_000;

  @Option(names = "--warmup", description = "Payments before the first run, not measured.")
  private int warmup = 25_000;

  @Option(names = "--runs", description = "Runs of each setting; the median counts.")
  private int runs = 3;

  @Option(names = "--outstanding", split = ",", description = "Unfinished payments; the settings.")
  private List<Integer> outstanding = List.of(200, 50);

  @Option(names = "--gateway-jar", description = "The gateway; its folder is that of the build.")
  private Path gatewayJar = Path.of("target", "snaptill.jar");

  @Option(names = "--jvm-flag", description = "Another flag of the gateway's JVM; repeat for more.")
  private List<String> moreFlags = new ArrayList<>();

  @Option(names = "--raw-seconds", description = "Measured time of the raw database; 0 skips it.")
  private int rawSeconds = 20;

  @Option(names = "--directory", description = "Kept afterwards; default: a temporary one.")
  private @Nullable Path directory;

  @Spec private CommandSpec spec;

  BenchPayments() {}

  @Override
  public Integer call() throws Exception {
    Path folder = directory;
    if (folder != null) {
      return bench(Files.createDirectories(folder));
    }
    folder = Files.createTempDirectory("bench-payments");
    try {
      return bench(folder);
    } finally {
      delete(folder);
    }
  }

  private int bench(Path folder) throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<List<Result>> results = new ArrayList<>();
    int lost;
    int doubled;
    try (BankSimulator north = bank(folder, "north", 1000, PAYERS, RICH);
        BankSimulator south = bank(folder, "south", 2000, PAYEES, 0);
        CarrierSimulator carrier =
            new CarrierSimulator(
                CarrierConfig.defaults().log(folder.resolve("carrier.log")).remember(1_000))) {
      List<Payment> all = new ArrayList<>();
      try (GatewayProcess gateway = start(folder, carrier, north, south)) {
        Meter meter = new Meter(gateway);
        measure(meter, enrol(meter, folder), carrier, results, all);
      }
      Books books = new Books(north, south);
      lost = books.lost(all);
      doubled = books.doubled();
      tell("%d payments: %d lost, %d doubled", all.size(), lost, doubled);
    }
    double raw = raw(folder);
    for (List<Result> setting : results) {
      out.println(Result.median(setting).line(raw, lost, doubled));
    }
    out.flush();
    return lost + doubled == 0 ? 0 : 1;
  }

  private void measure(
      Meter gateway,
      Enrolment enrolment,
      CarrierSimulator carrier,
      List<List<Result>> results,
      List<Payment> all)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<Payment> warming = enrolment.vouchers(warmup);
    List<List<Payment>> plans = new ArrayList<>();
    for (int i = 0; i < runs * outstanding.size(); i++) {
      plans.add(enrolment.vouchers(payments));
    }
    all.addAll(warming);
    plans.forEach(all::addAll);
    double seconds = (System.nanoTime() - start) / 1e9;
    tell("%d vouchers in %.1f s, %.0f/s", all.size(), seconds, all.size() / seconds);
    Load load = new Load(carrier, SHORT_CODE, STALL_NANOS, spec.commandLine().getErr());
    Load.Times warm = load.run(warming, outstanding.get(0));
    tell("warmed up with %d payments, %.0f/s", warming.size(), warm.perSecond());
    int plan = 0;
    for (int setting : outstanding) {
      List<Result> ofSetting = new ArrayList<>();
      for (int run = 0; run < runs; run++) {
        Result result = run(gateway, load, plans.get(plan++), setting);
        ofSetting.add(result);
        tell("run %d: %s%s", run + 1, result.measured(), result.cpu());
      }
      results.add(ofSetting);
    }
  }

  private static Result run(Meter gateway, Load load, List<Payment> plan, int outstanding)
      throws IOException, InterruptedException {
    Counts before = gateway.countsAtRest();
    double cpuBefore = Meter.cpuSeconds(ProcessHandle.current());
    Load.Times times = load.run(plan, outstanding);
    double cpu = Meter.cpuSeconds(ProcessHandle.current()) - cpuBefore;
    return new Result(outstanding, times, gateway.countsAtRest().since(before), cpu);
  }

  private double raw(Path folder) throws IOException, InterruptedException {
    if (rawSeconds == 0) {
      return Double.NaN;
    }
    double perSecond =
        RawDatabase.perSecond(
            JVM_FLAGS, gatewayJar.toAbsolutePath().getParent(), folder.resolve("raw"), rawSeconds);
    tell("raw database: %.0f transactions/s, one at a time", perSecond);
    return perSecond;
  }

  private static BankSimulator bank(
      Path folder, String name, int first, int accounts, long balance) {
    BankBuilder builder = BankSimulator.builder().name(name).books(folder.resolve(name + ".books"));
    for (int i = 0; i < accounts; i++) {
      builder.account(account(first + i), balance);
    }
    return builder.start();
  }

  private static String account(int number) {
    return "62220200%08d".formatted(number);
  }

  private GatewayProcess start(
      Path folder, CarrierSimulator carrier, BankSimulator north, BankSimulator south)
      throws IOException, InterruptedException {
    Path configuration = folder.resolve("gateway.yaml");
    Files.writeString(configuration, yaml(folder, carrier, north, south));
    List<String> flags = new ArrayList<>(JVM_FLAGS);
    flags.addAll(moreFlags);
    GatewayProcess gateway =
        GatewayProcess.start(gatewayJar, configuration, flags, folder.resolve("gateway.log"));
    // an interrupted benchmark must not leave a gateway behind
    Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
    return gateway;
  }

  /** Ports and folders; everything else is as shipped. */
  private static String yaml(
      Path folder, CarrierSimulator carrier, BankSimulator north, BankSimulator south) {
    return """
        master_key_file: %1$s/master.key
        database: {directory: %1$s/data}
        carriers:
          - {name: demo-carrier, host: 127.0.0.1, port: %2$d, system_id: snaptill, password: secret,
             window: 200, trust: operator, short_codes: ["%5$s"]}
        mm7:
          port: 0
          mmscs:
            - {name: demo-mmsc, url: "http://127.0.0.1:1/mm7", short_codes: ["%5$s"], addresses: [127.0.0.1/32]}
        banks:
          - {name: north, port: %3$d, terminals: ["SNAP0001..SNAP0008"], repeats: true}
          - {name: south, port: %4$d, terminals: ["SNAP0001..SNAP0008"], repeats: true}
        api: {port: 0, operator_key_file: %1$s/operator.key}
        """
        .formatted(folder.toAbsolutePath(), carrier.port(), north.port(), south.port(), SHORT_CODE);
  }

  private Enrolment enrol(Meter gateway, Path folder) throws IOException, InterruptedException {
    Enrolment enrolment =
        new Enrolment(gateway.base(), Files.readString(folder.resolve("operator.key")).strip());
    for (int i = 0; i < PAYERS; i++) {
      enrolment.payer("+86138000%05d".formatted(1000 + i), account(1000 + i));
    }
    for (int i = 0; i < PAYEES; i++) {
      enrolment.payee("+86138000%05d".formatted(2000 + i), account(2000 + i));
    }
    tell("enrolled %d payers and %d payees", PAYERS, PAYEES);
    return enrolment;
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
    err.printf(java.util.Locale.ROOT, format + "%n", values);
    err.flush();
  }
}
