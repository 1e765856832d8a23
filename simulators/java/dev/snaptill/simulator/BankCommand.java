package dev.snaptill.simulator;

import dev.snaptill.simulator.bank.BankBuilder;
import dev.snaptill.simulator.bank.BankPages;
import dev.snaptill.simulator.bank.BankSimulator;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One bank in a process of its own, which may be killed and started again on the same folder. */
@Command(
    name = "bank",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Run one bank until the process is told to end; its books are in a folder.",
      "With --until-input-ends it also ends with whoever holds its standard input."
    })
final class BankCommand implements Callable<Integer> {
  @Option(names = "--name", description = "The bank's name.")
  private String name = "bank";

  @Option(names = "--host", description = "Address both ports are opened on.")
  private String host = "127.0.0.1";

  @Option(names = "--port", description = "ISO 8583 port; 0 takes a free one.")
  private int port = 8583;

  @Option(names = "--http-port", description = "The page (/bank) and the API; 0 takes a free one.")
  private int httpPort = 8091;

  @Option(names = "--directory", description = "Where the books are, and the files of ended days.")
  private Path directory = Path.of("data", "bank");

  @Option(names = "--currency", description = "ISO 4217 number.")
  private String currency = "156";

  @Option(
      names = "--account",
      paramLabel = "NUMBER=BALANCE",
      description = "An account to open, in minor units; repeat for more.")
  private Map<String, Long> accounts = new LinkedHashMap<>();

  @Option(names = "--seed", description = "Where the chances of faults begin.")
  private @Nullable Long seed;

  @Option(names = "--until-input-ends", description = "End when standard input does.")
  private boolean untilInputEnds;

  @Mixin private BankOptions options = new BankOptions();

  @Spec private CommandSpec spec;

  BankCommand() {}

  @Override
  public Integer call() throws Exception {
    try (Running running = new Running()) {
      BankSimulator bank = running.add(builder().start());
      if (seed != null) {
        bank.faults().seed(seed);
      }
      Vertx vertx = Vertx.vertx();
      running.add(() -> vertx.close().await(5, TimeUnit.SECONDS));
      HttpServer pages =
          BankPages.listen(vertx, host, httpPort, List.of(bank)).await(60, TimeUnit.SECONDS);
      Runtime.getRuntime().addShutdownHook(new Thread(running::close));
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "bank %s iso8583=%s:%d http=http://%s:%d/bank day=%s%n",
          name, host, bank.port(), host, pages.actualPort(), bank.businessDay());
      out.flush();
      if (untilInputEnds) {
        System.in.transferTo(OutputStream.nullOutputStream());
      } else {
        new CountDownLatch(1).await();
      }
    }
    return 0;
  }

  private BankBuilder builder() throws java.io.IOException {
    try {
      BankBuilder builder =
          options.apply(
              BankSimulator.builder()
                  .name(name)
                  .host(host)
                  .port(port)
                  .currency(currency)
                  .books(directory.resolve(name + ".books"))
                  .dayFiles(directory.resolve("day-files")));
      accounts.forEach(builder::account);
      return builder;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
