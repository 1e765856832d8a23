package dev.snaptill.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway run as a process of its own, as an operator would run it. */
public final class GatewayProcess implements AutoCloseable {
  private static final Pattern PORTS =
      Pattern.compile("takes messages; API on port (\\d+), MM7 on port (-?\\d+)");
  private static final Duration START = Duration.ofMinutes(3);

  private final Process process;
  private final Path log;
  private volatile int apiPort;
  private volatile int mm7Port;

  private GatewayProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a gateway and returns once it says that it takes messages.
   *
   * @param javaOptions for its JVM
   * @param log gets all it prints; written anew
   * @throws IOException if it ends or says nothing within 3 min; the message has its last lines
   */
  public static GatewayProcess start(Path jar, Path conf, List<String> javaOptions, Path log)
      throws IOException, InterruptedException {
    GatewayProcess gateway = launch(jar, conf, javaOptions, Map.of(), log);
    gateway.awaitStart();
    return gateway;
  }

  /**
   * Starts a gateway and returns at once, so that it can also be killed while it starts.
   *
   * @param environment of its process, beside this one's
   */
  public static GatewayProcess launch(
      Path jar, Path conf, List<String> javaOptions, Map<String, String> environment, Path log)
      throws IOException {
    if (!Files.exists(jar)) {
      throw new IOException(jar + " is missing: build it with make build");
    }
    Files.createDirectories(log.toAbsolutePath().getParent());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions);
    command.addAll(List.of("-jar", jar.toString(), "run", "--conf", conf.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return new GatewayProcess(builder.start(), log);
  }

  /**
   * Returns once it says that it takes messages.
   *
   * @throws IOException if it ends or says nothing within 3 min; the message has its last lines
   */
  public void awaitStart() throws IOException, InterruptedException {
    long until = System.nanoTime() + START.toNanos();
    while (true) {
      Matcher ports = PORTS.matcher(Files.readString(log, StandardCharsets.UTF_8));
      if (ports.find()) {
        apiPort = Integer.parseInt(ports.group(1));
        mm7Port = Integer.parseInt(ports.group(2));
        return;
      }
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw new IOException("the gateway ended with " + process.exitValue() + ":\n" + tail());
      }
      if (System.nanoTime() > until) {
        process.destroyForcibly();
        throw new IOException("the gateway did not start within " + START + ":\n" + tail());
      }
    }
  }

  /** The last lines of what it printed. */
  public String tail() throws IOException {
    List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
  }

  public int apiPort() {
    return apiPort;
  }

  public int mm7Port() {
    return mm7Port;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** kill -9: no hook runs, nothing is flushed. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** What it ended with. */
  public int exitValue() {
    return process.exitValue();
  }

  /** Waits until it ends by itself. */
  public int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  /** Asks it to stop, and waits until it has. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
