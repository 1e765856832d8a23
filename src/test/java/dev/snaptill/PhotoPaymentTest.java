package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.snaptill.World.Person;
import dev.snaptill.simulator.mmsc.Picture;
import dev.snaptill.simulator.phone.Camera;
import dev.snaptill.simulator.phone.Phone;
import dev.snaptill.simulator.phone.PhoneMessage;
import dev.snaptill.simulator.phone.Shot;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The voucher on the till's screen is photographed and the photo sent by MMS. */
class PhotoPaymentTest {
  private static final String SEVERAL =
      "Your message shows several vouchers. Send a photo of just one, or its 14 digits. Nothing was"
          + " taken.";

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

  static Stream<Shot> shots() {
    Shot good = Shot.good();
    return Stream.of(
        good,
        good.rotated(90),
        good.rotated(200),
        new Shot(10, 0.1, 2, 0.05, 3, 640, true, 75, 1),
        new Shot(-8, 0.05, 0.6, 0.7, 4, 640, true, 75, 1));
  }

  @ParameterizedTest
  @MethodSource("shots")
  void aPhotoOfAVoucherPaysIt(Shot shot) throws Exception {
    Person payer = world.person("Ann", 100_00);
    long shop = world.south.balance(World.SHOP_ACCOUNT);
    Picture photo = Camera.photograph(world.picture(world.voucher("7.50")), shot);
    assertThat(world.answerTo(payer.phone(), "", photo))
        .startsWith("Paid 7.50 CNY to Corner Shop. Receipt ");
    assertThat(world.north.balance(payer.account())).isEqualTo(92_50);
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(shop + 7_50);
  }

  @Test
  void aPhotoAndTheDigitsInOneMessagePayOnce() throws Exception {
    Person payer = world.person("Ann", 100_00);
    JsonObject voucher = world.voucher("7.50");
    Picture photo = Camera.photograph(world.picture(voucher), Shot.good());
    assertThat(world.answerTo(payer.phone(), voucher.getString("code"), photo))
        .startsWith("Paid 7.50 CNY to Corner Shop. Receipt ");
    assertThat(world.north.balance(payer.account())).isEqualTo(92_50);
  }

  @Test
  void aSecondPhotoOfAPaidVoucherCostsNothing() throws Exception {
    Person payer = world.person("Ann", 100_00);
    JsonObject voucher = world.voucher("7.50");
    String paid = world.answerTo(payer.phone(), voucher.getString("code"));
    Picture photo = Camera.photograph(world.picture(voucher), Shot.good());
    assertThat(world.answerTo(payer.phone(), "", photo))
        .isEqualTo(
            "Already paid: 7.50 CNY to Corner Shop. "
                + paid.substring(paid.indexOf("Receipt "))
                + " Nothing was taken again.");
    assertThat(world.north.balance(payer.account())).isEqualTo(92_50);
  }

  @Test
  void photosOfTwoVouchersPayNeither() throws Exception {
    Person payer = world.person("Ann", 100_00);
    Picture one = Camera.photograph(world.picture(world.voucher("1.00")), Shot.good());
    Picture two = Camera.photograph(world.picture(world.voucher("2.00")), Shot.good());
    Map<String, Long> before = world.money();
    assertThat(world.answerTo(payer.phone(), "", one, two)).isEqualTo(SEVERAL);
    assertThat(world.answerTo(payer.phone(), world.voucher("3.00").getString("code"), one))
        .isEqualTo(SEVERAL);
    assertThat(world.money()).isEqualTo(before);
  }

  @Test
  void aMessageThatTheMmscPostsAgainPaysOnceAndIsAnsweredOnce() throws Exception {
    Person payer = world.person("Ann", 100_00);
    Picture photo = Camera.photograph(world.picture(world.voucher("7.50")), Shot.good());
    try (LossyWay way = new LossyWay(world.mm7())) {
      world.mmsc.postTo(way.uri());
      assertThat(payer.phone().sendPicture("", photo)).succeedsWithin(World.SOON).isEqualTo(true);
      assertThat(way.posts.get()).isEqualTo(2);
    } finally {
      world.mmsc.postTo(world.mm7());
    }
    payer.phone().awaitText(text -> text.startsWith("Paid 7.50 CNY"), World.SOON);
    assertThat(world.answerTo(payer.phone(), "HELP")).startsWith("Pay: ");
    assertThat(received(payer.phone())).isEqualTo(2);
    assertThat(world.north.balance(payer.account())).isEqualTo(92_50);
  }

  private static long received(Phone phone) {
    return phone.messages().stream()
        .filter(m -> m.direction() == PhoneMessage.Direction.IN)
        .count();
  }

  /** Stands between MMSC and gateway: the gateway gets everything, its first answer is lost. */
  private static final class LossyWay implements AutoCloseable {
    final AtomicInteger posts = new AtomicInteger();
    private final HttpServer server;
    private final HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI to;

    LossyWay(URI to) throws IOException {
      this.to = to;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
      server.createContext("/", this::pass);
      server.start();
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void pass(HttpExchange exchange) throws IOException {
      try (exchange) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(to)
                .POST(
                    HttpRequest.BodyPublishers.ofByteArray(
                        exchange.getRequestBody().readAllBytes()));
        for (String header : new String[] {"Content-Type", "SOAPAction", "Authorization"}) {
          request.header(header, exchange.getRequestHeaders().getFirst(header));
        }
        HttpResponse<byte[]> answer =
            client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (posts.incrementAndGet() == 1) {
          return; // closes the connection without a word
        }
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
        exchange.getResponseBody().write(answer.body());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
