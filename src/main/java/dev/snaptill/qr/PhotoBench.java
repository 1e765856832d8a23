package dev.snaptill.qr;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.ReaderException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads a folder of photos on one thread and tells how many it could read and in what time, beside
 * plain ZXing, ZXing trying harder and BoofCV on the same pictures.
 */
public final class PhotoBench {
  private static final int PROGRESS = 100;
  private static final double QUICK_MS = 20;

  /** Photos of this test are larger than what an MMS may bring. */
  private static final ImageLimits LIMITS =
      new ImageLimits(20_000_000, 16_000_000, 8_000_000, 8_192);

  /**
   * One picture of the test.
   *
   * @param set that it is counted under
   * @param codes how many it shows; 0 for a picture in which nothing may be found
   * @param expected texts of which one must be read; empty if any will do. Only printable ASCII
   *     counts, without blanks
   */
  public record Photo(Path file, String set, int codes, List<String> expected) {}

  private final PrintStream out;
  private final PhotoDecoder decoder = new PhotoDecoder(LIMITS);
  private final Pictures pictures = new Pictures(LIMITS);
  private final Map<String, int[]> sets = new TreeMap<>();
  private final Map<String, StageCount> stages = new TreeMap<>();
  private final Peer plain = new Peer("ZXing", new PlainZxing());
  private final Peer harder = new Peer("ZXing trying harder", new HarderZxing());
  private final Peer boof = new Peer("BoofCV", new BoofEngine());
  private final List<Peer> peers = List.of(plain, harder, boof);
  private final Times wall = new Times();
  private final Times cpu = new Times();
  private final Times looking = new Times();
  private int read;
  private int wrong;
  private int negatives;
  private int quick;
  private int quickBusy;
  private long heap;

  /** What a stage has read and taken in all. */
  private static final class StageCount {
    private int tried;
    private int read;
    private double millis;
  }

  /** Another reader, alone. */
  private static final class Peer {
    private final String name;
    private final Engine engine;
    private final Times times = new Times();
    private int read;

    Peer(String name, Engine engine) {
      this.name = name;
      this.engine = engine;
    }
  }

  /** ZXing as most programs call it. */
  private static final class PlainZxing implements Engine {
    @Override
    public String name() {
      return "plain";
    }

