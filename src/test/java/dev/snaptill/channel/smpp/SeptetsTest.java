package dev.snaptill.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** National shift tables (TS 23.038 Annex A), and texts cut with them. */
class SeptetsTest {

  @ParameterizedTest(name = "locking {0}, single {1}: {2} reads {3}")
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "0, 1, 1b47 1b49 1b53 1b63 1b65 1b67 1b69 1b73, Ğİ\u015eç€ğış",
        "1, 0, 04 07 0b 0c 1c 1d 40 60, €ıĞğ\u015eşİç",
        "0, 2, 1b09 1b41 1b49 1b4f 1b55 1b61 1b69 1b6f 1b75 7d, çÁÍÓÚáíóúñ",
        // Spanish has no locking shift table: the default one stands in
        "2, 0, 04 60, è¿",
        "3, 3, 04 15 17 1b12 1b15 1b7f 5b 7d, \"ê∞\\ΦΩâÃ`\"",
        "4, 4, 00 09 0f 60 7b 7f 1b1c 1b24 1b34, \u0981\u098b\u098f\u09ce\u09d7\u09f1\u09e8\u09df\u09fa",
        "5, 5, 0c 0f 12 60 7f 1b19 1b25, \"\u0a8d\u0a8f \u0ad0\u0af1\u0964\u0aef\"",
        "6, 6, 03 40 54 7b 7f 1b1c 1b26 1b3a, \u0905\u092c\u0942\u0972\u097f\u0966\u0951\u0971",
        "7, 7, 01 24 60 7f 1b26 1b2a, \u0c82\u0ca1\u0cd5\u0ce3\u0cde\u0cf2",
        "8, 8, 01 4e 4f 60 7f 1b2e 1b34, \"\u0d02 \u0d3d\u0d57\u0d79\u0d7a\u0d7f\"",
        "9, 9, 0b 5f 60 7b 1b2a 1b2c, \u0b0c\u0b4d\u0b56\u0b57\u0b5f\u0b71",
        "10, 10, 08 0f 51 5f 60 7f 1b2c 1b2d, \u0a0a\u0a0f\u0a3f\u0a4d\u0a51\u0a74\u0a5e\u0a75",
        "11, 11, 08 15 1f 2f 42 60 7f 1b1c 1b2e, \u0b8a\u0b95\u0b9e\u0ba8\u0bae\u0bd0\u0bf9\u0be6\u0bfa",
        "12, 12, 0b 4f 60 7f 1b1c 1b26 1b32, \"\u0c0c\u0c3d\u0c55\u0c63\u0c66\u0c58\u0c7f\"",
        "13, 13, 00 0b 1a 40 60 7f 1b19 1b3b 1b3f, \u0627\u0679\u062f\u0635\u0654\u0670\u0600\u06cd\u06d4",
        // a language nobody knows yet
        "99, 99, 04 1b65, è€",
      })
  void eachTableReads(int locking, int single, String octets, String text) {
    byte[] body = HexFormat.of().parseHex(octets.replace(" ", ""));
    assertThat(TextDecoder.decode(0, DefaultCharset.GSM7, locking, single, body, 0))
        .isEqualTo(text);
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void digitsAndLettersAreInEveryAlphabet(Language language) {
    String all = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,:;?!()";
    Septets both = Septets.of(language.id(), language.id());
    assertThat(both.decode(both.encode(all), 0)).isEqualTo(all);
  }

  @Property
  void everyAlphabetReadsWhatItWrote(@ForAll Language main, @ForAll Language extension) {
    Septets septets = Septets.of(main.id(), extension.id());
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 0x2200; c++) {
      if (septets.septets(c) > 0) {
        all.append(c);
      }
    }
    assertThat(all.length()).isGreaterThan(110);
    assertThat(septets.decode(septets.encode(all.toString()), 0)).isEqualTo(all.toString());
  }

  @Test
  void aTurkishTextTakesOneMessageWithItsTables() {
    String text =
        "Ödeme alındı, teşekkürler. Fiş no 1234567890, tutar 25,50 lira, işlem günü bugün";
    assertThat(Segments.of(text, TextStyle.plain(DefaultCharset.GSM7), 1).segments()).hasSize(2);
    Segments segments =
        Segments.of(text, style(TextStyle.LongMessages.UDH8, List.of(Language.TURKISH)), 1);
    assertThat(segments.segments()).hasSize(1);
    assertThat(segments.dataCoding()).isZero();
    assertThat(segments.hasHeader()).isTrue();
    assertThat(read(segments)).isEqualTo(text);
  }

  @Test
  void aPlainTextNeedsNoTables() {
    Segments segments =
        Segments.of("Paid", style(TextStyle.LongMessages.UDH8, List.of(Language.values())), 1);
    assertThat(segments.hasHeader()).isFalse();
  }

  @Test
  void aSixteenBitReferenceTakesAnotherOctetOfEachPart() {
    Segments segments =
        Segments.of("a".repeat(305), style(TextStyle.LongMessages.UDH16, List.of()), 0x1234);
    assertThat(segments.bodies())
        .extracting(body -> HexFormat.of().formatHex(body, 0, 7))
        .containsExactly("06080412340301", "06080412340302", "06080412340303");
    assertThat(segments.bodies().get(0)).hasSize(7 + 152);
  }

  @Test
  void segmentsByTlvHaveNoHeader() {
    Segments segments =
        Segments.of("a".repeat(161), style(TextStyle.LongMessages.SAR, List.of()), 0x1234);
    assertThat(segments.hasHeader()).isFalse();
    assertThat(segments.segments()).hasSize(2);
    assertThat(segments.segments().get(1).optional())
        .extracting(tlv -> HexFormat.of().formatHex(tlv.serialize()))
        .containsExactly("020c00021234", "020e000102", "020f000102");
  }

  @Test
  void aLongTextGoesWholeInThePayload() {
    TextStyle style = style(TextStyle.LongMessages.PAYLOAD, List.of());
    Segments segments = Segments.of("付".repeat(71), style, 1);
    assertThat(segments.segments()).hasSize(1);
    assertThat(segments.bodies().get(0)).isEmpty();
    assertThat(segments.segments().get(0).optional().get(0).serialize()).hasSize(4 + 142);
    Segments brief = Segments.of("付".repeat(70), style, 1);
    assertThat(brief.segments().get(0).optional()).isEmpty();
    assertThat(brief.bodies().get(0)).hasSize(140);
  }

  @Property(tries = 300)
  void thePartsReadTogetherAreTheTextInEveryStyle(
      @ForAll("texts") String text,
      @ForAll TextStyle.LongMessages how,
      @ForAll Language language,
      @ForAll short reference) {
    Segments segments = Segments.of(text, style(how, List.of(language)), reference);
    assertThat(read(segments)).isEqualTo(text);
    assertThat(segments.bodies()).allMatch(body -> body.length <= 160);
    for (Segments.Segment segment : segments.segments()) {
      // what a phone shows of one part alone has nothing cut in two
      assertThat(readOne(segments, segment)).doesNotContain("\uFFFD");
    }
  }

  private static TextStyle style(TextStyle.LongMessages how, List<Language> languages) {
    return new TextStyle(DefaultCharset.GSM7, how, languages);
  }

  private static String read(Segments segments) {
    return segments.segments().stream()
        .map(segment -> readOne(segments, segment))
        .collect(Collectors.joining());
  }

  private static String readOne(Segments segments, Segments.Segment segment) {
    byte[] octets = segment.body();
    if (octets.length == 0 && !segment.optional().isEmpty()) {
      byte[] tlv = segment.optional().get(0).serialize();
      octets = java.util.Arrays.copyOfRange(tlv, 4, tlv.length);
    }
    UserDataHeader header =
        segments.hasHeader() ? UserDataHeader.read(octets) : new UserDataHeader(0, null, 0, 0);
    return TextDecoder.decode(
        segments.dataCoding(),
        DefaultCharset.GSM7,
        header.locking(),
        header.single(),
        octets,
        header.end());
  }

  @Provide
  Arbitrary<String> texts() {
    List<Arbitrary<String>> scripts = new ArrayList<>();
    for (String letters : List.of("aZ€{é1", "ışğİ1a", "áíçõ2b", "कखग€3", "付😀1", "ٹپ4€")) {
      List<String> characters = letters.codePoints().mapToObj(Character::toString).toList();
      scripts.add(
          Arbitraries.of(characters).list().ofMaxSize(500).map(list -> String.join("", list)));
    }
    return Arbitraries.oneOf(scripts);
  }
}
