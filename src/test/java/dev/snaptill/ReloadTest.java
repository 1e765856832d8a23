package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.cloudhopper.smpp.SmppBindType;
import com.cloudhopper.smpp.type.SmppBindException;
import dev.snaptill.World.Person;
import dev.snaptill.channel.smpp.Esme;
import dev.snaptill.simulator.carrier.CarrierConfig;
import dev.snaptill.simulator.carrier.CarrierSimulator;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A changed configuration file, taken over by a gateway that runs. */
class ReloadTest {
  /** Of "letmein". */
  private static final String HASH =
      "pbkdf2:1000:MDEyMzQ1Njc4OWFiY2RlZg==:FUR/xjg6ilqlJHee9mQCJFnZvv8N7RB4GIbce2PvU4Y=";

  @TempDir static Path directory;
  private static World world;
  private static CarrierSimulator second;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory);
    second = new CarrierSimulator(CarrierConfig.defaults().log(directory.resolve("second.log")));
  }

  @AfterAll
  static void stop() {
    world.close();
    second.close();
  }

  /** What the command line says, and how it ends. */
  private static String admin(int status, String... words) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    PrintStream beforeErr = System.err;
    PrintStream caught = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    System.setOut(caught);
    System.setErr(caught);
    try {
      List<String> all =
          new java.util.ArrayList<>(
              List.of(
                  "admin",
                  "--url",
                  world.api(),
                  "--key-file",
                  directory.resolve("operator.key").toString()));
      all.addAll(List.of(words));
      int ended = new CommandLine(new Snaptill()).execute(all.toArray(String[]::new));
      assertThat(ended).as(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(status);
    } finally {
      System.setOut(before);
      System.setErr(beforeErr);
    }
    // what the gateway logs meanwhile is not what the command says
    return bytes
        .toString(StandardCharsets.UTF_8)
        .replaceAll("(?m)^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} .*\\R?", "");
  }

  private static String withSecond() {
    return world
        .yaml()
        .replace(
            "mm7:\n",
            "  - {name: second, host: 127.0.0.1, port: %d, system_id: snaptill, password: secret, reconnect_min: 50ms, short_codes: [\"10658\"]}\nroutes: {texts: second}\nmax_unfinished: 1234\nmm7:\n"
                .formatted(second.port()));
  }

  @Test
  void carriersMmscsRoutesAndLimitsAreTakenOverAndABadFileChangesNothing() throws Exception {
    world.configure(world.yaml());
    assertThat(admin(0, "reload")).contains("in use: nothing").contains("after a restart: nothing");

    world.configure(
        withSecond()
            .replace("system_id: snaptill", "window: 0, system_id: snaptill")
            .replace("demo-mmsc", "an mmsc"));
    assertThat(admin(1, "reload"))
        .contains("Nothing has changed")
        .contains("window")
        .contains("mmscs[0].name");
    assertThat(admin(0, "carriers")).contains("demo-carrier").doesNotContain("second");

    world.configure(withSecond().replace("answer_timeout: 15s", "answer_timeout: 14s"));
    assertThat(admin(0, "reload"))
        .contains("in use: carriers, routes, max_unfinished")
        .contains("after a restart: banks");
    Awaitility.await()
        .atMost(World.SOON)
        .until(() -> admin(0, "carriers").matches("(?s).*second +smpp up .*"));
    // who wrote by MMS is answered by the carrier that the routes now name
    Person payer = world.person("Ann", 100_00);
    payer.phone().sendPicture("", world.picture(world.voucher("10.00")));
    Awaitility.await().atMost(World.SOON).until(() -> !second.submitted().isEmpty());

    JsonObject mmsc = world.operator("GET", "/v1/admin/carriers/demo-mmsc", null);
    assertThat(mmsc.getInteger("window")).isEqualTo(8);
    world.configure(withSecond().replace("url: \"http", "window: 3, url: \"http"));
    assertThat(admin(0, "reload")).contains("in use: mm7.mmscs");
    mmsc = world.operator("GET", "/v1/admin/carriers/demo-mmsc", null);
    assertThat(mmsc.getInteger("window")).isEqualTo(3);
    assertThat(mmsc.getInteger("received")).isPositive();

    // and back: the second carrier is unbound
    world.configure(world.yaml());
    assertThat(admin(0, "reload")).contains("carriers");
    assertThat(admin(0, "carriers")).doesNotContain("second");
    assertThat(world.answerTo(payer.phone(), "HELP")).isNotEmpty();
  }

  private static String withOther(String more) {
    return world
        .yaml()
        .replace(
            "    - {name: aggregator,",
            "    - {name: other, system_id: oth, password_hash: \"%s\", %s}\n    - {name: aggregator,"
                .formatted(HASH, more));
  }

  private static void awaitUnbound(Esme esme) {
    Awaitility.await().atMost(World.SOON).until(() -> esme.closed || !esme.isBound());
  }

  private static int refused(String systemId) {
    SmppBindException refusal =
        catchThrowableOfType(
            SmppBindException.class,
            () ->
                new Esme(world.listenerPort(), SmppBindType.TRANSCEIVER, systemId, "letmein")
                    .close());
    return refusal == null ? 0 : refusal.getBindResponse().getCommandStatus();
  }

  private static Esme bind(String systemId) throws Exception {
    return new Esme(world.listenerPort(), SmppBindType.TRANSCEIVER, systemId, "letmein");
  }

  /**
   * Of a system that may bind once: whoever it has just been is counted until its socket is closed.
   */
  private static Esme bindOnceFree(String systemId) {
    return Awaitility.await()
        .atMost(World.SOON)
        .until(
            () -> {
              try {
                return bind(systemId);
              } catch (SmppBindException refusal) {
                assertThat(refusal.getBindResponse().getCommandStatus()).isEqualTo(0x05);
                return null;
              }
            },
            bound -> bound != null);
  }

  private static void assertPays(Esme esme, Person payer, String amount) throws Exception {
    String code = world.voucher(amount).getString("code");
    assertThat(esme.submit(payer.phone().number().substring(1), "10658", code).getCommandStatus())
        .isZero();
    assertThat(esme.nextText()).startsWith("Paid " + amount);
  }

  @Test
  void systemsComeChangeAndGoAndTheOthersKeepTheirBinds() throws Exception {
    Person payer = world.person("Ann", 100_00);
    try (Esme unchanged = bind("agg")) {
      assertThat(refused("oth")).isEqualTo(0x0F);
      String terms = "trust: operator, short_codes: [\"10658\"]";
      world.configure(withOther(terms));
      assertThat(admin(0, "reload"))
          .contains("in use: listener.systems")
          .contains("after a restart: nothing");
      try (Esme other = bind("oth")) {
        assertPays(other, payer, "5.00");
        assertPays(unchanged, payer, "6.00");

        world.configure(withOther(terms + ", max_binds: 1"));
        assertThat(admin(0, "reload")).contains("in use: listener.systems");
        awaitUnbound(other);
      }
      try (Esme other = bindOnceFree("oth")) {
        assertThat(refused("oth")).isEqualTo(0x05);
        assertPays(other, payer, "7.00");
        assertThat(admin(0, "carriers")).contains("other");

        world.configure(world.yaml().replace("listener:\n", "listener:\n  max_connections: 99\n"));
        assertThat(admin(0, "reload"))
            .contains("in use: listener.systems")
            .contains("after a restart: listener");
        awaitUnbound(other);
      }
      assertThat(refused("oth")).isEqualTo(0x0F);
      assertThat(admin(0, "carriers")).doesNotContain("other");
      assertThat(unchanged.isBound()).isTrue();
      assertPays(unchanged, payer, "8.00");
    }
    world.configure(world.yaml());
    assertThat(admin(0, "reload")).contains("in use: nothing");
  }

  @Test
  void theCommandLineStopsStartsTracesAndLists() throws Exception {
    assertThat(admin(0, "stop", "demo-carrier")).contains("STOPPED");
    assertThat(admin(0, "start", "demo-carrier")).contains("demo-carrier");
    world.awaitReady(true);
    assertThat(admin(0, "trace", "demo-carrier", "--minutes", "5", "--file")).contains("on until");
    Person person = world.person("Ann", 0);
    world.answerTo(person.phone(), "HELP");
    Awaitility.await()
        .atMost(World.SOON)
        .until(
            () -> {
              String trace = admin(0, "trace", "demo-carrier");
              return trace.contains("deliver_sm") && trace.contains("submit_sm");
            });
    assertThat(admin(0, "trace", "demo-carrier"))
        .doesNotContain(person.phone().number().substring(1))
        .doesNotContain("HELP");
    try (var files = Files.list(directory.resolve("data/trace"))) {
      assertThat(files).hasSize(1);
    }
    assertThat(admin(0, "trace", "demo-carrier", "--off")).contains("off");
    assertThat(admin(0, "dead-letters")).contains("in all");
    assertThat(admin(1, "resend", "0123456789abc")).contains("dead letter");
    assertThat(admin(1, "stop", "nobody")).contains("carrier");
  }
}
