package dev.snaptill.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentsTest {

  @ParameterizedTest(name = "{1} times {0} under {2} makes {3} of data_coding {4}")
  @CsvSource({
    "a, 160, GSM7, 1, 0",
    "a, 161, GSM7, 2, 0",
    "a, 306, GSM7, 2, 0",
    "a, 307, GSM7, 3, 0",
    "€, 80, GSM7, 1, 0",
    "€, 81, GSM7, 2, 0",
    "€, 152, GSM7, 2, 0",
    "€, 153, GSM7, 3, 0",
    "€, 1, LATIN1, 1, 8",
    "é, 160, LATIN1, 1, 0",
    "é, 1, ASCII, 1, 8",
    "ê, 1, LATIN1, 1, 8",
    "付, 70, GSM7, 1, 8",
    "付, 71, GSM7, 2, 8",
    "付, 134, GSM7, 2, 8",
    "付, 135, GSM7, 3, 8",
    "😀, 35, GSM7, 1, 8",
    "😀, 36, GSM7, 2, 8",
    "😀, 67, GSM7, 3, 8",
  })
  void aTextTakesAsManyMessagesAsItMust(
      String unit, int times, DefaultCharset charset, int parts, int coding) {
    Segments segments = Segments.of(unit.repeat(times), TextStyle.plain(charset), 1);
    assertThat(segments.bodies()).hasSize(parts);
    assertThat(segments.dataCoding()).isEqualTo(coding);
  }

  @Test
  void anEscapeSequenceIsNotCut() {
    Segments segments =
        Segments.of(
            "a".repeat(152) + "€" + "b".repeat(100), TextStyle.plain(DefaultCharset.GSM7), 7);
    assertThat(segments.bodies().get(0)).hasSize(6 + 152).startsWith(5, 0, 3, 7, 2, 1);
    assertThat(segments.bodies().get(1)).hasSize(6 + 102).startsWith(5, 0, 3, 7, 2, 2, 0x1B, 0x65);
  }

  @Test
  void noTextIsOneEmptyMessage() {
    assertThat(Segments.of("", TextStyle.plain(DefaultCharset.GSM7), 1).bodies())
        .containsExactly(new byte[0]);
  }

  @Property
  void thePartsReadTogetherAreTheText(
      @ForAll("texts") String text, @ForAll DefaultCharset charset, @ForAll byte reference) {
    Segments segments = Segments.of(text, TextStyle.plain(charset), reference);
    String read =
        segments.bodies().stream()
            .map(body -> read(body, segments, charset))
            .collect(Collectors.joining());
    assertThat(read).isEqualTo(text);
    assertThat(segments.bodies()).allMatch(body -> body.length <= 160);
  }

  private static String read(byte[] body, Segments segments, DefaultCharset charset) {
    UserDataHeader header = segments.hasHeader() ? UserDataHeader.read(body) : null;
    if (header != null) {
      assertThat(header.part()).isNotNull();
      assertThat(header.part().total()).isEqualTo(segments.bodies().size());
    }
    return TextDecoder.decode(
        segments.dataCoding(), charset, body, header == null ? 0 : header.end());
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> latin = Arbitraries.of("a", "Z", "€", "{", "é", "\n", "@");
    Arbitrary<String> all = Arbitraries.of("a", "€", "付", "😀", "1");
    return Arbitraries.oneOf(
        latin.list().ofMaxSize(700).map(list -> String.join("", list)),
        all.list().ofMaxSize(400).map(list -> String.join("", list)));
  }
}
