package dev.snaptill.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.channel.DeliveryReport.State;
import dev.snaptill.channel.smpp.QuirksConfig.IdFormat;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Receipts as carriers of all kinds write them (SMPP 3.4 appendix B is only a suggestion). */
class ReceiptTest {
  private static Receipt read(String text, Map<Integer, byte[]> tlvs) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    return Receipt.read(new InboundPdu(1, "86138", 0, "10658", 4, false, 0, octets, tlvs), text);
  }

  private static Receipt read(String text) {
    return read(text, Map.of());
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          id:4F3A sub:001 dlvrd:001 submit date:0907231200 done date:0907231201 stat:DELIVRD err:000 text:Paid | 4F3A | DELIVERED | DELIVRD 000
          id:0123456789 sub:001 dlvrd:000 submit date:090723120000 done date:20090723120100 stat:UNDELIV err:00B text: | 0123456789 | FAILED | UNDELIV 00B
          id:1 stat:EXPIRED | 1 | EXPIRED | EXPIRED
          id:1 submit date: done date: stat:DELIVRD err: text: | 1 | DELIVERED | DELIVRD
          ID: 7f STAT: DELIVERED ERR: 0 | 7f | DELIVERED | DELIVERED 0
          id:a1-b2 done date:0907231201 stat:UNDELIVERABLE err:ABSENT_SUBSCRIBER | a1-b2 | FAILED | UNDELIVERABLE ABSENT_SUBSCRIBER
          id:2 stat:REJECTD err:045 | 2 | FAILED | REJECTD 045
          id:2 stat:DELETED | 2 | FAILED | DELETED
          id:2 stat:ACCEPTD | 2 | UNDER_WAY | ACCEPTD
          id:2 stat:ENROUTE | 2 | UNDER_WAY | ENROUTE
          id:2 stat:UNKNOWN | 2 | UNKNOWN | UNKNOWN
          stat:delivrd id:9 | 9 | DELIVERED | delivrd
          id:3,sub:1,dlvrd:1,stat:DELIVRD,err:0 | 3 | DELIVERED | DELIVRD 0
          id:550e8400-e29b-41d4-a716-446655440000 stat:DELIVRD | 550e8400-e29b-41d4-a716-446655440000 | DELIVERED | DELIVRD
          """)
  void whateverFormItHas(String text, String id, State state, String code) {
    assertThat(read(text)).isEqualTo(new Receipt(id, state, code));
  }

  @ParameterizedTest
  @CsvSource({
    "stat:DELIVRD",
    "id:1",
    "id: stat:DELIVRD",
    "id:1 stat:",
    "id:1 stat:WHATEVER",
    "hello",
    "invalid:1 restat:DELIVRD"
  })
  void whatNamesNoMessageOrNoStateIsNone(String text) {
    assertThat(read(text)).isNull();
  }

  @Test
  void emptyIsNone() {
    assertThat(read("")).isNull();
  }

  @Test
  void whatTheMessageItselfSaidIsNotBelieved() {
    assertThat(read("id:1 stat:UNDELIV err:001 text:id:2 stat:DELIVRD"))
        .isEqualTo(new Receipt("1", State.FAILED, "UNDELIV 001"));
    assertThat(read("id:1 text:stat:DELIVRD")).isNull();
  }

  @Test
  void theTlvsCountFirst() {
    Map<Integer, byte[]> tlvs =
        Map.of(
            InboundPdu.TAG_RECEIPTED_MESSAGE_ID,
            text("77\0"),
            InboundPdu.TAG_MESSAGE_STATE,
            new byte[] {5});
    assertThat(read("id:1 stat:DELIVRD err:000 text:x", tlvs))
        .isEqualTo(new Receipt("77", State.FAILED, "DELIVRD 000"));
    assertThat(read("", tlvs)).isEqualTo(new Receipt("77", State.FAILED, "FAILED"));
  }

  @Test
  void aTlvWithoutSenseLeavesItToTheText() {
    Map<Integer, byte[]> tlvs =
        Map.of(
            InboundPdu.TAG_RECEIPTED_MESSAGE_ID,
            new byte[0],
            InboundPdu.TAG_MESSAGE_STATE,
            new byte[] {99});
    assertThat(read("id:1 stat:DELIVRD", tlvs))
        .isEqualTo(new Receipt("1", State.DELIVERED, "DELIVRD"));
  }

  @Test
  void theNetworksErrorStandsInForAMissingOne() {
    Map<Integer, byte[]> tlvs = Map.of(0x0423, new byte[] {3, 0, 11});
    assertThat(read("id:1 stat:UNDELIV", tlvs))
        .isEqualTo(new Receipt("1", State.FAILED, "UNDELIV 3/000B"));
  }

  @Test
  void aNovelOfAReceiptIsBounded() {
    assertThat(read("x".repeat(60_000) + " id:1 stat:DELIVRD")).isNull();
    Receipt receipt = read("id:1 stat:DELIVRD" + "D".repeat(900));
    assertThat(receipt.code()).hasSize(20);
  }

  @ParameterizedTest
  @CsvSource({
    "4F3A, HEX, 20282, DECIMAL",
    "0x4f3a, HEX, 00020282, DECIMAL",
    "4F3A, TEXT, 4f3a, TEXT",
    "0004F3A, TEXT, 4F3A, TEXT",
    "FFFFFFFFFFFFFFFFFF, HEX, 4722366482869645213695, DECIMAL",
    "550E8400-E29B-41D4-A716-446655440000, TEXT, 550e8400e29b41d4a716446655440000, TEXT",
    "0, TEXT, 000, TEXT"
  })
  void anIdIsTheSameInEveryForm(String inResponse, IdFormat a, String inReceipt, IdFormat b) {
    assertThat(MessageIds.canonical(inResponse, a))
        .isNotEmpty()
        .isEqualTo(MessageIds.canonical(inReceipt, b));
  }

  @Test
  void whatIsNoNumberIsComparedAsText() {
    assertThat(MessageIds.canonical("msg-77", IdFormat.HEX)).isEqualTo("msg-77");
    assertThat(MessageIds.canonical("  ", IdFormat.TEXT)).isEmpty();
    assertThat(MessageIds.canonical("9".repeat(65), IdFormat.DECIMAL)).isEmpty();
  }
}
