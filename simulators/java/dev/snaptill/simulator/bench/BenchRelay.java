package dev.snaptill.simulator.bench;

import dev.snaptill.simulator.GatewayProcess;
import dev.snaptill.simulator.bank.BankSimulator;
import dev.snaptill.simulator.carrier.CarrierSimulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(40);

  @Option(names = "--messages", description = "Texts of a run.")
  private int messages = 30_000;

  @Option(names = "--warmup", description = "Texts before the first run, not measured.")
  private int warmup = 30_000;

  @Option(
      names = "--outstanding",
      split = ",",
      description = "Unanswered texts; the settings. 0 sets no limit.")
  private List<Integer> outstanding = List.of(50, 200, 0);

  @Mixin private Rig rig;

  BenchRelay() {}

  @Override
  public Integer call() throws Exception {
    return rig.run(this::bench);
  }

  private int bench(Path folder) throws IOException, InterruptedException {
    PrintWriter out = rig.out();
    boolean whole = true;
    try (BankSimulator bank =
            BankSimulator.builder().name("north").books(folder.resolve("north.books")).start();
        CarrierSimulator carrier = Rig.carrier(folder);
        GatewayProcess gateway = rig.start(folder, carrier, Rig.NO_MMSC, bank)) {
      Meter meter = new Meter(gateway);
      RelayLoad load = new RelayLoad(carrier, Rig.SHORT_CODE, STALL_NANOS);
      RelayLoad.Answered warm = load.run(warmup, 200);
      rig.tell("warmed up with %d texts, %.0f/s", warmup, warm.perSecond());
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
            answered.millis(0.50),
            answered.millis(0.99),
            answered.lost(),
            load.doubled());
        out.flush();
      }
    }
    return whole ? 0 : 1;
  }
}
