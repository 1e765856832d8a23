package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.snaptill.config.Settings;
import dev.snaptill.settlement.Receipts;
import dev.snaptill.simulator.GatewayProcess;
import dev.snaptill.simulator.bank.RrnNet;
import dev.snaptill.store.Database;
import dev.snaptill.value.Ids;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 in mid-load, on real processes and wires, and what the banks' own books say afterwards.
 * The banks and the carrier force to disk what they posted or saw acknowledged before they answer.
 */
class KillIT {
  private static final int PAYERS = 10;
  private static final int PAYMENTS = 800;
  private static final int KILLS = 4;
  private static final Path JAR = Path.of("target/snaptill.jar");

  @TempDir Path directory;

  @Test
  void whatWasAcknowledgedEndsAndNothingIsPaidTwice() throws Exception {
    try (World world = new World(directory)) {
      List<String> payers = payers(world);
      List<JsonObject> vouchers = vouchers(world);
      world.stopGateway();
      Path conf = Files.writeString(directory.resolve("gateway.yaml"), world.yaml());
      List<CompletableFuture<Integer>> delivered = new ArrayList<>();

      GatewayProcess gateway = start(world, conf, 0);
      for (int kill = 0; kill < KILLS; kill++) {
        LongSupplier progress = progress(world, kill);
        long enough = progress.getAsLong() + PAYMENTS / (KILLS + 1) / 4;
        delivered.addAll(deliver(world, payers, vouchers, kill));
        await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(1))
            .until(() -> progress.getAsLong() >= enough);
        gateway.kill();
        gateway = start(world, conf, kill + 1);
      }
      delivered.addAll(deliver(world, payers, vouchers, KILLS));
      for (CompletableFuture<Integer> acknowledgement : delivered) {
        assertThat(acknowledgement.get(60, java.util.concurrent.TimeUnit.SECONDS)).isZero();
      }
      GatewayProcess last = gateway;
      List<JsonObject> payments =
          await()
              .atMost(Duration.ofSeconds(90))
              .until(
                  () -> payments(world, last.apiPort()),
                  all ->
                      all.stream().allMatch(payment -> payment.getBoolean("ended"))
                          && all.stream().map(p -> p.getString("voucher")).distinct().count()
                              == PAYMENTS);
      gateway.close();

      System.out.printf(
          "killed %d times; %d payments: %s%n", KILLS, payments.size(), states(payments));
      assertThat(resumed()).as("a kill that interrupted nothing proves nothing").isTrue();
      assertThat(world.north.doubled()).isEmpty();
      assertThat(world.south.doubled()).isEmpty();
      assertAgreement(world, payments);
      assertBooksWhole(world);
    }
  }

  /** A share of the messages for each kill, so that each finds the gateway at work. */
  private static List<CompletableFuture<Integer>> deliver(
      World world, List<String> payers, List<JsonObject> vouchers, int share) {
    int size = PAYMENTS / (KILLS + 1);
    List<CompletableFuture<Integer>> delivered = new ArrayList<>();
    for (int i = share * size; i < (share + 1) * size; i++) {
      delivered.add(
          world.carrier.deliver(
              payers.get(i % PAYERS), "10658", vouchers.get(i).getString("digits")));
    }
    return delivered;
  }

  /** Each kill at another point of payments' lives: while acknowledging, debiting, crediting. */
  private static LongSupplier progress(World world, int kill) {
    return switch (kill) {
      case 0 -> world.carrier::acknowledgedCount;
      case 1 -> world.north::postingCount;
      default -> world.south::postingCount;
    };
  }

  /** For each payment payer −x and payee +x in the banks' books, or both 0; each voucher once. */
  private static void assertAgreement(World world, List<JsonObject> payments) {
    Map<String, RrnNet> north = world.north.netByRrn();
    Map<String, RrnNet> south = world.south.netByRrn();
    Map<String, Integer> paid = new HashMap<>();
    int completed = 0;
    for (JsonObject payment : payments) {
      String reference = Receipts.reference(Ids.parse(payment.getString("id")));
      boolean done = payment.getString("state").equals("completed");
      completed += done ? 1 : 0;
      RrnNet debit = north.get(reference);
      RrnNet credit = south.get(reference);
      assertThat(debit == null ? 0 : debit.debited())
          .as("debited for %s", payment.encode())
          .isEqualTo(done ? 100 : 0);
      assertThat(credit == null ? 0 : credit.credited())
          .as("credited for %s", payment.encode())
          .isEqualTo(done ? 100 : 0);
      if (done) {
        paid.merge(payment.getString("voucher"), 1, Integer::sum);
      }
    }
    assertThat(paid.values()).allMatch(times -> times == 1);
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(100L * completed);
  }

  private static void assertBooksWhole(World world) throws Exception {
    GatewayConfig config = GatewayConfig.from(Settings.parse("test.yaml", world.yaml(), Map.of()));
    try (Database database = Database.open(config.database());
        Connection connection = database.connection();
        var sql = connection.createStatement()) {
      assertThat(new BooksStore(connection).wrong()).isEmpty();
      try (var row = sql.executeQuery("SELECT COUNT(*) FROM inbox_open")) {
        row.next();
        assertThat(row.getLong(1)).as("messages that did not end").isZero();
      }
      try (var row = sql.executeQuery("SELECT COUNT(*) FROM outbox_open")) {
        row.next();
        assertThat(row.getLong(1)).as("texts that did not leave").isZero();
      }
    }
  }

  private static Map<String, Long> states(List<JsonObject> payments) {
    return payments.stream()
        .collect(Collectors.groupingBy(p -> p.getString("state"), Collectors.counting()));
  }

  private boolean resumed() throws IOException {
    for (int i = 1; i <= KILLS; i++) {
      if (Files.readString(directory.resolve("gateway-" + i + ".log")).contains(" resumed ")) {
        return true;
      }
    }
    return false;
  }

  private GatewayProcess start(World world, Path conf, int number)
      throws IOException, InterruptedException {
    GatewayProcess gateway =
        GatewayProcess.start(
            JAR, conf, List.of("-Xmx512m"), directory.resolve("gateway-" + number + ".log"));
    world.mmsc.postTo(URI.create("http://127.0.0.1:" + gateway.mm7Port() + "/mm7/demo-mmsc"));
    return gateway;
  }

  private static List<String> payers(World world) throws IOException {
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < PAYERS; i++) {
      String number = "+86139000000" + (10 + i);
      String account = "62220211000000" + (10 + i);
      world.north.openAccount(account, 1_000_000);
      String party = world.party("person", "Payer " + i, number);
      world.operator(
          "PUT",
          "/v1/parties/" + party + "/mandate",
          new JsonObject()
              .put("account", world.account(party, "north", account))
              .put("per_day_count", 10_000));
      numbers.add(number);
    }
    return numbers;
  }

  private static List<JsonObject> vouchers(World world) throws IOException {
    List<JsonObject> vouchers = new ArrayList<>();
    for (int i = 0; i < PAYMENTS; i++) {
      vouchers.add(world.voucher("1.00"));
    }
    return vouchers;
  }

  private static List<JsonObject> payments(World world, int apiPort) throws IOException {
    List<JsonObject> all = new ArrayList<>();
    String cursor = null;
    do {
      JsonObject page =
          world.callAt(
              apiPort,
              "GET",
              "/v1/payments?limit=100" + (cursor == null ? "" : "&cursor=" + cursor),
              world.shopKey);
      page.getJsonArray("data").forEach(payment -> all.add((JsonObject) payment));
      cursor = page.getString("next_cursor");
    } while (cursor != null);
    return all;
  }
}
