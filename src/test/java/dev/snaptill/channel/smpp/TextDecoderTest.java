package dev.snaptill.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextDecoderTest {

  @ParameterizedTest(name = "data_coding {0} as {1}: {2} reads {3}")
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "0x00, GSM7, 00 11 24 40, @_¤¡",
        "0x00, GSM7, 1b65 1b28 1b29 1b3c 1b3e, €{}[]",
        "0x00, GSM7, 1b14 1b2f 1b3d 1b40, ^\\~|",
        "0x00, GSM7, 1b41, A",
        "0x00, GSM7, 41 1b, \"A \"",
        "0x00, GSM7, 41 1b1b 65, \"A €\"",
        "0x00, GSM7, 41 ff, A\uFFFD",
        "0x00, GSM7, 1b ff, \" \uFFFD\"",
        "0x00, LATIN1, 31 e9 40, 1é@",
        "0x00, ASCII, 31 32, 12",
        "0x01, GSM7, 40 24, @$",
        "0x03, GSM7, e9, é",
        "0x04, GSM7, 31 32, 12",
        "0x06, GSM7, b4, Д",
        "0x08, GSM7, 4ed8 6b3e, 付款",
        "0x08, GSM7, feff 4ed8, 付",
        "0x08, GSM7, d83d de00, 😀",
        "0x08, GSM7, d83d 0031, \uFFFD1",
        "0x08, GSM7, 4ed8 6b, 付\uFFFD",
        "0x08, GSM7, 0031 0000 0032, 12",
        "0x03, GSM7, 31 00, 1",
        "0x10, GSM7, 00 31, @1",
        "0x11, LATIN1, 40 31, @1",
        "0x15, GSM7, e9, é",
        "0x18, GSM7, 4ed8, 付",
        "0xF0, GSM7, 00 31, @1",
        "0xF1, GSM7, 11, _",
        "0xF5, GSM7, e9, é",
        "0xFF, GSM7, e9, é",
        "0x0D, LATIN1, 31 32, 12",
      })
  void eachCodingReads(String coding, DefaultCharset charset, String octets, String text) {
    byte[] body = HexFormat.of().parseHex(octets.replace(" ", ""));
    assertThat(TextDecoder.decode(Integer.decode(coding), charset, body, 0)).isEqualTo(text);
  }

  @Property
  void gsm7ReadsWhatItWrote(@ForAll("gsm7") String text) {
    assertThat(DefaultCharset.GSM7.holds(text)).isTrue();
    byte[] octets = Gsm7.encode(text);
    assertThat(octets).hasSize(text.chars().map(c -> Gsm7.septets((char) c)).sum());
    assertThat(Gsm7.decode(octets, 0)).isEqualTo(text);
  }

  @Property
  void ucs2ReadsWhatItWrote(@ForAll("phones") String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_16BE);
    assertThat(TextDecoder.decode(8, DefaultCharset.GSM7, octets, 0)).isEqualTo(text);
  }

  @Property
  void nothingThatComesInEverFails(
      @ForAll byte[] octets, @ForAll byte coding, @ForAll DefaultCharset charset) {
    String text = TextDecoder.decode(coding & 0xFF, charset, octets, 0);
    assertThat(text).doesNotContain("\0");
    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).isTrue();
  }

  @Provide
  Arbitrary<String> gsm7() {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 0x2100; c++) {
      if (Gsm7.septets(c) > 0) {
        all.append(c);
      }
    }
    return Arbitraries.strings().withChars(all.toString().toCharArray()).ofMaxLength(300);
  }

  @Provide
  Arbitrary<String> phones() {
    return Arbitraries.of("付", "款", "1", "é", "😀", "👍🏽", "\n")
        .list()
        .ofMaxSize(200)
        .map(list -> String.join("", list));
  }
}
