package dev.snaptill.simulator.crash;

import dev.snaptill.simulator.GatewayProcess;
import dev.snaptill.simulator.postgres.Ports;
import dev.snaptill.simulator.postgres.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gateway, two banks and a carrier, each a process, in one directory; a PostgreSQL server too if
 * the gateway is to use one. Thread-safe.
 */
final class Site implements AutoCloseable {
  private static final List<String> JVM =
      List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Path directory;
  private final Path jar;
  private final Map<String, String> environment;
  private final Map<Part, Integer> ports = new EnumMap<>(Part.class);
  private final Map<Part, Child> children = new EnumMap<>(Part.class);
  private final List<Instant> gatewayStarts = new ArrayList<>();
  private int starts;
  private @Nullable GatewayProcess gateway;
  private final @Nullable PostgresServer database;
  private volatile @Nullable URI api;

  /**
   * @param environment of the gateway, beside this process's
   * @param database running; null for the embedded one
   */
  Site(Path directory, Path jar, Map<String, String> environment, @Nullable PostgresServer database)
      throws IOException {
    this.directory = directory;
    this.jar = jar;
    this.environment = Map.copyOf(environment);
    this.database = database;
    Ports free = new Ports();
    for (Part part : List.of(Part.NORTH, Part.SOUTH, Part.CARRIER)) {
      ports.put(part, free.free());
    }
    Files.writeString(conf(), yaml());
  }

  Path conf() {
    return directory.resolve("gateway.yaml");
  }

  Path carrierLog() {
    return directory.resolve("carrier.log");
  }

  Path books(Part bank) {
    return directory.resolve(bank + ".books");
  }

  String operatorKey() throws IOException {
    return Files.readString(directory.resolve("operator.key"), StandardCharsets.UTF_8).strip();
  }

  /** Where the gateway listens; null while it doesn't. */
  @Nullable URI api() {
    return api;
  }

  /** When gateways were started, the first of all first. */
  synchronized List<Instant> gatewayStarts() {
    return List.copyOf(gatewayStarts);
  }

  /**
   * What is short in it makes a crash's aftermath short, and phones that text without end get all
   * their answers; nothing that has to do with durability is other than as shipped.
   */
  private String yaml() {
    String bank =
        "port: %d, terminals: [\"SNAP0001..SNAP0004\"], repeats: true, reconnect_min: 50ms,"
            + " reconnect_max: 500ms, answer_timeout: 2s, processing_time_max: 4s";
    return """
        master_key_file: %1$s/master.key
        drain: 10s
        ready_wait: 1s
        reversal_pause: 200ms
        confirmation: {replies_per_hour: 100000}
        database: {directory: %1$s/data}
        carriers:
          - {name: demo-carrier, host: 127.0.0.1, port: %2$d, system_id: snaptill, password: secret,
             trust: operator, reconnect_min: 50ms, reconnect_max: 500ms, response_timeout: 3s,
             enquire_link: 5s, short_codes: ["10658"]}
        mm7:
          port: 0
          mmscs:
            - {name: demo-mmsc, url: "http://127.0.0.1:1/mm7", short_codes: ["10658"], addresses: [127.0.0.1/32]}
        banks:
          - {name: north, %3$s}
          - {name: south, %4$s}
        api: {port: 0, operator_key_file: %1$s/operator.key}
        """
        .formatted(
            directory.toAbsolutePath(),
            ports.get(Part.CARRIER),
            bank.formatted(ports.get(Part.NORTH)),
            bank.formatted(ports.get(Part.SOUTH)));
  }

