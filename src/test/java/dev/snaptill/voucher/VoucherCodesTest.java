package dev.snaptill.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.store.Vault;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoucherCodesTest {
  private static final VoucherCodes CODES = new VoucherCodes(new Vault(new byte[32]));
  private static final String CODE = CODES.code(7, 0);

  @Provide
  Arbitrary<String> codes() {
    return Arbitraries.longs()
        .between(0, 999_999_999_999L)
        .map(n -> String.format(Locale.ROOT, "%012d", n))
        .map(digits -> digits + VoucherCodes.checkDigits(digits));
  }

  private static String with(String code, int place, char digit) {
    return code.substring(0, place) + digit + code.substring(place + 1);
  }

  private static String swapped(String code, int a, int b) {
    return with(with(code, a, code.charAt(b)), b, code.charAt(a));
  }

  @Property
  void everyCodeChecks(@ForAll("codes") String code) {
    assertThat(code).hasSize(14);
    assertThat(VoucherCodes.checks(code)).isTrue();
  }

  @Property
  void everyWrongDigitIsCaught(
      @ForAll("codes") String code,
      @ForAll @IntRange(max = 13) int place,
      @ForAll @IntRange(max = 9) int digit) {
    Assume.that(code.charAt(place) != (char) ('0' + digit));
    assertThat(VoucherCodes.checks(with(code, place, (char) ('0' + digit)))).isFalse();
  }

  @Property
  void everyAdjacentSwapIsCaught(
      @ForAll("codes") String code, @ForAll @IntRange(max = 12) int place) {
    Assume.that(code.charAt(place) != code.charAt(place + 1));
    assertThat(VoucherCodes.checks(swapped(code, place, place + 1))).isFalse();
  }

  @Property
  void everyJumpSwapIsCaught(@ForAll("codes") String code, @ForAll @IntRange(max = 11) int place) {
    Assume.that(code.charAt(place) != code.charAt(place + 2));
    assertThat(VoucherCodes.checks(swapped(code, place, place + 2))).isFalse();
  }

  @Property
  void everyTwinErrorIsCaught(
      @ForAll("codes") String code,
      @ForAll @IntRange(max = 12) int place,
      @ForAll @IntRange(max = 9) int digit) {
    char typed = (char) ('0' + digit);
    char twin = code.charAt(place);
    Assume.that(typed != twin);
    String meant = with(code, place + 1, twin);
    String base = meant.substring(0, 12);
    // twins within the twelve digits, the check digits made anew
    Assume.that(place < 11);
    String right = base + VoucherCodes.checkDigits(base);
    assertThat(VoucherCodes.checks(with(with(right, place, typed), place + 1, typed))).isFalse();
  }

  @Property
  void anyTextIsNormalisedOrNotAndNeverThrows(@ForAll String text) {
    VoucherCodes.normalise(text).ifPresent(code -> assertThat(code).matches("[0-9]{14}"));
    Payload.code(text).ifPresent(code -> assertThat(VoucherCodes.checks(code)).isTrue());
  }

  @Property
  void digitsOfAnyScriptAndAnyFillingReadTheSame(
      @ForAll("codes") String code, @ForAll("zeros") int zero, @ForAll("fillings") String filling) {
    StringBuilder typed = new StringBuilder(filling);
    for (char digit : code.toCharArray()) {
      typed.appendCodePoint(zero + digit - '0').append(filling);
    }
    assertThat(VoucherCodes.normalise(typed.toString())).contains(code);
  }

  /**
   * The zeros of ASCII, Arabic-Indic, Persian, Devanagari, full width, Adlam, mathematical bold.
   */
  @Provide
  Arbitrary<Integer> zeros() {
    return Arbitraries.of(0x30, 0x660, 0x6F0, 0x966, 0xFF10, 0x1E950, 0x1D7CE);
  }

  @Provide
  Arbitrary<String> fillings() {
    return Arbitraries.of(
        "", " ", "-", ".", "_", "\t", "\n", "\u00a0", "\u3000", "–", "—", "－", "．", "\u202d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1234567890123", "123456789012345", "1234567890123x", "1234,5678901234"})
  void whatIsNotFourteenDigitsIsNoCode(String typed) {
    assertThat(VoucherCodes.normalise(typed)).isEmpty();
  }

  @Test
  void aVeryLongTextIsNotEvenLookedAt() {
    String far = CODE.substring(0, 7) + " ".repeat(400) + CODE.substring(7);
    assertThat(VoucherCodes.normalise(far)).isPresent();
    assertThat(Payload.code(far)).isPresent();
    String tooFar = CODE.substring(0, 7) + " ".repeat(512) + CODE.substring(7);
    assertThat(VoucherCodes.normalise(tooFar)).isEmpty();
    assertThat(Payload.code(tooFar)).isEmpty();
  }

  @Test
  void codesAreTheSameEachTimeAndOthersForOthers() {
    assertThat(CODES.code(7, 0)).isEqualTo(CODE).isNotEqualTo(CODES.code(8, 0));
    assertThat(CODES.code(7, 1)).isNotEqualTo(CODE);
    assertThat(CODES.idFor("message/1")).isEqualTo(CODES.idFor("message/1")).isNotNegative();
    Vault other = new Vault("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    assertThat(new VoucherCodes(other).code(7, 0)).isNotEqualTo(CODE);
  }

  @Test
  void aMachineInAnotherLanguageMakesTheSameCodes() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(CODES.code(7, 0)).isEqualTo(CODE);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void isShownInGroupsOfFour() {
    assertThat(VoucherCodes.spaced("12345678901234")).isEqualTo("1234 5678 9012 34");
  }

  @Test
  void everyFormOfPayloadReadsBack() {
    assertThat(Payload.smsTo("10658", CODE)).isEqualTo("smsto:10658:" + CODE);
    assertThat(
            java.util.stream.Stream.of(
                CODE,
                " " + CODE + " ",
                VoucherCodes.spaced(CODE),
                "smsto:10658:" + CODE,
                "SMSTO:10658:" + VoucherCodes.spaced(CODE),
                "sms:+8610658?body=" + CODE,
                "sms:10658:" + CODE))
        .allSatisfy(text -> assertThat(Payload.code(text)).contains(CODE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/12345678901234",
        "smsto:10658:hello",
        "smsto::12345678901234",
        "WIFI:S:home;P:12345678901234;;",
        "00000000000000",
        ""
      })
  void othersCodesAreNotOurs(String text) {
    assertThat(Payload.code(text)).isEmpty();
  }
}
