package dev.snaptill.simulator.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A simulator in a JVM of its own. It ends when its input does, so none outlives this process. */
final class Child implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(3);

  private static final Pattern LISTENS =
      Pattern.compile("listening on port \\d|iso8583=\\S+ http=");

  private final String name;
  private final Process process;
  private final Path log;

  private Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it and returns at once.
   *
   * @param log gets all it prints; written anew
   * @param arguments of {@code dev.snaptill.simulator.Simulators}
   */
  static Child launch(String name, Path log, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.snaptill.simulator.Simulators");
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new Child(name, process, log);
  }

  /**
   * Returns once it says that it listens, as carrier and banks do each in their way.
   *
   * @throws IOException if it ends or says nothing within 3 min; the message has what it printed
   */
  void awaitStart() throws IOException, InterruptedException {
    long until = System.nanoTime() + START.toNanos();
    while (!LISTENS.matcher(printed()).find()) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IOException(name + " ended with " + process.exitValue() + ":\n" + printed());
      }
      if (System.nanoTime() - until > 0) {
        throw new IOException(name + " did not start within " + START + ":\n" + printed());
      }
    }
  }

  private String printed() throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8);
  }

  /** Writes a line to its input; one that is dead doesn't get it. */
  void say(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      // killed meanwhile; what it did not log is said again to its successor
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
