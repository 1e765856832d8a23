package dev.snaptill.simulator.bench;

import dev.snaptill.simulator.GatewayProcess;
import dev.snaptill.simulator.bank.BankSimulator;
import dev.snaptill.simulator.carrier.CarrierSimulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(40);

  @Option(names = "--payments", description = "Payments of a run.")
  private int payments = 20_000;

  @Option(names = "--warmup", description = "Payments before the first run, not measured.")
  private int warmup = 25_000;

  @Option(names = "--runs", description = "Runs of each setting; the median counts.")
  private int runs = 3;

  @Option(names = "--outstanding", split = ",", description = "Unfinished payments; the settings.")
  private List<Integer> outstanding = List.of(200, 50);

  @Option(names = "--raw-seconds", description = "Measured time of the raw database; 0 skips it.")
  private int rawSeconds = 20;

  @Mixin private Rig rig;

  BenchPayments() {}

  @Override
  public Integer call() throws Exception {
    return rig.run(this::bench);
  }

  private int bench(Path folder) throws IOException, InterruptedException {
    PrintWriter out = rig.out();
    List<List<Result>> results = new ArrayList<>();
    int lost;
    int doubled;
    try (BankSimulator north = Crowd.payersBank(folder);
        BankSimulator south = Crowd.payeesBank(folder);
        CarrierSimulator carrier = Rig.carrier(folder)) {
      List<Payment> all = new ArrayList<>();
      try (GatewayProcess gateway = rig.start(folder, carrier, Rig.NO_MMSC, north, south)) {
        Meter meter = new Meter(gateway);
        measure(meter, Crowd.enrol(meter, folder, rig), carrier, results, all);
      }
      Books books = new Books(north, south);
      lost = books.lost(all);
      doubled = books.doubled();
      rig.tell("%d payments: %d lost, %d doubled", all.size(), lost, doubled);
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
    rig.tell("%d vouchers in %.1f s, %.0f/s", all.size(), seconds, all.size() / seconds);
    Load load = new Load(carrier, Rig.SHORT_CODE, STALL_NANOS, rig.err());
    Load.Times warm = load.run(warming, outstanding.get(0));
    rig.tell("warmed up with %d payments, %.0f/s", warming.size(), warm.perSecond());
    int plan = 0;
    for (int setting : outstanding) {
      List<Result> ofSetting = new ArrayList<>();
      for (int run = 0; run < runs; run++) {
        Result result = run(gateway, load, plans.get(plan++), setting);
        ofSetting.add(result);
        rig.tell("run %d: %s%s", run + 1, result.measured(), result.cpu());
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
            Rig.JVM_FLAGS,
            rig.gatewayJar().toAbsolutePath().getParent(),
            folder.resolve("raw"),
            rawSeconds);
    rig.tell("raw database: %.0f transactions/s, one at a time", perSecond);
    return perSecond;
  }
}
