package dev.snaptill.simulator.crash;

import dev.snaptill.simulator.bank.BankBuilder;
import dev.snaptill.simulator.bank.BankSimulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A bank that ends with whoever started it. */
@Command(
    name = "crash-bank",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Run one bank until its input ends.")
public final class BankProcessCommand implements Callable<Integer> {
  @Option(names = "--name", required = true)
  private String name = "";

  @Option(names = "--port", required = true)
  private int port;

  @Option(names = "--books", required = true)
  private Path books = Path.of("");

  @Option(names = "--account", paramLabel = "NUMBER=BALANCE")
  private Map<String, Long> accounts = new LinkedHashMap<>();

  @Spec private CommandSpec spec;

  BankProcessCommand() {}

  @Override
  public Integer call() throws IOException {
    BankBuilder builder = BankSimulator.builder().name(name).port(port).books(books);
    accounts.forEach(builder::account);
    try (BankSimulator bank = builder.start()) {
      PrintWriter out = spec.commandLine().getOut();
      out.println("listening on port " + bank.port());
      out.flush();
      while (System.in.read() >= 0) {
        // nobody says anything; the end of the input is the end of whoever started this bank
      }
    }
    return 0;
  }
}