    @Override
    public void read(Grey grey, Finds finds) {
      try {
        finds.add(
            new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(ZxingEngine.source(grey))))
                .getText());
      } catch (ReaderException e) {
        // Not read.
      }
    }
  }

  /** ZXing trying harder with both of its ways to tell dark from light, and inverted. */
  private static final class HarderZxing implements Engine {
    private final Engine hybrid = new ZxingEngine("hybrid", HybridBinarizer::new);
    private final Engine global = new ZxingEngine("global", GlobalHistogramBinarizer::new);

    @Override
    public String name() {
      return "harder";
    }

    @Override
    public void read(Grey grey, Finds finds) {
      hybrid.read(grey, finds);
      if (!finds.passed()) {
        global.read(grey, finds);
      }
      if (!finds.passed()) {
        hybrid.read(new Invert().apply(grey), finds);
      }
    }
  }

  /** Tells its findings there. */
  public PhotoBench(PrintStream out) {
    this.out = out;
  }

  /**
   * Reads all of them twice, and tells of the second time: a gateway runs for days.
   *
   * @param budget for one picture
   * @throws IOException if a file cannot be read
   */
  public void run(List<Photo> photos, Duration budget) throws IOException {
    say("warming up");
    for (Photo photo : photos) {
      decoder.decode(Files.readAllBytes(photo.file()), budget);
    }
    for (int i = 0; i < photos.size(); i++) {
      one(photos.get(i), budget);
      if ((i + 1) % PROGRESS == 0 && i + 1 < photos.size()) {
        say("%d of %d pictures, %d read", i + 1, photos.size(), read);
      }
    }
    // by themselves: what they leave in the processor's caches must not count as our time
    say("%d of %d pictures, %d read; now the other readers", photos.size(), photos.size(), read);
    for (Photo photo : photos) {
      if (pictures.open(Files.readAllBytes(photo.file())) instanceof Pictures.Opened.Ok ok) {
        for (Peer peer : peers) {
          peer(peer, photo, ok.grey());
        }
      }
    }
    report(photos.size());
  }

  private void one(Photo photo, Duration budget) throws IOException {
    byte[] bytes = Files.readAllBytes(photo.file());
    long worked = cpuNanos();
    PhotoReading reading = decoder.decode(bytes, budget);
    double busy = (cpuNanos() - worked) / 1e6;
    cpu.add(busy);
    wall.add(reading.millis());
    looking.add(reading.steps().stream().mapToDouble(step -> step.took().toNanos() / 1e6).sum());
    Runtime machine = Runtime.getRuntime();
    heap = Math.max(heap, machine.totalMemory() - machine.freeMemory());
    boolean hit = photo.codes() > 0 && matches(photo, reading.texts());
    int[] set = sets.computeIfAbsent(photo.set(), name -> new int[2]);
    set[1]++;
    if (hit) {
      read++;
      set[0]++;
      quick += reading.millis() <= QUICK_MS ? 1 : 0;
      quickBusy += busy <= QUICK_MS ? 1 : 0;
    } else if (!reading.texts().isEmpty()) {
      wrong += photo.codes() > 0 ? 1 : 0;
      negatives += photo.codes() == 0 ? 1 : 0;
      say("not what was expected: %s %s", photo.file(), reading.texts());
    }
    for (Step step : reading.steps()) {
      StageCount count = stages.computeIfAbsent(step.stage(), name -> new StageCount());
      count.tried++;
      count.millis += step.took().toNanos() / 1e6;
      count.read += hit && reading.stage().equals(Optional.of(step.stage())) ? 1 : 0;
    }
  }

  private static void peer(Peer peer, Photo photo, Grey grey) {
    Finds finds = new Finds(text -> true, () -> false);
    long began = System.nanoTime();
    try {
      peer.engine.read(grey, finds);
    } catch (RuntimeException e) {
      // Not read: as a program that calls that reader would have it.
    }
    peer.times.add((System.nanoTime() - began) / 1e6);
    peer.read += photo.codes() > 0 && matches(photo, finds.texts()) ? 1 : 0;
  }

  private void report(int photos) {
    say("%n%-28s %9s", "set", "read");
    sets.forEach((name, n) -> say("%-28s %4d of %d", name, n[0], n[1]));
    say("%n%-28s %6s %6s %10s", "stage", "tried", "read", "mean ms");
    stages.entrySet().stream()
        .sorted((a, b) -> b.getValue().tried - a.getValue().tried)
        .forEach(
            stage -> {
              StageCount count = stage.getValue();
              double mean = count.millis / count.tried;
              say("%-28s %6d %6d %10.1f", stage.getKey(), count.tried, count.read, mean);
            });
    say("%n%-28s %6s %10s %10s", "reader", "read", "median ms", "mean ms");
    say("%-28s %6d %10.1f %10.1f  (with decoding)", "snaptill", read, wall.part(0.5), wall.mean());
    say("%-28s %6d %10.1f %10.1f  (processor time)", "", read, cpu.part(0.5), cpu.mean());
    say("%-28s %6d %10.1f %10.1f  (stages alone)", "", read, looking.part(0.5), looking.mean());
    for (Peer peer : peers) {
      Times times = peer.times;
      say("%-28s %6d %10.1f %10.1f", peer.name, peer.read, times.part(0.5), times.mean());
    }
    say(
        "%nphotos=%d read=%d wrong=%d negatives_hit=%d median_ms=%.1f mean_ms=%.1f p99_ms=%.1f"
            + " zxing_read=%d boof_read=%d heap_mb=%d rss_mb=%d"
            + " zxing_plain_read=%d within_20ms=%d cpu_within_20ms=%d cpu_median_ms=%.1f cpu_mean_ms=%.1f stages_median_ms=%.1f",
        photos,
        read,
        wrong,
        negatives,
        wall.part(0.5),
        wall.mean(),
        wall.part(0.99),
        harder.read,
        boof.read,
        heap >> 20,
        residentMegabytes(),
        plain.read,
        quick,
        quickBusy,
        cpu.part(0.5),
        cpu.mean(),
        looking.part(0.5));
  }

  private void say(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }

  private static boolean matches(Photo photo, List<String> texts) {
    return photo.expected().isEmpty()
        ? !texts.isEmpty()
        : texts.stream().map(PhotoBench::bare).anyMatch(photo.expected()::contains);
  }

  /** As texts are compared: printable ASCII without blanks, {@code ?} if nothing of it is left. */
  public static String bare(String text) {
    String bare = text.replaceAll("[^!-~]", "");
    return bare.isEmpty() || bare.equals("<nonascii>") ? "?" : bare;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** The most this process ever had, as Linux counts it; 0 where that is not told. */
  private static long residentMegabytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
          .findFirst()
          .orElse(0);
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  /** Milliseconds, to be summed up. */
  private static final class Times {
    private final List<Double> all = new ArrayList<>();

    void add(double millis) {
      all.add(millis);
    }

    double mean() {
      return all.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    double part(double share) {
      List<Double> sorted = all.stream().sorted().toList();
      return sorted.isEmpty()
          ? 0
          : sorted.get((int) Math.min(sorted.size() - 1, share * sorted.size()));
    }
  }
}
