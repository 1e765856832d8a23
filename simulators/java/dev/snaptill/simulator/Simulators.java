package dev.snaptill.simulator;

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
    subcommands = {RunCommand.class, SendCommand.class, InboxCommand.class})
public final class Simulators {
  Simulators() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Simulators()).execute(arguments));
  }
}
