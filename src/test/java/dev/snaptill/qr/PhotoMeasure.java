package dev.snaptill.qr;

import io.vertx.core.json.JsonArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures the reader on a folder of photos with a {@code manifest.tsv} (file, set, codes, expected
 * texts as JSON or null): one thread, one warm-up round. Arguments: folder, budget in ms, and
 * {@code misses} to list the files not read.
 */
final class PhotoMeasure {
  private record Photo(String file, String set, int codes, List<String> expected) {}

  private PhotoMeasure() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Duration budget = Duration.ofMillis(Long.parseLong(arguments[1]));
    boolean misses = arguments.length > 2 && arguments[2].equals("misses");
    ImageLimits limits = new ImageLimits(20_000_000, 16_000_000, 8_000_000, 8_192);
    PhotoDecoder decoder = new PhotoDecoder(limits);
    List<Photo> photos = manifest(folder);
    for (Photo photo : photos.subList(0, Math.min(200, photos.size()))) {
      decoder.decode(Files.readAllBytes(folder.resolve(photo.file())), budget);
    }
    Map<String, int[]> sets = new TreeMap<>();
    Map<String, Integer> stages = new TreeMap<>();
    List<Double> times = new ArrayList<>();
    int read = 0;
    int falseHits = 0;
    int wrong = 0;
    for (Photo photo : photos) {
      byte[] bytes = Files.readAllBytes(folder.resolve(photo.file()));
      PhotoReading reading = decoder.decode(bytes, budget);
      times.add(reading.millis());
      boolean hit = photo.codes() > 0 && matches(photo, reading.texts());
      int[] set = sets.computeIfAbsent(photo.set(), name -> new int[2]);
      set[1]++;
      if (hit) {
        read++;
        set[0]++;
        stages.merge(reading.stage().orElse("?"), 1, Integer::sum);
      } else if (!reading.texts().isEmpty()) {
        if (photo.codes() == 0) {
          falseHits++;
        } else {
          wrong++;
        }
        System.out.println("wrong " + photo.file() + " " + reading.texts());
      }
      if (misses && !hit && photo.codes() > 0) {
        System.out.printf(
            "miss %s %s %.0f ms%n", photo.file(), reading.refusal().orElse(null), reading.millis());
      }
    }
    sets.forEach((name, n) -> System.out.printf("%-26s %3d of %3d%n", name, n[0], n[1]));
    stages.forEach((name, n) -> System.out.printf("%-26s %3d%n", name, n));
    times.sort(null);
    double mean = times.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    System.out.printf(
        "read=%d wrong=%d false=%d median_ms=%.1f mean_ms=%.1f p95_ms=%.1f max_ms=%.1f%n",
        read,
        wrong,
        falseHits,
        times.get(times.size() / 2),
        mean,
        times.get(times.size() * 95 / 100),
        times.get(times.size() - 1));
  }

  private static boolean matches(Photo photo, List<String> texts) {
    if (photo.expected().isEmpty()) {
      return !texts.isEmpty();
    }
    return texts.stream().map(PhotoMeasure::bare).anyMatch(photo.expected()::contains);
  }

  /** The manifest's texts stand without blanks and in ASCII alone. */
  private static String bare(String text) {
    String bare = text.replaceAll("[^!-~]", "");
    return bare.isEmpty() || bare.equals("<nonascii>") ? "?" : bare;
  }

  private static List<Photo> manifest(Path folder) throws Exception {
    List<Photo> photos = new ArrayList<>();
    List<String> lines = Files.readAllLines(folder.resolve("manifest.tsv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] field = line.split("\t", 4);
      List<String> expected = new ArrayList<>();
      if (!field[3].equals("null")) {
        new JsonArray(field[3]).forEach(text -> expected.add(bare(String.valueOf(text))));
      }
      photos.add(new Photo(field[0], field[1], Integer.parseInt(field[2]), expected));
    }
    return photos;
  }
}
