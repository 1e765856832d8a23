package dev.snaptill.simulator.bench;

import dev.snaptill.simulator.GatewayProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Reads off a running gateway what it has counted. */
final class Meter {
  private static final Duration POLL = Duration.ofMillis(100);

  private final ProcessHandle process;
  private final URI base;
  private final HttpClient http = HttpClient.newHttpClient();

  Meter(GatewayProcess gateway) {
    this.process = ProcessHandle.of(gateway.pid()).orElseThrow();
    this.base = URI.create("http://127.0.0.1:" + gateway.apiPort());
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
    return Counts.of(get("/metrics").body(), cpuSeconds(process));
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
}
