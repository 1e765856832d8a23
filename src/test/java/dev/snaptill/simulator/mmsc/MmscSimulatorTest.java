package dev.snaptill.simulator.mmsc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class MmscSimulatorTest {
  private static final byte[] OCTETS = new byte[300];

  private record Posted(Map<String, List<String>> headers, byte[] body) {
    String type() {
      return headers.get("Content-type").get(0);
    }

    String text() {
      return new String(body, UTF_8);
    }

    String element(String name) {
      Matcher found = Pattern.compile("<[^/>]*" + name + "[^>]*>([^<]*)<").matcher(text());
      return found.find() ? found.group(1) : "";
    }
  }

  private final List<Posted> posted = new CopyOnWriteArrayList<>();
  private HttpServer gateway;
  private MmscSimulator mmsc;

  @BeforeEach
  void open() throws Exception {
    for (int i = 0; i < OCTETS.length; i++) {
      OCTETS[i] = (byte) i;
    }
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    gateway.createContext(
        "/mm7/demo",
        exchange -> {
          Posted post =
              new Posted(
                  Map.copyOf(exchange.getRequestHeaders()),
                  exchange.getRequestBody().readAllBytes());
          posted.add(post);
          int nth = posted.size();
          boolean report = post.text().contains("DeliveryReportReq");
          int http = nth == 1 && !report ? 503 : 200;
          int code = nth == 2 && !report ? 4006 : 1000;
          byte[] answer =
              ("<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><DeliverRsp>"
                      + "<Status><StatusCode>"
                      + code
                      + "</StatusCode></Status></DeliverRsp></e:Body></e:Envelope>")
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(http, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    gateway.start();
    mmsc =
        new MmscSimulator(
            MmscConfig.defaults(
                    URI.create("http://127.0.0.1:" + gateway.getAddress().getPort() + "/mm7/demo"))
                .retrying(Duration.ofSeconds(60), Duration.ofMillis(20), Duration.ofSeconds(60)));
  }

  @AfterEach
  void close() {
    mmsc.close();
    gateway.stop(0);
  }

  @Test
  void aPhotoIsPostedUntilItIsTakenWithTheSameIdsInANewEnvelope() throws Exception {
    DeliverOutcome outcome =
        mmsc.deliver(
                "+8613800000001",
                "10658",
                "付款",
                "see",
                List.of(new Picture("photo.jpg", "image/jpeg", OCTETS)))
            .get(60, SECONDS);
    assertThat(outcome.accepted()).isTrue();
    assertThat(outcome.attempts()).isEqualTo(3);
    assertThat(posted).hasSize(3);
    assertThat(posted)
        .extracting(p -> p.element("TransactionID"))
        .containsOnly(outcome.transactionId());
    assertThat(posted).extracting(p -> p.element("LinkedID")).containsOnly(outcome.linkedId());
    assertThat(posted).extracting(Posted::type).doesNotHaveDuplicates();
    Posted last = posted.get(2);
    assertThat(last.headers().get("Authorization"))
        .containsExactly(
            "Basic " + Base64.getEncoder().encodeToString("mmsc:secret".getBytes(UTF_8)));
    assertThat(last.element("Subject")).isEqualTo("付款");
    assertThat(last.text()).contains("<Sender><Number>+8613800000001</Number></Sender>");

    MimeMultipart outer = new MimeMultipart(new ByteArrayDataSource(last.body(), last.type()));
    assertThat(outer.getCount()).isEqualTo(2);
    String href = last.text().replaceFirst("(?s).*href=\"cid:([^\"]*)\".*", "$1");
    MimeMultipart content = (MimeMultipart) outer.getBodyPart("<" + href + ">").getContent();
    assertThat(content.getBodyPart(0).isMimeType("application/smil")).isTrue();
    assertThat(content.getBodyPart(1).getInputStream().readAllBytes()).isEqualTo(OCTETS);
    assertThat(content.getBodyPart(2).getContent()).isEqualTo("see");
  }

  @Test
  void aSubmitReqOfAnotherReleaseIsTakenAndAnsweredInItsOwnNamespace() throws Exception {
    HttpResponse<String> answer = post("REL-5-MM7-1-2", "SubmitReq", false);
    assertThat(answer.body())
        .contains("REL-5-MM7-1-2", ">1000<", "tx-7", "<MM7Version>5.3.0</MM7Version>");
    assertThat(mmsc.submitted())
        .singleElement()
        .satisfies(
            m -> {
              assertThat(m.from()).isEqualTo("10658");
              assertThat(m.to()).containsExactly("+8613800000010");
              assertThat(m.subject()).isEqualTo("Voucher");
              assertThat(m.text().strip()).isEqualTo("1234");
              assertThat(m.pictures().get(0).octets()).isEqualTo(OCTETS);
              assertThat(answer.body()).contains("<MessageID>" + m.id() + "</MessageID>");
            });
  }

  @Test
  void aDeliveryReportThatWasAskedForIsPosted() throws Exception {
    post("REL-6-MM7-1-4", "SubmitReq", true);
    Awaitility.await().atMost(60, SECONDS).until(() -> !posted.isEmpty());
    assertThat(posted.get(0).element("MMStatus")).isEqualTo("Retrieved");
    assertThat(posted.get(0).element("MessageID")).isEqualTo(mmsc.submitted().get(0).id());
  }

  @Test
  void faultsAreAnsweredAndTheMessageForgotten() throws Exception {
    mmsc.faults().failHttp(500, 1);
    assertThat(post("REL-6-MM7-1-4", "SubmitReq", false).statusCode()).isEqualTo(500);
    mmsc.faults().refuse(3000, 1);
    assertThat(post("REL-6-MM7-1-4", "SubmitReq", false).body()).contains(">3000<");
    assertThat(post("REL-6-MM7-1-4", "FlyReq", false).body()).contains("RSErrorRsp", ">4003<");
    assertThat(mmsc.submitted()).isEmpty();
  }

  /** Written by hand, so that no library of the simulator's packs what it unpacks. */
  private HttpResponse<String> post(String release, String operation, boolean report)
      throws Exception {
    String soap =
        """
        <?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
        <s:Header><t:TransactionID xmlns:t="urn:any">tx-7</t:TransactionID></s:Header><s:Body>
        <m:%2$s xmlns:m="http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/%1$s">
        <m:MM7Version>5.3.0</m:MM7Version><m:SenderIdentification><m:VASID>shop</m:VASID>
        <m:SenderAddress><m:ShortCode>10658</m:ShortCode></m:SenderAddress></m:SenderIdentification>
        <m:Recipients><m:To><m:Number>8613800000010/TYPE=PLMN</m:Number></m:To></m:Recipients>
        <m:DeliveryReport>%3$s</m:DeliveryReport><m:Subject>Voucher</m:Subject>
        <m:Content href="cid:c"/></m:%2$s></s:Body></s:Envelope>"""
            .formatted(release, operation, report);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--b1\r\nContent-Type: text/xml\r\n\r\n"
                + soap
                + "\r\n--b1\r\nContent-ID: <c>\r\nContent-Type: multipart/mixed; boundary=b2\r\n\r\n"
                + "--b2\r\nContent-Type: text/plain\r\n\r\n1234\r\n"
                + "--b2\r\nContent-Type: image/png; name=v.png\r\n"
                + "Content-Transfer-Encoding: binary\r\n\r\n")
            .getBytes(UTF_8));
    body.writeBytes(OCTETS);
    body.writeBytes("\r\n--b2--\r\n--b1--\r\n".getBytes(UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + mmsc.port() + "/"))
            .header("Content-Type", "multipart/related; type=\"text/xml\"; boundary=b1")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
