package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudhopper.commons.charset.CharsetUtil;
import com.cloudhopper.smpp.SmppBindType;
import com.cloudhopper.smpp.pdu.SubmitSm;
import dev.snaptill.channel.smpp.Esme;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An aggregator that binds to us, as others wrote it (ch-smpp), pays for its phones. */
class ListenerTest {
  @TempDir Path directory;
  private World world;

  @BeforeEach
  void start() throws Exception {
    world = new World(directory);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private Esme bind(SmppBindType type) throws Exception {
    return new Esme(world.listenerPort(), type, "agg", "letmein");
  }

  private String code(String amount) throws Exception {
    return world.voucher(amount).getString("code");
  }

  @Test
  void aVoucherIsPaidBySubmitAndTheReceiptDelivered() throws Exception {
    try (Esme esme = bind(SmppBindType.TRANSCEIVER)) {
      assertThat(esme.submit(World.PAYER.substring(1), "10658", code("5.00")).getCommandStatus())
          .isZero();
      assertThat(esme.nextText()).startsWith("Paid 5.00 CNY");
      esme.enquireLink();
      assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(5_00);
      esme.unbind();
    }
  }

  @Test
  void aReceiptWaitsForAReceiverBind() throws Exception {
    long paid = world.north.balance(World.PAYER_ACCOUNT);
    try (Esme transmitter = bind(SmppBindType.TRANSMITTER)) {
      transmitter.submit(World.PAYER.substring(1), "10658", code("5.00"));
      Awaitility.await()
          .atMost(World.SOON)
          .until(() -> world.north.balance(World.PAYER_ACCOUNT) == paid - 5_00);
      Awaitility.await()
          .atMost(World.SOON)
          .until(
              () ->
                  world.metric(
                          "snaptill_smpp_submitted_total{carrier=\"aggregator\",result=\"unsent\"}")
                      > 0);
      try (Esme receiver = bind(SmppBindType.RECEIVER)) {
        assertThat(receiver.nextText()).startsWith("Paid 5.00 CNY");
        assertThat(transmitter.delivered).isEmpty();
      }
    }
  }

  @Test
  void aReceiptSurvivesARestartBeforeAnyoneIsBound() throws Exception {
    try (Esme transmitter = bind(SmppBindType.TRANSMITTER)) {
      transmitter.submit(World.PAYER.substring(1), "10658", code("5.00"));
      Awaitility.await()
          .atMost(World.SOON)
          .until(() -> world.south.balance(World.SHOP_ACCOUNT) == 5_00);
    }
    world.restart();
    try (Esme receiver = bind(SmppBindType.RECEIVER)) {
      assertThat(receiver.nextText()).startsWith("Paid 5.00 CNY");
    }
  }

  @Test
  void aLongTextInPartsPaysOnceOverARestartBetweenThem() throws Exception {
    String code = code("5.00").replace(" ", "");
    String text = code.substring(0, 7) + " ".repeat(400) + code.substring(7);
    List<byte[]> bodies = bodies(text);
    Collections.reverse(bodies);
    assertThat(bodies).hasSizeGreaterThan(1);
    int half = bodies.size() / 2;
    try (Esme esme = bind(SmppBindType.TRANSCEIVER)) {
      for (byte[] body : bodies.subList(0, half)) {
        assertThat(esme.submit(part(body)).getCommandStatus()).isZero();
      }
    }
    world.restart();
    try (Esme esme = bind(SmppBindType.TRANSCEIVER)) {
      for (byte[] body : bodies.subList(half, bodies.size())) {
        assertThat(esme.submit(part(body)).getCommandStatus()).isZero();
      }
      assertThat(esme.nextText()).startsWith("Paid 5.00 CNY");
      // a part once more, as after a cut
      esme.submit(part(bodies.get(bodies.size() - 1)));
    }
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(5_00);
  }

  @Test
  void aSystemIsListedStoppedStartedAndTraced() throws Exception {
    assertThat(aggregator().getBoolean("up")).isFalse();
    try (Esme esme = bind(SmppBindType.TRANSCEIVER)) {
      Awaitility.await().atMost(World.SOON).until(() -> aggregator().getBoolean("up"));
      world.operator(
          "POST", "/v1/admin/carriers/aggregator/trace", new JsonObject().put("minutes", 5));
      String code = code("5.00");
      esme.submit(World.PAYER.substring(1), "10658", code);
      assertThat(esme.nextText()).startsWith("Paid 5.00 CNY");
      // our answer to the receipt may still be on its way
      Awaitility.await().atMost(World.SOON).until(() -> trace().contains("IN deliver_sm_resp"));
      assertThat(trace())
          .contains("IN submit_sm", "OUT submit_sm_resp", "OUT deliver_sm")
          .doesNotContain(World.PAYER.substring(1), code, "Paid");
      world.operator("POST", "/v1/admin/carriers/aggregator/stop", null);
      Awaitility.await().atMost(World.SOON).until(() -> esme.closed || !esme.isBound());
      assertThat(aggregator().getBoolean("running")).isFalse();
      Awaitility.await().atMost(World.SOON).until(() -> !aggregator().getBoolean("up"));
    }
    world.operator("POST", "/v1/admin/carriers/aggregator/start", null);
    try (Esme again = bind(SmppBindType.TRANSCEIVER)) {
      again.enquireLink();
      assertThat(aggregator().getBoolean("running")).isTrue();
    }
  }

  private String trace() throws Exception {
    return world.operator("GET", "/v1/admin/carriers/aggregator/trace", null).encodePrettily();
  }

  private JsonObject aggregator() throws Exception {
    return world.operator("GET", "/v1/admin/carriers/aggregator", null);
  }

  @Test
  void aCarrierThatCallsIsNoTroubleWhileItDoesNot() throws Exception {
    world.restart(
        Map.of(
            "SNAPTILL_CARRIERS_0_OUTBIND_ON", "true", "SNAPTILL_CARRIERS_0_OUTBIND_PASSWORD", "x"));
    world.awaitReady(true);
    JsonObject carrier = world.operator("GET", "/v1/admin/carriers/demo-carrier", null);
    assertThat(carrier.getBoolean("up")).isFalse();
    assertThat(carrier.encode()).contains("waits for the carrier's outbind");
  }

  @Test
  void aReceiptTokenInPartsIsChecked() throws Exception {
    world.answerTo(world.payer, code("5.00"));
    String payment =
        world
            .call("GET", "/v1/payments", world.shopKey, null)
            .getJsonArray("data")
            .getJsonObject(0)
            .getString("id");
    String token =
        world
            .call("GET", "/v1/payments/" + payment + "/receipt.json", world.shopKey, null)
            .getString("token");
    assertThat(token).hasSizeGreaterThan(200);
    // as the carrier's phones send it, and as a system does
    // the shop's own receipt may come first
    assertThat(world.answerTo(world.shop, "CHECK " + token, t -> !t.startsWith("Received")))
        .startsWith("Confirmed: ");
    try (Esme esme = bind(SmppBindType.TRANSCEIVER)) {
      List<byte[]> bodies = bodies("CHECK " + token);
      assertThat(bodies).hasSizeGreaterThan(1);
      for (byte[] body : bodies) {
        SubmitSm part = part(body);
        part.setSourceAddress(
            new com.cloudhopper.smpp.type.Address((byte) 1, (byte) 1, World.SHOP.substring(1)));
        assertThat(esme.submit(part).getCommandStatus()).isZero();
      }
      assertThat(esme.nextText()).contains("5.00");
    }
  }

  private static List<byte[]> bodies(String text) {
    byte[] octets = CharsetUtil.encode(text, CharsetUtil.CHARSET_GSM);
    List<byte[]> bodies = new ArrayList<>();
    for (int at = 0; at < octets.length; at += 100) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes(new byte[] {5, 0, 3, 42, (byte) ((octets.length + 99) / 100)});
      body.write(bodies.size() + 1);
      body.write(octets, at, Math.min(100, octets.length - at));
      bodies.add(body.toByteArray());
    }
    return bodies;
  }

  private static SubmitSm part(byte[] body) throws Exception {
    SubmitSm part = Esme.text(World.PAYER.substring(1), "10658", "");
    part.setEsmClass((byte) 0x40);
    part.setShortMessage(body);
    return part;
  }

  @Test
  void aChineseTextInThePayloadIsAnswered() throws Exception {
    try (Esme esme = bind(SmppBindType.TRANSCEIVER)) {
      SubmitSm submit = Esme.text(World.PAYER.substring(1), "10658", "");
      submit.setDataCoding((byte) 8);
      submit.setOptionalParameter(
          new com.cloudhopper.smpp.tlv.Tlv(
              (short) 0x0424, "帮助".getBytes(StandardCharsets.UTF_16BE)));
      assertThat(esme.submit(submit).getCommandStatus()).isZero();
      assertThat(esme.nextText()).isNotBlank();
    }
  }
}
