package dev.snaptill.simulator.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The gateway in a JVM of its own, as an operator would start it. */
final class GatewayProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Process process;
  private final URI base;
  private final Path output;
  private final HttpClient http = HttpClient.newHttpClient();

  private GatewayProcess(Process process, URI base, Path output) {
    this.process = process;
    this.base = base;
    this.output = output;
    // an interrupted benchmark must not leave a gateway behind
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /**
   * Starts it and returns once {@code /health/ready} says so.
   *
   * @param flags of its JVM
   * @param output file that gets what it prints
   * @throws IOException if it ends or is not ready within a minute; the message has its last words
   */
  static GatewayProcess start(
      List<String> flags, Path jar, Path configuration, int apiPort, Path output)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-jar", jar.toString(), "run", "--conf", configuration.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    GatewayProcess gateway =
        new GatewayProcess(process, URI.create("http://127.0.0.1:" + apiPort), output);
    try {
      gateway.awaitReady();
      return gateway;
    } catch (IOException | InterruptedException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() - deadline < 0) {
      if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("the gateway ended: " + lastWords());
      }
      try {
        if (get("/health/ready").statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // it does not listen yet
      }
    }
    throw new IOException("the gateway is not ready after " + START + ": " + lastWords());
  }

  URI base() {
    return base;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** What it has counted up to now. */
  Counts counts() throws IOException, InterruptedException {
    return Counts.of(get("/metrics").body(), cpuSeconds(process.toHandle()));
  }

  /** As {@link #counts()}, after what is under way has ended; waits for 30 s at most. */
  Counts countsAtRest() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    Counts now = counts();
    while (now.unfinished() > 0 && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
      now = counts();
    }
    return now;
  }

  static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1000.0;
  }

  /** Stops it in order; by force after a minute. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(output);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }
}
