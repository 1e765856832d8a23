package dev.snaptill.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends as one of the phones. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = {
      "Send a text or a picture as one of the phones. A camera option photographs the picture first.",
      "Exit code 0 when the carrier took it, 1 when it didn't."
    })
final class SendCommand implements Callable<Integer> {
  private static final long POLL_MILLIS = 100;

  @Option(names = "--from", required = true, description = "Number or name of the phone.")
  private String from = "";

  @Option(names = "--to", description = "Short code or number; default: the gateway.")
  private @Nullable String to;

  @Option(names = "--picture", description = "A picture to send by MMS.")
  private @Nullable Path picture;

  @Option(names = "--rotate", description = "Degrees clockwise.")
  private @Nullable Double rotate;

  @Option(names = "--perspective", description = "0 to 0.5.")
  private @Nullable Double perspective;

  @Option(names = "--blur", description = "Radius in pixels.")
  private @Nullable Double blur;

  @Option(names = "--darken", description = "0 to 0.95.")
  private @Nullable Double darken;

  @Option(names = "--noise", description = "Grey levels.")
  private @Nullable Double noise;

  @Option(names = "--long-side", description = "Pixels of the photo's longer side.")
  private @Nullable Integer longSide;

  @Option(names = "--quality", description = "JPEG quality, 1 to 100.")
  private @Nullable Integer quality;

  @Option(names = "--wait", description = "Seconds to wait for the carrier (default 30).")
  private int wait = 30;

  @Option(names = "--url", description = "The running simulators (default ${DEFAULT-VALUE}).")
  private URI url = URI.create("http://127.0.0.1:8090");

  @Parameters(arity = "0..1", paramLabel = "TEXT", description = "The text.")
  private String text = "";

  @Spec private CommandSpec spec;

  SendCommand() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    try {
      PhonesClient client = new PhonesClient(url);
      JsonObject sent = client.send(from, message());
      return settled(client, sent.getLong("id")) ? 0 : 1;
    } catch (IOException e) {
      err.println("not sent: " + e.getMessage());
      return 1;
    }
  }

  private JsonObject message() throws IOException {
    JsonObject message = new JsonObject().put("text", text);
    if (to != null) {
      message.put("to", to);
    }
    if (picture != null) {
      String type = URLConnection.guessContentTypeFromName(picture.toString());
      message.put(
          "pictures",
          new JsonArray()
              .add(
                  new JsonObject()
                      .put("name", String.valueOf(picture.getFileName()))
                      .put("type", type == null ? "image/jpeg" : type)
                      .put(
                          "data",
                          Base64.getEncoder().encodeToString(Files.readAllBytes(picture)))));
    }
    JsonObject camera = camera();
    if (!camera.isEmpty()) {
      message.put("camera", camera);
    }
    return message;
  }

  private JsonObject camera() {
    Map<String, @Nullable Object> effects = new LinkedHashMap<>();
    effects.put("rotate", rotate);
    effects.put("perspective", perspective);
    effects.put("blur", blur);
    effects.put("darken", darken);
    effects.put("noise", noise);
    effects.put("longSide", longSide);
    effects.put("quality", quality);
    JsonObject camera = new JsonObject();
    effects.forEach(
        (name, value) -> {
          if (value != null) {
            camera.put(name, value);
          }
        });
    return camera;
  }

  private boolean settled(PhonesClient client, long id) throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    long until = System.nanoTime() + wait * 1_000_000_000L;
    while (System.nanoTime() - until < 0) {
      JsonObject message = client.messages(from, id - 1).getJsonArray("messages").getJsonObject(0);
      String state = message.getString("state");
      if (!state.equals("sending")) {
        out.println(
            state + (message.getString("note").isEmpty() ? "" : ": " + message.getString("note")));
        return state.equals("sent");
      }
      // another process has the phones: all it offers is to be asked again
      Thread.sleep(POLL_MILLIS);
    }
    out.println("still sending after " + wait + " s");
    return false;
  }
}
