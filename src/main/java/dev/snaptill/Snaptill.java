package dev.snaptill;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program's entry: {@code snaptill [run] | decode | verify}. */
@Command(
    name = "snaptill",
    mixinStandardHelpOptions = true,
    version = "Snaptill 0.1.0",
    description = "A payment gateway for phones that have nothing but messages.",
    subcommands = {RunCommand.class, DecodeCommand.class, VerifyCommand.class})
public final class Snaptill extends RunCommand {

  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    int status = new CommandLine(new Snaptill()).execute(arguments);
    if (status != 0) {
      System.exit(status);
    }
  }
}
