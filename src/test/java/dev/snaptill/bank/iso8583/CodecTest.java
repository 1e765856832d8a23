package dev.snaptill.bank.iso8583;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.bank.iso8583.FieldFormat.Align;
import dev.snaptill.bank.iso8583.FieldFormat.Kind;
import dev.snaptill.bank.iso8583.Profile.Bitmap;
import dev.snaptill.bank.iso8583.Profile.Digits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CodecTest {
  private static final Message SIGN_ON =
      Message.of("0800").set(7, "1123010203").set(11, "000001").set(70, "001").build();

  @Test
  void plainWritesDigitsInAsciiUnderABinaryBitmap() throws Exception {
    assertThat(hex(new Codec(Profiles.plain()).encode(SIGN_ON)))
        .isEqualTo(
            ascii("0800") + "8220000000000000" + "0400000000000000" + ascii("1123010203000001001"));
  }

  @Test
  void posWritesTpduHeaderAndBcd() throws Exception {
    assertThat(hex(new Codec(Profiles.pos()).encode(SIGN_ON)))
        .isEqualTo(
            "6000010000"
                + "603100000000"
                + "0800"
                + "8220000000000000"
                + "0400000000000000"
                + "1123010203"
                + "000001"
                + "0001");
  }

  @Test
  void oddDigitsStandLeftOrRightAsTheirFieldSays() throws Exception {
    Message message =
        Message.of("0200").set(2, "62220").set(22, "021").set(23, "001").set(102, "6222").build();
    assertThat(hex(new Codec(Profiles.pos().addressed("", "")).encode(message)))
        .isEqualTo(
            "0200"
                + "C000060000000000"
                + "0000000004000000"
                + ("05" + "622200")
                + "0210"
                + "0001"
                + ("04" + ascii("6222")));
  }

  @Test
  void aBitmapMayBeHexadecimal() throws Exception {
    Profile plain = Profiles.plain();
    Codec codec =
        new Codec(
            new Profile(
                "hex",
                plain.length(),
                "",
                "",
                Digits.ASCII,
                Digits.ASCII,
                Bitmap.HEX,
                plain.fields()));
    byte[] bytes = codec.encode(SIGN_ON);
    assertThat(new String(bytes, StandardCharsets.US_ASCII))
        .isEqualTo("080082200000000000000400000000000000" + "1123010203000001001");
    assertThat(codec.decode(bytes)).isEqualTo(SIGN_ON);
  }

  @Test
  void theRawBytesAreKeptExactly() throws Exception {
    byte[] bytes = new Codec(Profiles.pos()).encode(SIGN_ON);
    assertThat(new Codec(Profiles.pos()).decode(bytes.clone()).raw()).isEqualTo(bytes);
  }

  @Test
  void answersCarryTheTpduSwappedAndTheCodecMinds() throws Exception {
    Codec pos = new Codec(Profiles.pos());
    byte[] swapped =
        new Codec(Profiles.pos().addressed("6000000001", "603100000000")).encode(SIGN_ON);
    assertThat(pos.decode(swapped)).isEqualTo(SIGN_ON);
    swapped[0] = 0x61;
    assertThatThrownBy(() -> pos.decode(swapped)).hasMessage("TPDU: does not begin with 60");
  }

  @Test
  void aMessageThatEndsTooSoonIsRefusedWhereverItEnds() throws Exception {
    for (Profile profile : new Profile[] {Profiles.plain(), Profiles.pos()}) {
      Codec codec = new Codec(profile);
      byte[] whole = codec.encode(SIGN_ON);
      for (int length = 0; length < whole.length; length++) {
        byte[] part = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> codec.decode(part)).isInstanceOf(MalformedMessage.class);
      }
      byte[] more = Arrays.copyOf(whole, whole.length + 1);
      assertThatThrownBy(() -> codec.decode(more))
          .hasMessage("message: 1 bytes after the last field");
    }
  }

  @Test
  void errorsNameTheFieldAndNeverItsValue() {
    refused(Message.of("0200").set(4, "1000"), "field 4: 4 long instead of 12");
    refused(Message.of("0200").set(3, "00000x"), "field 3: has a character that is not N");
    refused(Message.of("0200").set(65, "1"), "field 65: not in profile plain");
    refused(Message.of("0200").set(102, "6".repeat(29)), "field 102: 29 long instead of 28");
    refused(Message.of("0200").set(64, "ABC"), "field 64: an odd count of hexadecimal digits");
    refused(
        Message.of("0200").set(42, "a\u4e2d".repeat(7) + "a"),
        "field 42: has a character that is not ANS");
    refused(Message.of("02000"), "message type: has not four digits");
  }

  @Test
  void aFieldOutOfTheProfileIsRefusedSinceItsEndIsUnknown() {
    byte[] bytes = bytes(ascii("0210") + "8000000000000000" + "8000000000000000" + "00");
    assertThatThrownBy(() -> new Codec(Profiles.plain()).decode(bytes))
        .hasMessage("field 65: not in profile plain");
  }

  @Test
  void aLengthBeyondTheFieldsOwnIsRefused() {
    byte[] bytes =
        bytes(
            ascii("0210") + "8000000000000000" + "0000000004000000" + ascii("29" + "6".repeat(29)));
    assertThatThrownBy(() -> new Codec(Profiles.plain()).decode(bytes))
        .hasMessage("field 102: 29 long, at most 28");
  }

  @Test
  void noMessageGrowsBeyondItsBound() {
    Message.Builder big = Message.of("0200");
    for (int field : new int[] {46, 47, 48, 55, 56}) {
      big.set(field, "x".repeat(999));
    }
    refused(big, "message: longer than 4096 bytes");
    assertThatThrownBy(() -> new Codec(Profiles.plain()).decode(new byte[4097]))
        .hasMessage("message: longer than 4096 bytes");
  }

  @Test
  void oddBcdMayBeFilledUpWithFOnTheRightOnly() throws Exception {
    Codec codec = new Codec(Profiles.pos().addressed("", ""));
    assertThat(codec.decode(bytes("02104000000000000000" + "05" + "62220F")).get(2))
        .isEqualTo("62220");
    assertThatThrownBy(() -> codec.decode(bytes("02104000000000000000" + "05" + "622205")))
        .hasMessage("field 2: is filled up with neither 0 nor F");
    assertThatThrownBy(() -> codec.decode(bytes("02100000020000000000" + "F001")))
        .hasMessage("field 23: is filled up with neither 0 nor F");
  }

  @Test
  void whatABankWritesInGbkIsKeptByteByByte() throws Exception {
    Profile profile =
        new Profile(
            "gbk",
            Profiles.plain().length(),
            "",
            "",
            Digits.ASCII,
            Digits.ASCII,
            Bitmap.BINARY,
            Map.of(44, new FieldFormat(Kind.ANS, FieldFormat.Length.LLVAR, 25, Align.LEFT)));
    byte[] bytes = bytes(ascii("0210") + "0000000000100000" + ascii("04") + "D3E0B6EE");
    Message message = new Codec(profile).decode(bytes);
    assertThat(message.get(44)).isEqualTo("\u00d3\u00e0\u00b6\u00ee");
    assertThat(new Codec(profile).encode(message)).isEqualTo(bytes);
  }

  private static void refused(Message.Builder message, String why) {
    assertThatThrownBy(() -> new Codec(Profiles.plain()).encode(message.build()))
        .isInstanceOf(MalformedMessage.class)
        .hasMessage(why);
  }

  static String hex(byte[] bytes) {
    return Hex.text(bytes, 0, bytes.length);
  }

  static byte[] bytes(String hex) {
    try {
      return Hex.bytes(hex, "test");
    } catch (MalformedMessage e) {
      throw new AssertionError(e);
    }
  }

  static String ascii(String text) {
    return hex(text.getBytes(StandardCharsets.US_ASCII));
  }
}
