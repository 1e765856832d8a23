package dev.snaptill;

import dev.snaptill.api.ApiConfig;
import dev.snaptill.config.ConfigException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The operator's view from a shell: asks the running gateway's API with an operator's key. Exit 0;
 * 1 if the gateway refused; 2 if it could not be asked.
 */
@Command(
    name = "admin",
    mixinStandardHelpOptions = true,
    description = "Carriers, MMSCs, traces, configuration and dead letters of a running gateway.")
class AdminCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Option(
      names = "--conf",
      defaultValue = "conf/gateway.yaml",
      description = "Configuration file, for the API's address (default: ${DEFAULT-VALUE}).")
  Path conf = Path.of("conf/gateway.yaml");

  @Option(names = "--url", description = "The API's address, instead of the configuration's.")
  @Nullable URI url;

  @Option(
      names = "--key-file",
      description = "File with an operator's key (default: api.operator_key_file).")
  @Nullable Path keyFile;

  @Option(names = "--json", description = "Print the API's answers as they are.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  private final PrintStream out = System.out;

  @Override
  public Integer call() {
    throw new ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(),
        "say what: carriers, stop, start, trace, reload, dead-letters or resend");
  }

  @Command(name = "carriers", description = "List carriers and MMSCs and how they stand.")
  int carriers() {
    return ask("GET", "/v1/admin/carriers", null, this::printCarriers);
  }

  @Command(name = "stop", description = "Stop a carrier or MMSC.")
  int stop(@Parameters(paramLabel = "NAME") String name) {
    return ask("POST", carrier(name) + "/stop", null, this::printCarrier);
  }

  @Command(name = "start", description = "Start a carrier or MMSC again.")
  int start(@Parameters(paramLabel = "NAME") String name) {
    return ask("POST", carrier(name) + "/start", null, this::printCarrier);
  }

  @Command(
      name = "trace",
      description = "Show what was noted of a carrier's wire; or switch that on or off.")
  int trace(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--minutes", description = "Switch it on for so long (1 to 1440).")
          @Nullable Integer minutes,
      @Option(names = "--file", description = "With --minutes: into a file too.") boolean toFile,
      @Option(names = "--off", description = "Switch it off.") boolean off) {
    String path = carrier(name) + "/trace";
    if (off) {
      return ask("DELETE", path, null, answer -> out.println("off"));
    }
    if (minutes != null) {
      return ask(
          "POST",
          path,
          new JsonObject().put("minutes", minutes).put("to_file", toFile),
          answer -> out.println("on until " + answer.getString("until")));
    }
    return ask("GET", path, null, this::printTrace);
  }

  @Command(name = "reload", description = "Take over the changed configuration file.")
  int reload() {
    return ask(
        "POST",
        "/v1/admin/reload",
        null,
        answer -> {
          out.println("in use: " + words(answer.getJsonArray("applied")));
          out.println("after a restart: " + words(answer.getJsonArray("restart_needed")));
        });
  }

  @Command(name = "dead-letters", description = "List messages that never arrived.")
  int deadLetters(
      @Option(names = "--hours", defaultValue = "24", description = "How far back (1 to 720).")
          int hours,
      @Option(names = "--channel", description = "Only of this carrier or MMSC.")
          @Nullable String channel) {
    String path = "/v1/admin/dead-letters?limit=100&hours=" + hours;
    return ask(
        "GET",
        channel == null ? path : path + "&channel=" + encoded(channel),
        null,
        this::printDeadLetters);
  }

  @Command(name = "resend", description = "Send a message that never arrived once more.")
  int resend(
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--channel", description = "By this carrier or MMSC.")
          @Nullable String channel) {
    JsonObject body = new JsonObject();
    if (channel != null) {
      body.put("channel", channel);
    }
    return ask(
        "POST",
        "/v1/admin/dead-letters/" + encoded(id) + "/resend",
        body,
        answer ->
            out.println(
                "sent as " + answer.getString("id") + " by " + answer.getString("channel")));
  }

  private static String carrier(String name) {
    return "/v1/admin/carriers/" + encoded(name);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String words(JsonArray names) {
    return names.isEmpty()
        ? "nothing"
        : String.join(", ", names.stream().map(String::valueOf).toList());
  }

  /** Prints an answer for people. */
  private interface Printer {
    void print(JsonObject answer);
  }

  private int ask(String method, String path, @Nullable JsonObject body, Printer printer) {
    try {
      HttpResponse<String> answer = send(method, path, body);
      boolean well = answer.statusCode() < 300;
      JsonObject told = answer.body().isBlank() ? new JsonObject() : new JsonObject(answer.body());
      if (!well) {
        System.err.println(told.getString("detail", "refused with " + answer.statusCode()));
        return 1;
      }
      if (json) {
        out.println(told.encode());
      } else {
        printer.print(told);
      }
      return 0;
    } catch (ConfigException | IOException | DecodeException e) {
      System.err.println("the gateway could not be asked: " + e.getMessage());
      return 2;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 2;
    }
  }

  private HttpResponse<String> send(String method, String path, @Nullable JsonObject body)
      throws IOException, InterruptedException {
    URI base = url;
    Path key = keyFile;
    if (base == null || key == null) {
      ApiConfig api = GatewayConfig.load(conf, System.getenv()).api();
      base = base == null ? URI.create("http://" + api.host() + ":" + api.port()) : base;
      key = key == null ? api.operatorKeyFile() : key;
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + Files.readString(key).strip());
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(body.encode()));
    }
    return HttpClient.newBuilder()
        .connectTimeout(Duration.ofSeconds(5))
        .build()
        .send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private void printCarriers(JsonObject answer) {
    answer.getJsonArray("data").forEach(one -> printCarrier((JsonObject) one));
  }

  private void printCarrier(JsonObject c) {
    String state = !c.getBoolean("running") ? "STOPPED" : c.getBoolean("up") ? "up" : "DOWN";
    out.printf(
        "%-20s %-4s %-8s window %d/%d  in %.2f/s  out %.2f/s%n",
        c.getString("name"),
        c.getString("kind"),
        state,
        c.getInteger("in_use"),
        c.getInteger("window"),
        c.getDouble("received_per_second"),
        c.getDouble("sent_per_second"));
    c.getJsonArray("binds")
        .forEach(
            one -> {
              JsonObject bind = (JsonObject) one;
              out.printf(
                  "  %-18s %s, %d in use%n",
                  bind.getString("name"), bind.getString("state"), bind.getInteger("in_use"));
            });
    if (c.getString("last_error") != null) {
      String at = c.getString("last_error_at");
      out.println("  last error" + (at == null ? "" : " " + at) + ": " + c.getString("last_error"));
    }
    if (c.getString("trace_until") != null) {
      out.println("  traced until " + c.getString("trace_until"));
    }
  }

  private void printTrace(JsonObject answer) {
    answer
        .getJsonArray("lines")
        .forEach(
            one -> {
              JsonObject line = (JsonObject) one;
              out.println(line.getString("at") + " " + line.getString("text"));
            });
    String until = answer.getString("until");
    out.println(until == null ? "(off)" : "(on until " + until + ")");
  }

  private void printDeadLetters(JsonObject answer) {
    JsonArray data = answer.getJsonArray("data");
    data.forEach(
        one -> {
          JsonObject letter = (JsonObject) one;
          out.printf(
              "%s %s %-16s %-16s %-8s %s%s%n",
              letter.getString("ended"),
              letter.getString("id"),
              letter.getString("channel"),
              letter.getString("purpose"),
              letter.getString("state"),
              letter.getString("code") == null ? "" : letter.getString("code"),
              letter.getString("resent_as") != null
                  ? "  (sent again as " + letter.getString("resent_as") + ")"
                  : letter.getBoolean("may_be_resent") ? "" : "  (not to be sent again)");
        });
    out.println(
        answer.getString("next_cursor") == null
            ? data.size() + " in all"
            : "the newest " + data.size() + " of more");
  }
}