  /**
   * Starts a part and returns at once; {@link #awaitStart} tells when it works. Only the database
   * is waited for here.
   */
  synchronized void launch(Part part) throws IOException {
    if (part == Part.DATABASE) {
      server().startAgain();
      return;
    }
    Path log = directory.resolve("%s-%03d.out".formatted(part, starts++));
    if (part == Part.GATEWAY) {
      gatewayStarts.add(Instant.now());
      gateway = GatewayProcess.launch(jar, conf(), JVM, environment, log);
      return;
    }
    List<String> arguments = new ArrayList<>();
    String port = String.valueOf(ports.get(part));
    if (part == Part.CARRIER) {
      arguments.addAll(List.of("carrier", "--port", port, "--log", carrierLog().toString()));
    } else {
      arguments.addAll(List.of("bank", "--name", part.toString(), "--port", port));
      arguments.addAll(List.of("--directory", directory.toString(), "--http-port", "0"));
      arguments.add("--until-input-ends");
      (part == Part.NORTH ? Crowd.northAccounts() : Crowd.southAccounts())
          .forEach((account, balance) -> arguments.add("--account=" + account + "=" + balance));
    }
    children.put(part, Child.launch(part.toString(), log, arguments));
  }

  /**
   * Waits until what was launched works.
   *
   * @throws IOException if it ended; with its last lines
   */
  void awaitStart(Part part) throws IOException, InterruptedException {
    if (part == Part.GATEWAY) {
      GatewayProcess started = gateway();
      started.awaitStart();
      api = URI.create("http://127.0.0.1:" + started.apiPort());
    } else if (part != Part.DATABASE) {
      child(part).awaitStart();
    }
  }

  synchronized Child child(Part part) {
    return java.util.Objects.requireNonNull(children.get(part), part + " was never started");
  }

  private synchronized GatewayProcess gateway() {
    return java.util.Objects.requireNonNull(gateway, "the gateway was never started");
  }

  private PostgresServer server() {
    return java.util.Objects.requireNonNull(database, "there is no database server");
  }

  /** What there is to kill. */
  List<Part> parts() {
    List<Part> parts = new ArrayList<>(List.of(Part.values()));
    if (database == null) {
      parts.remove(Part.DATABASE);
    }
    return List.copyOf(parts);
  }

  boolean isAlive(Part part) throws IOException {
    return switch (part) {
      case GATEWAY -> gateway().isAlive();
      case DATABASE -> !server().processes().isEmpty();
      default -> child(part).isAlive();
    };
  }

  /** kill -9. */
  void kill(Part part) throws IOException, InterruptedException {
    if (part == Part.DATABASE) {
      server().kill();
    } else if (part == Part.GATEWAY) {
      api = null;
      gateway().kill();
    } else {
      child(part).kill();
    }
  }

  /** Sends a signal such as STOP or CONT. */
  void signal(Part part, String signal) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    switch (part) {
      case GATEWAY -> command.add(String.valueOf(gateway().pid()));
      case DATABASE ->
          server().processes().forEach(process -> command.add(String.valueOf(process.pid())));
      default -> command.add(String.valueOf(child(part).pid()));
    }
    // a backend that has ended meanwhile is no matter
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Orderly; what it ended with. */
  int stopGateway() {
    api = null;
    gateway().close();
    return gateway().exitValue();
  }

  /** Runs {@code verify} on the stopped gateway's database; its lines. */
  List<String> verify() throws IOException, InterruptedException {
    Path log = directory.resolve("verify.out");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-jar",
            jar.toString(),
            "verify",
            "--ended",
            "--conf",
            conf().toString());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("verify did not end within 120 s");
    }
    List<String> lines = new ArrayList<>(Files.readAllLines(log, StandardCharsets.UTF_8));
    if (process.exitValue() > 1) {
      throw new IOException("verify ended with " + process.exitValue() + ": " + lines);
    }
    return lines;
  }

  /** Stops banks and carrier, the gateway too if it still runs. */
  @Override
  public void close() {
    GatewayProcess last;
    List<Child> all;
    synchronized (this) {
      last = gateway;
      all = List.copyOf(children.values());
    }
    if (last != null && last.isAlive()) {
      last.close();
    }
    all.forEach(Child::close);
  }

  /** Kills whatever still runs: for a driver that is interrupted. */
  void killAll() {
    for (Part part : parts()) {
      try {
        kill(part);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException | NullPointerException e) {
        // never started
      }
    }
  }
}
