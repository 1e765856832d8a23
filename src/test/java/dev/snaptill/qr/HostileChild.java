package dev.snaptill.qr;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Run in a process of its own: two workers decode all files of a folder at once, each file by both.
 * Writes name, milliseconds of its thread's processor time and outcome of each, and at the end the
 * most memory it had in MB.
 */
final class HostileChild {
  static final int WORKERS = 2;

  private HostileChild() {}

  public static void main(String[] arguments) throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(arguments[0]))) {
      files = all.sorted().toList();
    }
    Pictures pictures = new Pictures(ImageLimits.DEFAULT);
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      Thread worker = new Thread(() -> decode(pictures, files));
      worker.start();
      workers.add(worker);
    }
    for (Thread worker : workers) {
      worker.join();
    }
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String most = lines.filter(line -> line.startsWith("VmHWM:")).findFirst().orElse("0");
      System.out.println("resident\t" + Long.parseLong(most.replaceAll("[^0-9]", "")) / 1024);
    }
  }

  private static void decode(Pictures pictures, List<Path> files) {
    PhotoDecoder decoder = new PhotoDecoder(pictures, System::nanoTime);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (Path file : files) {
      String outcome;
      long began = threads.getCurrentThreadCpuTime();
      try {
        // Nothing passes: every stage has its turn until the time is up.
        PhotoReading reading =
            decoder.decode(Files.readAllBytes(file), Duration.ofMillis(400), text -> false);
        outcome = reading.refusal().map(Refusal::name).orElse("looked into");
      } catch (Throwable e) {
        outcome = "threw " + e;
      }
      long millis = (threads.getCurrentThreadCpuTime() - began) / 1_000_000;
      System.out.println(file.getFileName() + "\t" + millis + "\t" + outcome);
    }
  }
}
