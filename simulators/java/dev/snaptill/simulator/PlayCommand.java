package dev.snaptill.simulator;

import dev.snaptill.simulator.bank.BankSimulator;
import dev.snaptill.simulator.bank.BookEntry;
import dev.snaptill.simulator.mmsc.Picture;
import dev.snaptill.simulator.phone.Camera;
import dev.snaptill.simulator.phone.Phone;
import dev.snaptill.simulator.phone.PhoneMessage;
import dev.snaptill.simulator.phone.Shot;
import dev.snaptill.simulator.postgres.PostgresServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code make run} and {@code make demo}: a town, a gateway in it, and two payments. */
@Command(
    name = "play",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Start a gateway amid the simulators, pay once by SMS code and once by photo.")
final class PlayCommand implements Callable<Integer> {
  private static final Duration SOON = Duration.ofSeconds(30);

  @Mixin private TownOptions options = new TownOptions();

  @Option(names = "--gateway-jar", description = "The gateway.")
  private Path gatewayJar = Path.of("target/snaptill.jar");

  @Option(names = "--conf", description = "The gateway's configuration.")
  private Path conf = Path.of("conf/gateway.yaml");

  @Option(names = "--log", description = "What the gateway prints.")
  private Path log = Path.of("data/log/gateway.log");

  @Option(names = "--operator-key", description = "File with the operator's key.")
  private Path operatorKey = Path.of("data/operator.key");

  @Option(
      names = "--temporary",
      description = "Free ports and a database that is deleted at the end, instead of --conf.")
  private boolean temporary;

  @Option(
      names = "--database",
      description =
          "hsqldb, or postgres: a PostgreSQL server is started for the gateway, whose data is in"
              + " data/postgres (with --temporary, deleted at the end).")
  private Database database = Database.hsqldb;

  /** As people write them. */
  private enum Database {
    hsqldb,
    postgres
  }

  @Option(names = "--stay", description = "Stay up after the payments.")
  private boolean stay;

  @Spec private CommandSpec spec;

  private @Nullable PrintWriter out;

  PlayCommand() {}

  @Override
  public Integer call() throws Exception {
    out = spec.commandLine().getOut();
    Path scratch = temporary ? Files.createTempDirectory("snaptill-demo") : null;
    if (scratch != null) {
      options.useFreePorts();
      options.data = scratch.resolve("simulators");
      log = scratch.resolve("gateway.log");
      operatorKey = scratch.resolve("operator.key");
    }
    try (PostgresServer server = database == Database.postgres ? server(scratch) : null;
        Town town = new Town(options)) {
      if (scratch != null) {
        conf =
            Files.writeString(
                scratch.resolve("gateway.yaml"),
                TemporaryConf.yaml(
                    scratch,
                    town,
                    server == null
                        ? ""
                        : ", kind: postgres, user: postgres, url: \""
                            + server.url("snaptill")
                            + "\""));
      }
      say("Starting the gateway (its log: %s) ...", log);
      try (GatewayProcess gateway =
          GatewayProcess.launch(
              gatewayJar,
              conf,
              List.of("-Xmx1g"),
              server == null ? Map.of() : server.environment("snaptill"),
              log)) {
        gateway.awaitStart();
        // Ctrl-C: the gateway first, so that it can still reach its carrier and its banks.
        Thread hook = new Thread(gateway::close, "stop-gateway");
        Runtime.getRuntime().addShutdownHook(hook);
        URI mm7 = URI.create("http://127.0.0.1:" + gateway.mm7Port() + "/mm7/demo-mmsc");
        town.mmsc.postTo(mm7);
        URI api = URI.create("http://127.0.0.1:" + gateway.apiPort());
        play(town, api, gateway);
        if (stay) {
          invite(town, api, mm7);
          gateway.waitFor();
        } else {
          Runtime.getRuntime().removeShutdownHook(hook);
        }
      }
      return 0;
    } catch (IOException | AssertionError | IllegalStateException e) {
      say("%nFAILED: %s", e.getMessage());
      return 1;
    } finally {
      if (scratch != null) {
        delete(scratch);
      }
    }
  }

  private PostgresServer server(@Nullable Path scratch) throws IOException {
    say("Starting a PostgreSQL server ...");
    PostgresServer server =
        PostgresServer.in(scratch == null ? Path.of("data", "postgres") : scratch, 0);
    try {
      server.create("snaptill");
    } catch (SQLException e) {
      server.close();
      throw new IOException("the database could not be made: " + e.getMessage(), e);
    }
    return server;
  }

  private void play(Town town, URI api, GatewayProcess gateway) throws Exception {
    Operator operator = new Operator(api, Files.readString(operatorKey).strip());
    long until = System.nanoTime() + SOON.toNanos();
    while (!operator.ready()) {
      if (!gateway.isAlive() || System.nanoTime() > until) {
        throw new IOException("the gateway is not ready:\n" + gateway.tail());
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    String shopKey = enrol(operator);
    Phone payer = town.phone(Town.PAYER);
    Phone friend = town.phone(Town.FRIEND);
    Phone shop = town.phone(Town.SHOP);

    say("%n1. A shop asks over REST for 12.50; a payer texts the digits");
    Books before = Books.of(town);
    JsonObject voucher = operator.voucher(shopKey, "12.50", "coffee and cake");
    say("   shop's till  POST /v1/vouchers -> code %s", voucher.getString("code"));
    long payerLast = payer.lastId();
    long shopLast = shop.lastId();
    text(payer, voucher.getString("code"));
    heard(payer, payer.awaitText(t -> t.startsWith("Paid 12.50 CNY"), payerLast, SOON));
    heard(shop, shop.awaitText(t -> t.startsWith("Received 12.50 CNY"), shopLast, SOON));
    before.assertMoved(this, town, -1250, 0, 1250);

    say("%n2. A friend texts REQ 10 lunch, forwards the picture; the payer sends a photo of it");
    before = Books.of(town);
    long friendLast = friend.lastId();
    // a new note each time: the same text again within a day would count as a repeat
    text(friend, "REQ 10 lunch " + town.north.postingCount());
    heard(friend, friend.awaitText(t -> t.contains("10.00 CNY"), friendLast, SOON));
    PhoneMessage withPicture = friend.awaitPicture(friendLast, SOON);
    heard(friend, withPicture);
    payerLast = payer.lastId();
    friend.sendPicture(Town.PAYER, "", withPicture.pictures());
    say("   friend -> payer   (forwards the picture)");
    PhoneMessage forwarded = payer.awaitPicture(payerLast, SOON);
    Picture photo =
        Camera.photograph(
            forwarded.pictures().get(0), new Shot(9, 0.08, 1.2, 0.25, 6, 640, true, 60, 7));
    payerLast = payer.lastId();
    friendLast = friend.lastId();
    payer.sendPicture("", photo);
    say(
        "   payer -> 10658    (MMS photo: rotated, blurred, dark, JPEG %d bytes)",
        photo.octets().length);
    heard(payer, payer.awaitText(t -> t.startsWith("Paid 10.00 CNY"), payerLast, SOON));
    heard(friend, friend.awaitText(t -> t.startsWith("Received 10.00 CNY"), friendLast, SOON));
    before.assertMoved(this, town, -1000, 1000, 0);
    say("%nBoth payments went through.");
  }

  /** Parties, accounts and mandates; kept beside the simulators' books for the next run. */
  private String enrol(Operator operator) throws IOException {
    Path file = options.data.resolve("demo.properties");
    Properties known = new Properties();
    if (Files.exists(file)) {
      try (var in = Files.newBufferedReader(file)) {
        known.load(in);
      }
      return known.getProperty("shop_key");
    }
    String shop = operator.party("shop", "Corner Shop", Town.SHOP);
    operator.account(shop, "south", Town.SHOP_ACCOUNT);
    String payer = operator.party("person", "Ann", Town.PAYER);
    operator.mandate(payer, operator.account(payer, "north", Town.PAYER_ACCOUNT));
    String friend = operator.party("person", "Bo", Town.FRIEND);
    operator.mandate(friend, operator.account(friend, "north", Town.FRIEND_ACCOUNT));
    known.setProperty("shop_key", operator.key(shop));
    try (var writer = Files.newBufferedWriter(file)) {
      known.store(writer, "The demo shop's API key");
    }
    say("Enrolled a shop (bank south) and two persons (bank north) with active mandates.");
    return known.getProperty("shop_key");
  }

  private void invite(Town town, URI api, URI mm7) throws IOException {
    say("%nEverything stays up. Ctrl-C stops it.");
    town.describe(java.util.Objects.requireNonNull(out), mm7, options.host);
    say("  API        %s/v1 (OpenAPI: %s/openapi.yaml)", api, api);
    say("  shop's key %s", enrolled());
    say("  operator   key in %s", operatorKey);
    say("  health     %s/health/ready", api);
    say("  metrics    %s/metrics", api);
  }

  private String enrolled() throws IOException {
    Properties known = new Properties();
    try (var in = Files.newBufferedReader(options.data.resolve("demo.properties"))) {
      known.load(in);
    }
    return known.getProperty("shop_key");
  }

  private void text(Phone phone, String text) {
    phone.sendText(text);
    say("   %-6s -> 10658    %s", phone.name(), text);
  }

  private void heard(Phone phone, PhoneMessage message) {
    say(
        "   %-6s <- 10658    %s%s",
        phone.name(),
        message.text(),
        message.pictures().isEmpty()
            ? ""
            : " [picture, " + message.pictures().get(0).octets().length + " bytes]");
  }

  void say(String format, Object... values) {
    PrintWriter writer = java.util.Objects.requireNonNull(out);
    writer.printf(format + "%n", values);
    writer.flush();
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** What the banks' books said at one moment. */
  private record Books(long payer, long friend, long shop, long north, long south) {
    static Books of(Town town) {
      return new Books(
          town.north.balance(Town.PAYER_ACCOUNT),
          town.north.balance(Town.FRIEND_ACCOUNT),
          town.south.balance(Town.SHOP_ACCOUNT),
          town.north.postingCount(),
          town.south.postingCount());
    }

    /** Prints what was posted since, and checks what it came to. */
    void assertMoved(PlayCommand to, Town town, long payer, long friend, long shop) {
      posted(to, town.north, north);
      posted(to, town.south, south);
      Books now = of(town);
      if (now.payer - this.payer != payer
          || now.friend - this.friend != friend
          || now.shop - this.shop != shop) {
        throw new IllegalStateException("the banks' books moved from " + this + " to " + now);
      }
    }

    private static void posted(PlayCommand to, BankSimulator bank, long before) {
      List<BookEntry> all = bank.postings();
      for (BookEntry entry : all.subList((int) before, all.size())) {
        to.say(
            "   bank %-6s posted  %-8s %s.%02d  %s -> %s",
            bank.name(),
            entry.kind(),
            entry.amount() / 100,
            entry.amount() % 100,
            masked(entry.from()),
            masked(entry.to()));
      }
    }

    private static String masked(String account) {
      return !account.matches("\\d{10,}")
          ? account
          : account.substring(0, 4) + "****" + account.substring(account.length() - 4);
    }
  }
}
