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
  void numbersAreTwelveCharactersAndTwoCheckDigits(@ForAll @LongRange(min = 0) long id) {
    assertThat(Receipts.number(id))
        .matches("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-\\d{2}")
        .startsWith(Receipts.reference(id).substring(0, 4));
    assertThat(Receipts.reference(id)).hasSize(12);
  }

  /** Of every id given before 2032 the twelve characters are all there is. */
  @Property
  void aWrongCharacterIsCaught(
      @ForAll @LongRange(min = 0, max = (1L << 60) - 1) long id,
      @ForAll @IntRange(max = 11) int place,
      @ForAll @IntRange(max = 31) int other) {
    String typed = Receipts.reference(id);
    Assume.that(typed.charAt(place) != ALPHABET.charAt(other));
    String wrong = typed.substring(0, place) + ALPHABET.charAt(other) + typed.substring(place + 1);
    long wrongId = Ids.parse("0" + wrong.toLowerCase(java.util.Locale.ROOT));
    assertThat(check(wrongId)).isNotEqualTo(check(id));
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
