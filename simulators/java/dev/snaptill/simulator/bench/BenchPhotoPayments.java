package dev.snaptill.simulator.bench;

import dev.snaptill.simulator.GatewayProcess;
import dev.snaptill.simulator.bank.BankSimulator;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final int PROGRESS = 200;

  @Option(names = "--photos", description = "Photos that are measured.")
  private int photos = 2_000;

  @Option(names = "--warmup", description = "Photos before them, not measured.")
  private int warmup = 300;

  @Option(names = "--outstanding", description = "Unfinished payments at any time.")
  private int outstanding = 20;

  @Option(names = "--long-side", description = "Of the photos, in pixels.")
  private int longSide = 640;

  @Mixin private Rig rig;

  BenchPhotoPayments() {}

  @Override
  public Integer call() throws Exception {
    return rig.run(this::bench);
  }

  private int bench(Path folder) throws IOException, InterruptedException {
    List<Payment> all = new ArrayList<>();
    try (BankSimulator north = Crowd.payersBank(folder);
        BankSimulator south = Crowd.payeesBank(folder);
        CarrierSimulator carrier = Rig.carrier(folder);
        MmscSimulator mmsc =
            new MmscSimulator(MmscConfig.defaults(URI.create("http://127.0.0.1:1/")))) {
      String measured;
      try (GatewayProcess gateway = rig.start(folder, carrier, mmsc(mmsc), north, south)) {
        mmsc.postTo(URI.create("http://127.0.0.1:" + gateway.mm7Port() + "/mm7/demo-mmsc"));
        measured = measure(new Meter(gateway), folder, carrier, mmsc, all);
      }
      Books books = new Books(north, south);
      int lost = books.lost(all);
      int doubled = books.doubled();
      long refused = all.stream().filter(payment -> payment.refused).count();
      PrintWriter out = rig.out();
      out.printf(
          Locale.ROOT, "%s refused=%d lost=%d doubled=%d%n", measured, refused, lost, doubled);
      out.flush();
      return lost + doubled == 0 ? 0 : 1;
    }
  }

  private String measure(
      Meter gateway, Path folder, CarrierSimulator carrier, MmscSimulator mmsc, List<Payment> all)
      throws IOException, InterruptedException {
    Enrolment enrolment = Crowd.enrol(gateway, folder, rig);
    List<Payment> warming = enrolment.vouchers(warmup);
    List<Payment> measured = enrolment.vouchers(photos);
    all.addAll(warming);
    all.addAll(measured);
    Map<Payment, Path> album = photograph(enrolment, all, folder);
    Load load = new Load(carrier, payment -> send(mmsc, payment, album), STALL_NANOS, rig.err());
    mmsc.onMessage(message -> message.to().forEach(phone -> load.received(phone, message.text())));
    Load.Times warm = load.run(warming, outstanding);
    rig.tell("warmed up with %d photos, %.1f/s", warming.size(), warm.perSecond());
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
        times.millis(0.50),
        times.millis(0.99),
        counts.cpuSeconds() * 1000 / paid);
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
        rig.tell("%d of %d photos taken", i + 1, all.size());
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
      mmsc.deliver(payment.payer, Rig.SHORT_CODE, "", "", List.of(photo));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String mmsc(MmscSimulator mmsc) {
    return """
        url: "http://127.0.0.1:%d/mm7", inbound_username: mmsc, inbound_password: secret, trust: operator"""
        .formatted(mmsc.port());
  }
}
