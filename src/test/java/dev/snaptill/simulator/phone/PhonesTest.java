package dev.snaptill.simulator.phone;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.simulator.carrier.TestEsme;
import dev.snaptill.simulator.mmsc.Picture;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(180)
class PhonesTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private World world;

  @BeforeEach
  void open() throws Exception {
    world = new World();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aTextGoesOutAndItsAnswerLandsInTheThread() throws Exception {
    assertThat(world.payer.sendText("12345").get(60, SECONDS)).isTrue();
    assertThat(TestEsme.text(world.esme.next())).isEqualTo("12345");
    long before = world.payer.lastId();
    world.esme.submit("+8613800000001", "Paid");
    PhoneMessage answer = world.payer.awaitText(t -> t.contains("Paid"), before, SOON);
    assertThat(answer.peer()).isEqualTo("10658");
    assertThat(world.payer.messages())
        .extracting(PhoneMessage::state)
        .containsExactly(PhoneMessage.State.SENT, PhoneMessage.State.RECEIVED);
    assertThat(world.shop.messages()).isEmpty();
  }

  @Test
  void waitingForWhatNeverComesTellsWhatDidCome() throws Exception {
    world.esme.submit("+8613800000010", "Hello");
    world.shop.awaitText(t -> t.equals("Hello"), SOON);
    assertThatThrownBy(() -> world.shop.awaitText(t -> t.equals("Bye"), Duration.ofMillis(50)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Hello");
  }

  @Test
  void aPictureOneWasSentCanBeShownToAnotherPhoneWhichPhotographsIt() throws Exception {
    Picture code = CameraTest.code("voucher");
    assertThat(world.shop.sendPicture("+8613800000002", "", java.util.List.of(code)).get())
        .isTrue();
    PhoneMessage got = world.phones.find("friend").orElseThrow().awaitPicture(0, SOON);
    JsonObject shown =
        new JsonObject().put("phone", "+8613800000002").put("message", got.id()).put("picture", 0);
    JsonObject request =
        new JsonObject()
            .put("pictures", new JsonArray().add(shown))
            .put("camera", new JsonObject().put("rotate", 15));
    HttpResponse<byte[]> preview = post("api/camera", request);
    assertThat(preview.statusCode()).isEqualTo(200);
    assertThat(CameraTest.read(new Picture("p", "image/jpeg", preview.body())))
        .isEqualTo("voucher");
    assertThat(post("api/phones/%2B8613800000001/messages", request).statusCode()).isEqualTo(202);
    byte[] body = world.posted.poll(60, SECONDS);
    assertThat(body).isNotNull();
    assertThat(new String(body, java.nio.charset.StandardCharsets.UTF_8))
        .contains("DeliverReq", "+8613800000001", "photo.jpg");
  }

  @Test
  void badRequestsAreToldWhatIsWrong() throws Exception {
    assertRefused("api/phones/nobody/messages", new JsonObject().put("text", "a"), "no phone");
    assertRefused("api/phones/payer/messages", new JsonObject(), "neither text nor pictures");
    assertRefused(
        "api/phones/payer/messages", new JsonObject().put("text", "a").put("to", "x"), "to:");
    JsonObject noImage =
        new JsonObject()
            .put(
                "pictures",
                new JsonArray().add(new JsonObject().put("type", "text/html").put("data", "AAAA")));
    assertRefused("api/camera", noImage, "not that of an image");
    JsonObject garbage =
        new JsonObject()
            .put("camera", new JsonObject())
            .put(
                "pictures",
                new JsonArray().add(new JsonObject().put("type", "image/png").put("data", "AAAA")));
    assertRefused("api/camera", garbage, "not a picture");
  }

  private void assertRefused(String path, JsonObject request, String saying) throws Exception {
    HttpResponse<byte[]> answer = post(path, request);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(
            new JsonObject(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
                .getString("error"))
        .contains(saying);
  }

  @Test
  void theCommandLinePhoneSendsAndReads(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("code.png");
    Files.write(file, CameraTest.code("cli").octets());
    assertThat(run("send", "--from", "payer", "hello there")).startsWith("0 sent");
    assertThat(TestEsme.text(world.esme.next())).isEqualTo("hello there");
    assertThat(
            run("send", "--from", "+8613800000001", "--picture", file.toString(), "--rotate", "12"))
        .startsWith("0 sent");
    String posted =
        new String(world.posted.poll(60, SECONDS), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(posted).contains("photo.jpg");
    String jpeg = posted.replaceFirst("(?s).*photo.jpg.*?\r\n\r\n(.*?)\r\n--.*", "$1");
    assertThat(
            CameraTest.read(new Picture("p", "image/jpeg", Base64.getMimeDecoder().decode(jpeg))))
        .isEqualTo("cli");
    assertThat(run("inbox", "--of", "payer")).contains("> hello there", "/pictures/0]");
    assertThat(run("send", "--from", "nobody", "x")).startsWith("1 not sent: there is no phone");
  }

  private String run(String... arguments) throws Exception {
    StringWriter out = new StringWriter();
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--url";
    all[arguments.length + 1] = world.page.toString();
    var constructor = Class.forName("dev.snaptill.simulator.Simulators").getDeclaredConstructor();
    constructor.setAccessible(true);
    int code =
        new CommandLine(constructor.newInstance())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(all);
    return code + " " + out;
  }

  private HttpResponse<byte[]> post(String path, JsonObject body) throws Exception {
    URI uri = world.page.resolve(path);
    return http.send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }
}
