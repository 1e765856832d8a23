package dev.snaptill.simulator.bench;

import dev.snaptill.simulator.GatewayProcess;
import dev.snaptill.simulator.bank.BankBuilder;
import dev.snaptill.simulator.bank.BankSimulator;
import dev.snaptill.simulator.carrier.CarrierConfig;
import dev.snaptill.simulator.carrier.CarrierSimulator;
import dev.snaptill.simulator.mmsc.MmscConfig;
import dev.snaptill.simulator.mmsc.MmscSimulator;
import dev.snaptill.simulator.mmsc.Picture;
import dev.snaptill.simulator.phone.Camera;
import dev.snaptill.simulator.phone.Shot;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How many payments by photo a gateway makes, from the first MM7 DeliverReq to both receipts, with
 * everything durable on both sides: the gateway runs in a JVM of its own with its shipped defaults,
 * MMSC, carrier and banks in this one.
 */
@Command(
    name = "bench-photo-payments",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Measure payments by photo over MM7, with a fixed number of them unfinished at any time.",
      "Progress goes to stderr; stdout gets one line of key=value pairs.",
      "Exit code 1 if a payment was lost or a bank moved money twice."
    })
public final class BenchPhotoPayments implements Callable<Integer> {
  private static final String SHORT_CODE = "10658";
  private static final int PAYERS = 100;
  private static final int PAYEES = 50;
  private static final long RICH = 1_000_000_000_00L;
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final int PROGRESS = 200;

  /** As for bench-payments; docs/performance.md says why. */
  private static final List<String> JVM_FLAGS =
      List.of("-XX:+UseParallelGC", "-Xms512m", "-Xmx512m", "-Xmn200m", "-XX:+AlwaysPreTouch");

  @Option(names = "--photos", description = "Photos that are measured.")
  private int photos = 2_000;

  @Option(names = "--warmup", description = "Photos before them, not measured.")
  private int warmup = 300;

  @Option(names = "--outstanding", description = "Unfinished payments at any time.")
  private int outstanding = 20;

  @Option(names = "--long-side", description = "Of the photos, in pixels.")
  private int longSide = 640;

  @Option(names = "--gateway-jar", description = "The gateway.")
  private Path gatewayJar = Path.of("target", "snaptill.jar");

  @Option(names = "--jvm-flag", description = "Another flag of the gateway's JVM; repeat for more.")
  private List<String> moreFlags = new ArrayList<>();

  @Option(names = "--directory", description = "Kept afterwards; default: a temporary one.")
  private @Nullable Path directory;

  @Spec private CommandSpec spec;

  BenchPhotoPayments() {}

  @Override
  public Integer call() throws Exception {
    Path folder = directory;
    if (folder != null) {
      return bench(Files.createDirectories(folder));
    }
    folder = Files.createTempDirectory("bench-photo-payments");
    try {
      return bench(folder);
    } finally {
      delete(folder);
    }
  }

