package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World.Asked;
import dev.snaptill.World.Person;
import dev.snaptill.simulator.mmsc.MmscFaults;
import dev.snaptill.simulator.mmsc.MmscFaults.Kind;
import dev.snaptill.simulator.phone.PhoneMessage;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payments and pictures by way of an MMSC that misbehaves. */
class MmsTest {
  @TempDir static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory);
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @AfterEach
  void calm() {
    world.mmsc.faults().clear();
    world.mmsc.release();
  }

  /** The texts a person gets who asks for money while no picture can be delivered. */
  private static PhoneMessage textInsteadOfPicture(Person payee) {
    long last = payee.phone().lastId();
    payee.phone().sendText("REQ 10 lunch");
    PhoneMessage code =
        payee.phone().await(m -> m.text().startsWith("Pay me 10.00"), last, World.SOON);
    assertThat(code.pictures()).isEmpty();
    return payee.phone().await(m -> m.text().contains("this picture"), last, World.SOON);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"MISMATCHED_ID", "BARE_SOAP", "REPOST"})
  void aPhotoPaysOnceHoweverItIsPacked(Kind fault) throws Exception {
    Person payer = world.person("Ann", 100_00);
    JsonObject voucher = world.voucher("10.00");
    world.mmsc.faults().set(fault, 1);
    assertThat(world.answerTo(payer.phone(), "", world.picture(voucher)))
        .startsWith("Paid 10.00 CNY");
    Awaitility.await().atMost(World.SOON).until(() -> world.mmsc.faults().left().isEmpty());
    assertThat(world.north.balance(payer.account())).isEqualTo(90_00);
  }

  @ParameterizedTest
  @ValueSource(ints = {2000, 2004, 3001, 4005})
  void aPictureThatIsRefusedGoesAsText(int code) throws Exception {
    world.mmsc.faults().refuse(code, MmscFaults.ALWAYS);
    PhoneMessage text = textInsteadOfPicture(world.person("Bo", 0));
    assertThat(text.pictures()).isEmpty();
  }

  @Test
  void aPictureThatIsLeftOutGoesAsText() throws Exception {
    world.mmsc.faults().set(Kind.PARTIAL, 1);
    assertThat(textInsteadOfPicture(world.person("Bo", 0)).pictures()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3})
  void aPictureThatIsReportedUndeliveredGoesAsText(int status) throws Exception {
    world.mmsc.faults().set(Kind.UNDELIVERED, status, 1);
    assertThat(textInsteadOfPicture(world.person("Bo", 0)).pictures()).isEmpty();
  }

  @Test
  void anAnswerOfAnOlderReleaseIsUnderstood() throws Exception {
    world.mmsc.faults().set(Kind.REL5, 1);
    Asked asked = world.ask(world.person("Bo", 0).phone(), "REQ 10");
    assertThat(asked.picture().pictures()).hasSize(1);
    Awaitility.await().atMost(World.SOON).until(() -> world.mmsc.faults().left().isEmpty());
  }

  @Test
  void aSmallerPictureFollowsWhereTheFirstIsTooBig() throws Exception {
    world.mmsc.faults().refuse(2004, 1);
    Person payee = world.person("Bo", 0);
    Asked small = world.ask(payee.phone(), "REQ 10");
    Asked whole = world.ask(payee.phone(), "REQ 11");
    assertThat(width(small)).isLessThan(width(whole));
    Person payer = world.person("Ann", 100_00);
    assertThat(world.answerTo(payer.phone(), "", small.picture().pictures().get(0)))
        .startsWith("Paid 10.00 CNY");
  }

  private static int width(Asked asked) throws Exception {
    return javax.imageio.ImageIO.read(
            new java.io.ByteArrayInputStream(asked.picture().pictures().get(0).octets()))
        .getWidth();
  }

  @Test
  void anMmscIsStoppedAndStartedWithoutARestart() throws Exception {
    world.operator("POST", "/v1/admin/carriers/demo-mmsc/stop", null);
    JsonObject stopped = world.operator("GET", "/v1/admin/carriers/demo-mmsc", null);
    assertThat(stopped.getBoolean("running")).isFalse();
    Person payer = world.person("Ann", 100_00);
    JsonObject voucher = world.voucher("10.00");
    long last = payer.phone().lastId();
    payer.phone().sendPicture("", world.picture(voucher));
    Awaitility.await()
        .atMost(World.SOON)
        .until(
            () ->
                world.metric("snaptill_mm7_received_total{mmsc=\"demo-mmsc\",result=\"stopped\"}")
                    >= 1);
    world.operator("POST", "/v1/admin/carriers/demo-mmsc/start", null);
    assertThat(payer.phone().awaitText(t -> true, last, World.SOON).text())
        .startsWith("Paid 10.00 CNY");
    JsonObject running = world.operator("GET", "/v1/admin/carriers/demo-mmsc", null);
    assertThat(running.getBoolean("running")).isTrue();
    assertThat(running.getInteger("received")).isPositive();
    assertThat(world.operator("GET", "/v1/admin/carriers/demo-carrier", null).getBoolean("up"))
        .isTrue();
  }

  @Test
  void aTraceShowsTheExchangeAndNeitherCodesNorNumbers() throws Exception {
    world.operator("POST", "/v1/admin/carriers/demo-mmsc/trace", new JsonObject());
    Person payee = world.person("Bo", 0);
    Asked asked = world.ask(payee.phone(), "REQ 10");
    Person payer = world.person("Ann", 100_00);
    world.answerTo(payer.phone(), asked.code(), asked.picture().pictures().get(0));
    String lines =
        world
            .operator("GET", "/v1/admin/carriers/demo-mmsc/trace", null)
            .getJsonArray("lines")
            .encode();
    assertThat(lines)
        .contains("OUT SubmitReq")
        .contains("status 1000")
        .contains("<DeliverReq>")
        .contains("stored")
        .doesNotContain(payer.phone().number().substring(1))
        .doesNotContain(asked.code().replace(" ", ""))
        .doesNotContain(asked.code());
  }

  @Test
  void theSimulatorsFaultsAreSetOverItsApi() throws Exception {
    URI faults = URI.create("http://127.0.0.1:" + world.mmsc.port() + "/faults");
    HttpClient http = HttpClient.newHttpClient();
    HttpResponse<String> set =
        http.send(
            HttpRequest.newBuilder(faults)
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"fault\":\"refuse\",\"value\":2004,\"next\":3}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(new JsonObject(set.body()).getJsonObject("faults").getInteger("refuse"))
        .isEqualTo(3);
    HttpResponse<String> wrong =
        http.send(
            HttpRequest.newBuilder(faults)
                .POST(HttpRequest.BodyPublishers.ofString("{\"fault\":\"nonsense\"}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("mismatched-id");
    HttpResponse<String> page =
        http.send(
            HttpRequest.newBuilder(faults.resolve("/")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(page.body()).contains("refuse=3").contains("<option>lost</option>");
    http.send(
        HttpRequest.newBuilder(faults)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("fault=clear&value=&next=1"))
            .build(),
        HttpResponse.BodyHandlers.discarding());
    assertThat(world.mmsc.faults().left()).isEmpty();
  }
}
