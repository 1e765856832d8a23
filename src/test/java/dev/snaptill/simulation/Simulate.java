package dev.snaptill.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** {@code make simulate}: many seeds, or one of them told step by step. */
public final class Simulate {
  private static final String USE =
      "--seeds N [--from FIRST] runs many; --seed N [--trace] runs one again";

  private Simulate() {}

  /** Sums over seeds. */
  static final class Totals {
    long seeds;
    long payments;
    long crashes;
    long bankFaults;
    long completed;
    long reversed;
    long declined;
    long refused;
    long manual;
    long events;
    final List<String> violations = new ArrayList<>();

    void add(Simulation.Result r) {
      seeds++;
      payments += r.counts().payments();
      crashes += r.crashes();
      bankFaults += r.bankFaults();
      completed += r.counts().completed();
      reversed += r.counts().reversed();
      declined += r.counts().declined();
      refused += r.counts().refused();
      manual += r.counts().manual();
      events += r.events();
      for (String violation : r.violations()) {
        violations.add("seed " + r.seed() + ": " + violation);
      }
    }

    @Override
    public String toString() {
      return "seeds="
          + seeds
          + " events="
          + events
          + " payments="
          + payments
          + " crashes="
          + crashes
          + " bank_faults="
          + bankFaults
          + " completed="
          + completed
          + " reversed="
          + reversed
          + " declined="
          + declined
          + " refused="
          + refused
          + " manual="
          + manual
          + " violations="
          + violations.size();
    }
  }

  /** Runs seeds on all processors; what comes of one depends on nothing but its number. */
  static Totals run(long from, long seeds, Consumer<Simulation.Result> each) {
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<Simulation.Result>> running = new ArrayList<>();
      for (long seed = from; seed < from + seeds; seed++) {
        long number = seed;
        running.add(workers.submit(() -> Simulation.run(number, line -> {})));
      }
      Totals totals = new Totals();
      for (Future<Simulation.Result> result : running) {
        Simulation.Result r = result.get();
        totals.add(r);
        each.accept(r);
      }
      return totals;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("a seed could not be run", e);
    } finally {
      workers.shutdownNow();
    }
  }

  /** The simulated gateway logs what it should: thousands of faults. */
  static void quiet() {
    ((Logger) LoggerFactory.getLogger("dev.snaptill")).setLevel(Level.OFF);
    ((Logger) LoggerFactory.getLogger("hsqldb")).setLevel(Level.OFF);
    java.util.logging.Logger.getLogger("hsqldb.db").setLevel(java.util.logging.Level.OFF);
  }

  public static void main(String[] args) {
    List<String> given = Arrays.asList(args);
    boolean trace = given.contains("--trace");
    if (!trace) {
      quiet();
    }
    long one = number(given, "--seed", -1);
    if (one >= 0) {
      Consumer<String> told = trace ? System.out::println : line -> {};
      Simulation.Result r = Simulation.run(one, told);
      Totals totals = new Totals();
      totals.add(r);
      totals.violations.forEach(System.out::println);
      System.out.println("seed " + one + " hash " + Long.toHexString(r.hash()));
      finish(totals);
    }
    long seeds = number(given, "--seeds", -1);
    if (seeds < 1) {
      System.err.println(USE);
      System.exit(2);
    }
    long[] done = new long[1];
    finish(
        run(
            number(given, "--from", 1),
            seeds,
            r -> {
              r.violations().forEach(v -> System.out.println("seed " + r.seed() + ": " + v));
              if (++done[0] % 100 == 0) {
                System.out.println(done[0] + " seeds");
              }
            }));
  }

  private static void finish(Totals totals) {
    System.out.println(totals);
    System.exit(totals.violations.isEmpty() ? 0 : 1);
  }

  private static long number(List<String> args, String option, long otherwise) {
    int at = args.indexOf(option);
    return at < 0 || at + 1 >= args.size() ? otherwise : Long.parseLong(args.get(at + 1));
  }
}
