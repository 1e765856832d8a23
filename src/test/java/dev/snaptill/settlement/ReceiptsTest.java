package dev.snaptill.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.TestClock;
import dev.snaptill.value.Ids;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  @Property
  void numbersAreTheIdAndTwoCheckDigits(@ForAll @LongRange(min = 0) long id) {
    assertThat(Receipts.number(id))
        .matches("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{5}-\\d{2}");
    assertThat(typed(id)).isEqualTo(id);
  }

  /** Every id given before 2059. */
  @Property
  void banksGetTwelveCharactersThatTellOneIdFromAnother(
      @ForAll @LongRange(min = 0, max = 4_700_000_000_000_000_000L) long id) {
    assertThat(Receipts.reference(id)).matches("[0-9A-Z]{12}");
    assertThat(Long.parseLong(Receipts.reference(id), 36)).isEqualTo(id);
  }

  @Property
  void aWrongCharacterIsCaught(
      @ForAll @LongRange(min = 0) long id,
      @ForAll @IntRange(min = 1, max = 12) int place,
      @ForAll @IntRange(max = 31) int other) {
    String text = Ids.text(id).toUpperCase(java.util.Locale.ROOT);
    Assume.that(text.charAt(place) != ALPHABET.charAt(other));
    String wrong = text.substring(0, place) + ALPHABET.charAt(other) + text.substring(place + 1);
    long wrongId = Ids.parse(wrong.toLowerCase(java.util.Locale.ROOT));
    assertThat(check(wrongId)).isNotEqualTo(check(id));
  }

  private static long typed(long id) {
    String number = Receipts.number(id).replace("-", "").toLowerCase(java.util.Locale.ROOT);
    return Ids.parse(number.substring(0, 13));
  }

  private static String check(long id) {
    String number = Receipts.number(id);
    return number.substring(number.length() - 2);
  }

  @Test
  void paymentsOfOneMomentHaveDifferentReferences() {
    Ids ids = new Ids(new TestClock("2026-11-23T01:00:00Z"), 0);
    assertThat(Receipts.reference(ids.next())).isNotEqualTo(Receipts.reference(ids.next()));
  }
}
