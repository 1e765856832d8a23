package dev.snaptill.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.channel.DeliveryReport;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Trust;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboundDecoderTest {
  private static final int DELIVER_SM = 0x05;
  private static final int DATA_SM = 0x103;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final InboundDecoder decoder = decoder("trust: operator");

  private static InboundDecoder decoder(String... lines) {
    CarrierConfig config = Configs.carrier(1, lines);
    return new InboundDecoder(config, new Numbers(config), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static byte[] hex(String octets) {
    return HexFormat.of().parseHex(octets.replace(" ", ""));
  }

  /** A deliver_sm put together by hand from SMPP 3.4 §4.6.1. */
  private static byte[] deliver(
      int ton, String source, int esmClass, int coding, byte[] body, String tlvs) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[16]);
    out.write(0);
    out.write(ton);
    out.write(1);
    out.writeBytes(source.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(new byte[] {0, 0, 1});
    out.writeBytes("10658".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {0, (byte) esmClass, 0, 0, 0, 0, 0, 0, (byte) coding, 0});
    out.write(body.length);
    out.writeBytes(body);
    out.writeBytes(hex(tlvs));
    return out.toByteArray();
  }

  private InboundMessage message(byte[] pdu) {
    Inbound inbound = decoder.decode(DELIVER_SM, pdu);
    assertThat(inbound).isInstanceOf(Inbound.Message.class);
    return ((Inbound.Message) inbound).message();
  }

  @Test
  void aUserDataHeaderIsTakenOffAndStaysInTheSoftKey() {
    byte[] body = hex("05 00 03 2a 02 01 31 32");
    Inbound inbound = decoder.decode(DELIVER_SM, deliver(1, "8613800000001", 0x40, 0, body, ""));
    assertThat(inbound).isInstanceOf(Inbound.Message.class);
    Inbound.Message part = (Inbound.Message) inbound;
    assertThat(part.part().where())
        .isEqualTo(new UserDataHeader.Part(UserDataHeader.Kind.UDH8, 0x2a, 2, 1));
    assertThat(part.part().octets()).containsExactly('1', '2');
    assertThat(part.message().text()).isEqualTo("12");
    assertThat(part.message().softKey()).isEqualTo("+8613800000001|10658|0500032a02013132");
    assertThat(part.message().received()).isEqualTo(NOW);
  }

  @Test
  void aSixteenBitReferenceBehindAnotherElementIsFound() {
    byte[] body = hex("0a 24 01 01 08 04 01 02 03 01 ff 31");
    assertThat(UserDataHeader.read(body))
        .isEqualTo(
            new UserDataHeader(
                11, new UserDataHeader.Part(UserDataHeader.Kind.UDH16, 0x0102, 3, 1), 0, 1));
  }

  @Test
  void aPartOutsideOfItsTotalStandsAlone() {
    assertThat(UserDataHeader.read(hex("05 00 03 2a 02 03 31")))
        .isEqualTo(new UserDataHeader(6, null, 0, 0));
    assertThat(UserDataHeader.read(hex("05 00 03 2a 02 00 31")))
        .isEqualTo(new UserDataHeader(6, null, 0, 0));
  }

  @Test
  void aHeaderLongerThanTheMessageIsUnusable() {
    assertThat(
            decoder.decode(DELIVER_SM, deliver(1, "8613800000001", 0x40, 0, hex("06 00 03"), "")))
        .isInstanceOf(Inbound.Unusable.class);
  }

  @Test
  void segmentationByTlvIsAPartToo() {
    byte[] pdu =
        deliver(1, "8613800000001", 0, 0, hex("31"), "020c 0002 0107 020e 0001 02 020f 0001 02");
    assertThat(((Inbound.Message) decoder.decode(DELIVER_SM, pdu)).part().where())
        .isEqualTo(new UserDataHeader.Part(UserDataHeader.Kind.SAR, 0x0107, 2, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1400 0003 616263",
        "1400 ffff 61",
        "1400",
        "14",
        "0424 0002",
        "020e 0000",
        "0000 0000 0000 0000"
      })
  void aForeignOrBrokenTlvCostsNothing(String tlvs) {
    assertThat(message(deliver(1, "8613800000001", 0, 0, hex("31 32"), tlvs)).text())
        .isEqualTo("12");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x04, 0x07, 0x44, 0x20, 0x08, 0x10})
  void reportsAreKnownByTheirClass(int esmClass) {
    assertThat(decoder.decode(DELIVER_SM, deliver(1, "8613800000001", esmClass, 0, hex("31"), "")))
        .isEqualTo(new Inbound.Report(null));
  }

  @Test
  void aReportIsAlsoKnownByItsTlvs() {
    String tlvs = "001e 0002 3100 0427 0001 02";
    assertThat(decoder.decode(DELIVER_SM, deliver(1, "8613800000001", 0, 0, hex("31"), tlvs)))
        .isInstanceOfSatisfying(
            Inbound.Report.class,
            report -> {
              assertThat(report.report()).isNotNull();
              assertThat(report.report().externalId()).isEqualTo("1");
              assertThat(report.report().state()).isEqualTo(DeliveryReport.State.DELIVERED);
            });
  }

  @Test
  void onlyANumberCanBeBelieved() {
    assertThat(message(deliver(1, "8613800000001", 0, 0, hex("31"), "")).trust())
        .isEqualTo(Trust.OPERATOR);
    assertThat(message(deliver(5, "MyBank", 0, 0, hex("31"), "")).trust()).isEqualTo(Trust.WEAK);
    assertThat(message(deliver(0, "95588", 0, 0, hex("31"), "")).trust()).isEqualTo(Trust.WEAK);
  }

  @Test
  void aCarriersOwnIdIsTheHardKey() {
    InboundDecoder own = decoder("hard_key_tlv: 0x1401");
    byte[] text = deliver(1, "8613800000001", 0, 0, hex("31"), "1401 0003 6162 00");
    byte[] binary = deliver(1, "8613800000001", 0, 0, hex("31"), "1401 0002 01ff");
    assertThat(((Inbound.Message) own.decode(DELIVER_SM, text)).message().hardKey())
        .isEqualTo("ab");
    assertThat(((Inbound.Message) own.decode(DELIVER_SM, binary)).message().hardKey())
        .isEqualTo("01ff");
  }

  @Test
  void aMessageFromNobodyIsUnusable() {
    assertThat(decoder.decode(DELIVER_SM, deliver(1, "", 0, 0, hex("31"), "")))
        .isEqualTo(new Inbound.Unusable("no source_addr"));
  }

  @Test
  void aDataSmReadsLikeADeliverSm() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[16]);
    out.writeBytes(new byte[] {0, 1, 1});
    out.writeBytes("8613800000001".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {0, 0, 1});
    out.writeBytes("10658".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {0, 0, 0, 8});
    out.writeBytes(hex("0424 0002 4ed8"));
    Inbound inbound = decoder.decode(DATA_SM, out.toByteArray());
    assertThat(((Inbound.Message) inbound).message().text()).isEqualTo("付");
  }

  @Test
  void aTextBeyondAllMeasureIsCut() {
    String payload = "0424 2710" + "41".repeat(10_000);
    assertThat(message(deliver(1, "8613800000001", 0, 0, new byte[0], payload)).text())
        .hasSize(4_000);
  }

  @Property
  void aPduCutAnywhereIsReadOrRefused(@ForAll @IntRange(max = 70) int length) {
    byte[] whole =
        deliver(1, "8613800000001", 0x40, 0, hex("05 00 03 2a 02 01 31 32"), "0424 0001 31");
    byte[] cut = Arrays.copyOf(whole, Math.min(whole.length, 16 + length));
    assertThat(decoder.decode(DELIVER_SM, cut)).isNotNull();
  }

  @Property
  void noisesAreReadOrRefused(@ForAll byte[] noise, @ForAll boolean data) {
    byte[] pdu = new byte[16 + noise.length];
    System.arraycopy(noise, 0, pdu, 16, noise.length);
    assertThat(decoder.decode(data ? DATA_SM : DELIVER_SM, pdu)).isNotNull();
  }
}
