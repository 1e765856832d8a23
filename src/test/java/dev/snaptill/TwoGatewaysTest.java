package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World.Person;
import dev.snaptill.simulator.GatewayProcess;
import dev.snaptill.store.Databases;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways on one PostgreSQL (ADR 0007): one in this process, one in its own, to be killed. */
class TwoGatewaysTest {
  private static final Duration TAKEN_OVER = Duration.ofSeconds(90);

  @TempDir Path directory;
  private World world;
  private GatewayProcess second;

  @BeforeEach
  void start() throws Exception {
    Map<String, String> shared = new HashMap<>(Databases.POSTGRES.environment(directory));
    // whoever does not get to renew it in time ends its process: here that of all tests
    shared.put("SNAPTILL_DATABASE_LEASE", "15s");
    world = new World(directory, shared);
    Map<String, String> own = new HashMap<>(shared);
    own.put("SNAPTILL_DATABASE_NODE", "1");
    own.put("SNAPTILL_DATABASE_DIRECTORY", directory.resolve("second").toString());
    Path conf = Files.writeString(directory.resolve("second.yaml"), world.yaml());
    second =
        GatewayProcess.launch(
            jar(),
            conf,
            List.of("-Xmx300m", "-Dlogback.configurationFile=logback.xml"),
            own,
            directory.resolve("second.log"));
    second.awaitStart();
    Awaitility.await().atMost(World.SOON).until(() -> world.carrier.binds() == 2);
  }

  @AfterEach
  void stop() {
    second.close();
    world.close();
  }

  /** A jar with nothing in it but the way to the classes under test. */
  private Path jar() throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, "dev.snaptill.Snaptill");
    main.put(
        Attributes.Name.CLASS_PATH,
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" ")));
    Path jar = directory.resolve("gateway.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  private List<Person> payers(int count) throws IOException {
    List<Person> payers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      payers.add(world.person("Ann", 100_00));
    }
    return payers;
  }

  private static double taken(String api) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(api + "/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith("snaptill_messages_total{") && line.contains("stored"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private void assertBothTookSome() throws Exception {
    assertThat(taken(world.api())).as("taken by the first").isPositive();
    assertThat(taken("http://127.0.0.1:" + second.apiPort())).as("by the second").isPositive();
  }

  @Test
  void tenPayersRaceThroughBothForOneVoucherAndOnePays() throws Exception {
    String code = world.voucher("5.00").getString("code");
    List<Person> payers = payers(10);
    payers.forEach(payer -> payer.phone().sendText(code));
    List<String> answers = new ArrayList<>();
    for (Person payer : payers) {
      answers.add(payer.phone().awaitText(text -> true, World.SOON).text());
    }
    assertThat(answers).filteredOn(text -> text.startsWith("Paid 5.00 CNY")).hasSize(1);
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(5_00);
    assertThat(payers).filteredOn(p -> world.north.balance(p.account()) == 95_00).hasSize(1);
    assertBothTookSome();
  }

  /** Written differently, they are two messages; each gateway looks before the other reserves. */
  @Test
  void twoTextsOfOnePayerWithAVoucherOfSeveralUsesAreOnePayment() throws Exception {
    List<Person> payers = payers(8);
    JsonObject voucher =
        world.voucher(new JsonObject().put("amount", "5.00").put("unlimited_uses", true));
    for (Person payer : payers) {
      payer.phone().sendText(voucher.getString("code"));
      payer.phone().sendText("PAY " + voucher.getString("digits"));
    }
    for (Person payer : payers) {
      payer.phone().awaitText(text -> text.startsWith("Paid 5.00 CNY"), World.SOON);
      payer
          .phone()
          .awaitText(
              text -> text.startsWith("You have paid") || text.startsWith("Your payment is being"),
              World.SOON);
    }
    assertThat(payers).allMatch(payer -> world.north.balance(payer.account()) == 95_00);
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(8 * 5_00);
    assertBothTookSome();
  }

  @Test
  void theOtherEndsWhatAKilledOneHadAcknowledged() throws Exception {
    List<Person> payers = payers(20);
    List<String> codes = new ArrayList<>();
    for (Person payer : payers) {
      codes.add(world.voucher("5.00").getString("code"));
    }
    // so that the kill finds payments at every step
    world.north.slow(Duration.ofMillis(400));
    long before = world.carrier.acknowledgedCount();
    for (int i = 0; i < payers.size(); i++) {
      payers.get(i).phone().sendText(codes.get(i));
    }
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(World.SOON)
        .until(() -> world.carrier.acknowledgedCount() >= before + 15);
    assertBothTookSome();
    second.kill();
    assertEachEndedOnce(payers);
  }

  @Test
  void partsThatOneTookBeforeItWasKilledAreJoinedByTheOther() throws Exception {
    List<Person> payers = payers(12);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < payers.size(); i++) {
      String code = world.voucher("5.00").getString("code");
      texts.add(code.substring(0, 7) + " ".repeat(170) + code.substring(7));
    }
    long before = world.carrier.acknowledgedCount();
    // the carrier gives each gateway one of the two parts
    for (int i = 0; i < payers.size(); i++) {
      payers.get(i).phone().sendText(texts.get(i));
    }
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .atMost(World.SOON)
        .until(() -> world.carrier.acknowledgedCount() > before);
    second.kill();
    assertEachEndedOnce(payers);
  }

  /** Each payer was told an end, and bank and shop have what was told. */
  private void assertEachEndedOnce(List<Person> payers) {
    int paid = 0;
    for (Person payer : payers) {
      String end =
          payer
              .phone()
              .awaitText(t -> t.startsWith("Paid") || t.contains("did not go through"), TAKEN_OVER)
              .text();
      boolean went = end.startsWith("Paid");
      paid += went ? 1 : 0;
      Awaitility.await()
          .atMost(TAKEN_OVER)
          .untilAsserted(
              () ->
                  assertThat(world.north.balance(payer.account()))
                      .isEqualTo(went ? 95_00 : 100_00));
    }
    long toShop = paid * 5_00L;
    Awaitility.await()
        .atMost(TAKEN_OVER)
        .untilAsserted(() -> assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(toShop));
    assertThat(paid).isPositive();
  }
}
