package dev.snaptill.simulator;

import ch.qos.logback.classic.Level;
import dev.snaptill.simulator.bench.BenchPayments;
import dev.snaptill.simulator.bench.BenchPhotoPayments;
import dev.snaptill.simulator.bench.BenchRelay;
import dev.snaptill.simulator.crash.CrashTest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The simulators' own program: {@code run} them, or be one of their phones with {@code send} and
 * {@code inbox}.
 */
@Command(
    name = "simulators",
    mixinStandardHelpOptions = true,
    description = "A carrier (SMPP), an MMSC (MM7) and phones to hold, all on this machine.",
    subcommands = {
      RunCommand.class,
      PlayCommand.class,
      SendCommand.class,
      InboxCommand.class,
      BankCommand.class,
      CarrierCommand.class,
      DayFileCommand.class,
      BenchPayments.class,
      BenchPhotoPayments.class,
      BenchRelay.class,
      CrashTest.class
    })
public final class Simulators {
  Simulators() {}

  public static void main(String[] arguments) {
    quieten();
    System.exit(commandLine().execute(arguments));
  }

  /** All commands; tests run them in their own process. */
  public static CommandLine commandLine() {
    return new CommandLine(new Simulators()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  /**
   * jsmpp's debug lines hold whole PDUs, texts included; without a logback file they would be
   * printed.
   */
  private static void quieten() {
    // says "could not stop" of a server that was killed on purpose, with its stack
    if (LoggerFactory.getLogger("io.zonky.test.db.postgres.embedded.EmbeddedPostgres")
        instanceof ch.qos.logback.classic.Logger postgres) {
      postgres.setLevel(Level.OFF);
    }
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
        instanceof ch.qos.logback.classic.Logger root) {
      root.setLevel(Level.WARN);
    }
  }
}
