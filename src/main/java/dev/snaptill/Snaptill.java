package dev.snaptill;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The program's entry: {@code snaptill [run] | decode | bench-photos | verify | reconcile |
 * rotate-keys}.
 */
@Command(
    name = "snaptill",
    mixinStandardHelpOptions = true,
    version = "Snaptill 0.1.0",
    description = "A payment gateway for phones that have nothing but messages.",
    subcommands = {
      RunCommand.class,
      DecodeCommand.class,
      BenchPhotosCommand.class,
      VerifyCommand.class,
      ReconcileCommand.class,
      RotateKeysCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      AdminCommand.class,
      HashPasswordCommand.class
    })
public final class Snaptill {

  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    boolean bare = arguments.length == 0 || arguments[0].equals("--conf");
    String[] words = bare ? withRun(arguments) : arguments;
    int status = new CommandLine(new Snaptill()).execute(words);
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Without a subcommand the gateway runs. */
  private static String[] withRun(String[] arguments) {
    String[] words = new String[arguments.length + 1];
    words[0] = "run";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return words;
  }
}