  private int bench(Path folder) throws IOException, InterruptedException {
    List<Payment> all = new ArrayList<>();
    try (BankSimulator north = bank(folder, "north", 1000, PAYERS, RICH);
        BankSimulator south = bank(folder, "south", 2000, PAYEES, 0);
        CarrierSimulator carrier =
            new CarrierSimulator(
                CarrierConfig.defaults().log(folder.resolve("carrier.log")).remember(1_000));
        MmscSimulator mmsc =
            new MmscSimulator(MmscConfig.defaults(URI.create("http://127.0.0.1:1/")))) {
      String measured;
      try (GatewayProcess gateway = start(folder, carrier, mmsc, north, south)) {
        mmsc.postTo(URI.create("http://127.0.0.1:" + gateway.mm7Port() + "/mm7/demo-mmsc"));
        measured = measure(new Meter(gateway), folder, carrier, mmsc, all);
      }
      Books books = new Books(north, south);
      int lost = books.lost(all);
      int doubled = books.doubled();
      long refused = all.stream().filter(payment -> payment.refused).count();
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          Locale.ROOT, "%s refused=%d lost=%d doubled=%d%n", measured, refused, lost, doubled);
      out.flush();
      return lost + doubled == 0 ? 0 : 1;
    }
  }

  private String measure(
      Meter gateway, Path folder, CarrierSimulator carrier, MmscSimulator mmsc, List<Payment> all)
      throws IOException, InterruptedException {
    Enrolment enrolment = enrol(gateway, folder);
    List<Payment> warming = enrolment.vouchers(warmup);
    List<Payment> measured = enrolment.vouchers(photos);
    all.addAll(warming);
    all.addAll(measured);
    Map<Payment, Path> album = photograph(enrolment, all, folder);
    Load load =
        new Load(
            carrier,
            payment -> send(mmsc, payment, album),
            STALL_NANOS,
            spec.commandLine().getErr());
    mmsc.onMessage(message -> message.to().forEach(phone -> load.received(phone, message.text())));
    Load.Times warm = load.run(warming, outstanding);
    tell("warmed up with %d photos, %.1f/s", warming.size(), warm.perSecond());
    Counts before = gateway.countsAtRest();
    Load.Times times = load.run(measured, outstanding);
    Counts counts = gateway.countsAtRest().since(before);
    int paid = Math.max(1, times.latencies().length);
    return String.format(
        Locale.ROOT,
        "outstanding=%d long_side=%d photos=%d photos_per_s=%.1f p50_ms=%.0f p99_ms=%.0f"
            + " cpu_gateway_ms_per_photo=%.1f",
        outstanding,
        longSide,
        measured.size(),
        times.perSecond(),
        percentile(times, 50),
        percentile(times, 99),
        counts.cpuSeconds() * 1000 / paid);
  }

  private static double percentile(Load.Times times, int percent) {
    long[] sorted = times.latencies();
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1L, (long) sorted.length * percent / 100)] / 1e6;
  }

  /** The vouchers' own pictures as phones see them: straight, turned, leaning, dark, grainy. */
  private Map<Payment, Path> photograph(Enrolment enrolment, List<Payment> all, Path folder)
      throws IOException, InterruptedException {
    Path album = Files.createDirectories(folder.resolve("photos"));
    Map<Payment, Path> photographs = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      Picture code = new Picture("code.png", "image/png", enrolment.picture(all.get(i)));
      Path file = album.resolve(i + ".jpg");
      Files.write(file, Camera.photograph(code, shot(i)).octets());
      photographs.put(all.get(i), file);
      if ((i + 1) % PROGRESS == 0) {
        tell("%d of %d photos taken", i + 1, all.size());
      }
    }
    return photographs;
  }

  private Shot shot(int number) {
    int kind = number % 5;
    double rotate = new double[] {4, 90, -8, 200, 12}[kind];
    double lean = new double[] {0.04, 0.04, 0.08, 0.04, 0.1}[kind];
    double blur = new double[] {0.6, 0.6, 0.6, 1, 1.5}[kind];
    double dark = new double[] {0.05, 0.05, 0.6, 0.2, 0.05}[kind];
    return new Shot(rotate, lean, blur, dark, 4, longSide, true, 75, number);
  }

  private static void send(MmscSimulator mmsc, Payment payment, Map<Payment, Path> album) {
    try {
      Picture photo =
          new Picture("photo.jpg", "image/jpeg", Files.readAllBytes(album.get(payment)));
      mmsc.deliver(payment.payer, SHORT_CODE, "", "", List.of(photo));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
      Path folder,
      CarrierSimulator carrier,
      MmscSimulator mmsc,
      BankSimulator north,
      BankSimulator south)
      throws IOException, InterruptedException {
    Path configuration = folder.resolve("gateway.yaml");
    Files.writeString(configuration, yaml(folder, carrier, mmsc, north, south));
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
      Path folder,
      CarrierSimulator carrier,
      MmscSimulator mmsc,
      BankSimulator north,
      BankSimulator south) {
    return """
        master_key_file: %1$s/master.key
        database: {directory: %1$s/data}
        carriers:
          - {name: demo-carrier, host: 127.0.0.1, port: %2$d, system_id: snaptill, password: secret,
             window: 200, trust: operator, short_codes: ["%6$s"]}
        mm7:
          port: 0
          mmscs:
            - {name: demo-mmsc, url: "http://127.0.0.1:%3$d/mm7", short_codes: ["%6$s"],
               inbound_username: mmsc, inbound_password: secret, trust: operator}
        banks:
          - {name: north, port: %4$d, terminals: ["SNAP0001..SNAP0008"], repeats: true}
          - {name: south, port: %5$d, terminals: ["SNAP0001..SNAP0008"], repeats: true}
        api: {port: 0, operator_key_file: %1$s/operator.key}
        """
        .formatted(
            folder.toAbsolutePath(),
            carrier.port(),
            mmsc.port(),
            north.port(),
            south.port(),
            SHORT_CODE);
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
    err.printf(Locale.ROOT, format + "%n", values);
    err.flush();
  }
}
