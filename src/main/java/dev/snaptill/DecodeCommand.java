package dev.snaptill;

import dev.snaptill.qr.ImageLimits;
import dev.snaptill.qr.PhotoDecoder;
import dev.snaptill.qr.PhotoReading;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads the codes in pictures: file names on standard input, one line of JSON each. */
@Command(
    name = "decode",
    description = "Read file names on standard input; write {\"path\",\"ms\",\"texts\"} for each.")
class DecodeCommand implements Callable<Integer> {
  @Option(
      names = "--budget-ms",
      defaultValue = "400",
      description = "Time for one picture (default: ${DEFAULT-VALUE}).")
  long budgetMs = 400;

  @Override
  public Integer call() throws IOException {
    PhotoDecoder decoder = new PhotoDecoder(ImageLimits.DEFAULT);
    BufferedReader names =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String name = names.readLine(); name != null; name = names.readLine()) {
      if (!name.isBlank()) {
        System.out.println(line(decoder, name));
      }
    }
    return 0;
  }

  private String line(PhotoDecoder decoder, String name) {
    JsonObject out = new JsonObject().put("path", name);
    try {
      PhotoReading reading = decoder.decode(Path.of(name), Duration.ofMillis(budgetMs));
      out.put("ms", reading.millis()).put("texts", new JsonArray(reading.texts()));
      reading.refusal().ifPresent(refusal -> out.put("refused", refusal.toString()));
    } catch (IOException e) {
      out.put("ms", 0).put("texts", new JsonArray()).put("refused", e.toString());
    }
    return out.encode();
  }
}
