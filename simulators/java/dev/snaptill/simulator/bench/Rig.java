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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What every benchmark stands on: a folder, a gateway in a JVM of its own, a carrier in this one.
 */
final class Rig {
  static final String SHORT_CODE = "10658";

  /** Of the gateway's JVM, and of the raw database's; docs/performance.md says why. */
  static final List<String> JVM_FLAGS =
      List.of("-XX:+UseParallelGC", "-Xms512m", "-Xmx512m", "-Xmn200m", "-XX:+AlwaysPreTouch");

  /** An MMSC that is never spoken to: the gateway wants one configured. */
  static final String NO_MMSC = "url: \"http://127.0.0.1:1/mm7\", addresses: [127.0.0.1/32]";

  @Option(names = "--gateway-jar", description = "The gateway; its folder is that of the build.")
  private Path gatewayJar = Path.of("target", "snaptill.jar");

  @Option(names = "--jvm-flag", description = "Another flag of the gateway's JVM; repeat for more.")
  private List<String> moreFlags = new ArrayList<>();

  @Option(names = "--directory", description = "Kept afterwards; default: a temporary one.")
  private @Nullable Path directory;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** A benchmark in its folder; its exit code. */
  interface Bench {
    int run(Path folder) throws IOException, InterruptedException;
  }

  int run(Bench bench) throws IOException, InterruptedException {
    Path folder = directory;
    if (folder != null) {
      return bench.run(Files.createDirectories(folder));
    }
    folder = Files.createTempDirectory(spec.name());
    try {
      return bench.run(folder);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  Path gatewayJar() {
    return gatewayJar;
  }

  static CarrierSimulator carrier(Path folder) throws IOException {
    return new CarrierSimulator(
        CarrierConfig.defaults().log(folder.resolve("carrier.log")).remember(1_000));
  }

  /**
   * Starts the gateway: ports and folders are its configuration, everything else is as shipped.
   *
   * @param mmsc what is particular to its entry, such as {@link #NO_MMSC}
   */
  GatewayProcess start(Path folder, CarrierSimulator carrier, String mmsc, BankSimulator... banks)
      throws IOException, InterruptedException {
    String bankEntries =
        Stream.of(banks)
            .map(
                bank ->
                    "  - {name: %s, port: %d, terminals: [\"SNAP0001..SNAP0008\"], repeats: true}"
                        .formatted(bank.name(), bank.port()))
            .collect(Collectors.joining("\n"));
    Path configuration = folder.resolve("gateway.yaml");
    Files.writeString(
        configuration,
        """
        master_key_file: %1$s/master.key
        database: {directory: %1$s/data}
        carriers:
          - {name: demo-carrier, host: 127.0.0.1, port: %2$d, system_id: snaptill, password: secret,
             window: 200, trust: operator, short_codes: ["%3$s"]}
        mm7:
          port: 0
          mmscs:
            - {name: demo-mmsc, short_codes: ["%3$s"], %4$s}
        banks:
        %5$s
        api: {port: 0, operator_key_file: %1$s/operator.key}
        """
            .formatted(folder.toAbsolutePath(), carrier.port(), SHORT_CODE, mmsc, bankEntries));
    List<String> flags = new ArrayList<>(JVM_FLAGS);
    flags.addAll(moreFlags);
    GatewayProcess gateway =
        GatewayProcess.start(gatewayJar, configuration, flags, folder.resolve("gateway.log"));
    // an interrupted benchmark must not leave a gateway behind
    Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
    return gateway;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  void tell(String format, Object... values) {
    err().printf(Locale.ROOT, format + "%n", values);
    err().flush();
  }
}
