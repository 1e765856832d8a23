package dev.snaptill.simulator.bench;

import dev.snaptill.simulator.GatewayProcess;
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
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How many texts a gateway answers with a text, nothing paid: each comes in by deliver_sm, is
 * acknowledged when it is on the disk, and is answered by one submit_sm. The gateway runs in a JVM
 * of its own with its shipped defaults, the carrier, which writes down both ways, in this one.
 */
@Command(
    name = "bench-relay",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Measure texts in, one text out each, with a fixed number of them unanswered at any time.",
      "Progress goes to stderr; stdout gets one line of key=value pairs a setting.",
      "Exit code 1 if a text that was acknowledged was never answered, or was answered twice."
    })
public final class BenchRelay implements Callable<Integer> {
  private static final String SHORT_CODE = "10658";
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(40);

  /** As for bench-payments; docs/performance.md says why. */
  private static final List<String> JVM_FLAGS =
      List.of("-XX:+UseParallelGC", "-Xms512m", "-Xmx512m", "-Xmn200m", "-XX:+AlwaysPreTouch");

  @Option(names = "--messages", description = "Texts of a run.")
  private int messages = 30_000;

  @Option(names = "--warmup", description = "Texts before the first run, not measured.")
  private int warmup = 30_000;

  @Option(
      names = "--outstanding",
      split = ",",
      description = "Unanswered texts; the settings. 0 sets no limit.")
  private List<Integer> outstanding = List.of(50, 200, 0);

  @Option(names = "--gateway-jar", description = "The gateway.")
  private Path gatewayJar = Path.of("target", "snaptill.jar");

  @Option(names = "--jvm-flag", description = "Another flag of the gateway's JVM; repeat for more.")
  private List<String> moreFlags = new ArrayList<>();

  @Option(names = "--directory", description = "Kept afterwards; default: a temporary one.")
  private @Nullable Path directory;

  @Spec private CommandSpec spec;

  BenchRelay() {}

  @Override
  public Integer call() throws Exception {
    Path folder = directory;
    if (folder != null) {
      return bench(Files.createDirectories(folder));
    }
    folder = Files.createTempDirectory("bench-relay");
    try {
      return bench(folder);
    } finally {
      delete(folder);
    }
  }

  private int bench(Path folder) throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    boolean whole = true;
    try (BankSimulator bank =
            BankSimulator.builder().name("north").books(folder.resolve("north.books")).start();
        CarrierSimulator carrier =
            new CarrierSimulator(
                CarrierConfig.defaults().log(folder.resolve("carrier.log")).remember(1_000));
        GatewayProcess gateway = start(folder, carrier, bank)) {
      Meter meter = new Meter(gateway);
      RelayLoad load = new RelayLoad(carrier, SHORT_CODE, STALL_NANOS);
      RelayLoad.Answered warm = load.run(warmup, 200);
      tell("warmed up with %d texts, %.0f/s", warmup, warm.perSecond());
      for (int setting : outstanding) {
        meter.countsAtRest();
        RelayLoad.Answered answered = load.run(messages, setting == 0 ? messages : setting);
        meter.countsAtRest();
        whole &= answered.lost() + load.doubled() == 0;
        out.printf(
            Locale.ROOT,
            "outstanding=%s per_s=%.0f p50_ms=%.1f p99_ms=%.1f lost=%d doubled=%d%n",
            setting == 0 ? "unlimited" : String.valueOf(setting),
            answered.perSecond(),
            answered.percentileMillis(50),
            answered.percentileMillis(99),
            answered.lost(),
            load.doubled());
        out.flush();
      }
    }
    return whole ? 0 : 1;
  }

  private GatewayProcess start(Path folder, CarrierSimulator carrier, BankSimulator bank)
      throws IOException, InterruptedException {
    Path configuration = folder.resolve("gateway.yaml");
    Files.writeString(
        configuration,
        """
        master_key_file: %1$s/master.key
        database: {directory: %1$s/data}
        carriers:
          - {name: demo-carrier, host: 127.0.0.1, port: %2$d, system_id: snaptill, password: secret,
             window: 200, trust: operator, short_codes: ["%4$s"]}
        mm7:
          port: 0
          mmscs:
            - {name: demo-mmsc, url: "http://127.0.0.1:1/mm7", short_codes: ["%4$s"], addresses: [127.0.0.1/32]}
        banks:
          - {name: north, port: %3$d, terminals: ["SNAP0001..SNAP0008"], repeats: true}
        api: {port: 0, operator_key_file: %1$s/operator.key}
        """
            .formatted(folder.toAbsolutePath(), carrier.port(), bank.port(), SHORT_CODE));
    List<String> flags = new ArrayList<>(JVM_FLAGS);
    flags.addAll(moreFlags);
    GatewayProcess gateway =
        GatewayProcess.start(gatewayJar, configuration, flags, folder.resolve("gateway.log"));
    // an interrupted benchmark must not leave a gateway behind
    Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
    return gateway;
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
