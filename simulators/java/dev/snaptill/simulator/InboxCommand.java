package dev.snaptill.simulator;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints a phone's thread. */
@Command(
    name = "inbox",
    mixinStandardHelpOptions = true,
    description = "Print the messages of one of the phones, oldest first.")
final class InboxCommand implements Callable<Integer> {
  @Option(names = "--of", required = true, description = "Number or name of the phone.")
  private String phone = "";

  @Option(names = "--after", description = "Only messages with a higher id.")
  private long after;

  @Option(names = "--url", description = "The running simulators (default ${DEFAULT-VALUE}).")
  private URI url = URI.create("http://127.0.0.1:8090");

  @Spec private CommandSpec spec;

  InboxCommand() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try {
      for (Object each : new PhonesClient(url).messages(phone, after).getJsonArray("messages")) {
        JsonObject message = (JsonObject) each;
        out.printf(
            "%d %s %s %s%s%n",
            message.getLong("id"),
            message.getString("at"),
            message.getString("direction").equals("in") ? "<" : ">",
            message.getString("text"),
            pictures(message));
      }
      return 0;
    } catch (IOException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    }
  }

  private String pictures(JsonObject message) {
    StringBuilder line = new StringBuilder();
    for (Object each : message.getJsonArray("pictures")) {
      line.append(" [").append(url.resolve(((JsonObject) each).getString("url"))).append(']');
    }
    return line.toString();
  }
}
