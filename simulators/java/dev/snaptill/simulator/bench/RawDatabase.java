package dev.snaptill.simulator.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs {@code dev.snaptill.bench.RawTpcb}, which asks the gateway's database for small durable
 * transactions one after the other, in a JVM like the gateway's.
 */
final class RawDatabase {
  private static final String PREFIX = "per_s=";

  private RawDatabase() {}

  /**
   * Transactions a second.
   *
   * @param target the build's directory with classes, test-classes and lib
   * @throws IOException if it fails
   */
  static double perSecond(List<String> flags, Path target, Path directory, int seconds)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-cp");
    command.add(
        String.join(
            System.getProperty("path.separator"),
            target.resolve("classes").toString(),
            target.resolve("test-classes").toString(),
            target.resolve("lib").resolve("*").toString()));
    command.addAll(
        List.of("dev.snaptill.bench.RawTpcb", directory.toString(), String.valueOf(seconds)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() == 0) {
      for (String line : printed.split("\n")) {
        if (line.startsWith(PREFIX)) {
          return Double.parseDouble(line.substring(PREFIX.length()));
        }
      }
    }
    throw new IOException("raw_tpcb: " + printed);
  }
}
