package dev.snaptill;

import dev.snaptill.qr.ImageLimits;
import dev.snaptill.qr.PhotoDecoder;
import dev.snaptill.qr.PhotoReading;
import dev.snaptill.qr.QrConfig;
import dev.snaptill.qr.Step;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads the codes in pictures: one line of JSON each. */
@Command(
    name = "decode",
    description = {
      "Read the codes in pictures; write {\"path\",\"ms\",\"texts\"} for each, on a line.",
      "Without FILE, file names are read from standard input; - is a picture on standard input."
    })
class DecodeCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  @Parameters(paramLabel = "FILE", arity = "0..*", description = "Pictures.")
  List<String> files = List.of();

  @Option(
      names = "--budget-ms",
      description = "Time for one picture (default: the gateway's, 400).")
  long budgetMs = QrConfig.DEFAULT_BUDGET.toMillis();

  @Option(
      names = "--explain",
      description = "Also write which stages looked, for how long, and what was seen if no code.")
  boolean explain;

  private final PhotoDecoder decoder = new PhotoDecoder(ImageLimits.DEFAULT);

  @Override
  public Integer call() throws IOException {
    if (!files.isEmpty()) {
      files.forEach(this::tell);
      return 0;
    }
    BufferedReader names =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String name = names.readLine(); name != null; name = names.readLine()) {
      if (!name.isBlank()) {
        tell(name);
      }
    }
    return 0;
  }

  private void tell(String name) {
    JsonObject out = new JsonObject().put("path", name);
    try {
      PhotoReading reading = read(name);
      out.put("ms", reading.millis()).put("texts", new JsonArray(reading.texts()));
      reading.refusal().ifPresent(refusal -> out.put("refused", refusal.toString()));
      if (explain) {
        explain(out, reading);
      }
    } catch (IOException e) {
      out.put("ms", 0).put("texts", new JsonArray()).put("refused", e.toString());
    }
    System.out.println(out.encode());
  }

  private PhotoReading read(String name) throws IOException {
    Duration budget = Duration.ofMillis(budgetMs);
    if (name.equals(STANDARD_INPUT)) {
      // One byte more than is allowed is enough to refuse it.
      return decoder.decode(System.in.readNBytes(ImageLimits.DEFAULT.maxBytes() + 1), budget);
    }
    return decoder.decode(Path.of(name), budget);
  }

  private static void explain(JsonObject out, PhotoReading reading) {
    reading.stage().ifPresent(stage -> out.put("stage", stage));
    reading.seen().ifPresent(seen -> out.put("seen", seen.name().toLowerCase(Locale.ROOT)));
    JsonArray stages = new JsonArray();
    for (Step step : reading.steps()) {
      stages.add(
          new JsonObject()
              .put("stage", step.stage())
              .put("ms", step.took().toNanos() / 1e6)
              .put("found", step.found()));
    }
    out.put("stages", stages);
  }
}
