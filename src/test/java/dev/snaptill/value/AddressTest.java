package dev.snaptill.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  @Property
  void whatIsWrittenReadsBack(@ForAll @AlphaChars @StringLength(min = 1, max = 64) String value) {
    Address address = new Address("wechat", value);
    assertThat(Address.parse(address.canonical())).isEqualTo(address);
  }

  @Property
  void aMaskedNumberNeverShowsMoreThanSevenDigits(
      @ForAll @NumericChars @StringLength(min = 7, max = 15) String digits) {
    Address address = Address.tel("+" + digits);
    assertThat(address.masked()).hasSizeLessThanOrEqualTo(11).contains("****");
    assertThat(address.toString()).doesNotContain(digits);
  }

  @ParameterizedTest
  @CsvSource({
    "+8613800000001, 138****0001",
    "+442071838750, +44****8750",
    "10658, ****58",
    "1, ****1"
  })
  void showsPeopleTheEndsOfANumberOnly(String number, String masked) {
    assertThat(Address.tel(number).masked()).isEqualTo(masked);
  }

  @Test
  void hidesTheIdsOfOtherChannelsToo() {
    assertThat(new Address("wechat", "oABCDEFGHIJKLMNOP")).hasToString("wechat:oAB****MNOP");
  }

  @ParameterizedTest
  @ValueSource(strings = {"+8613800000001", "+1234567", "+123456789012345"})
  void isE164(String number) {
    assertThat(Address.tel(number).isE164()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10658", "8613800000001", "+013800000001", "+123456", "+1234567890123456", "+1a"})
  void isNotE164(String number) {
    assertThat(Address.tel(number).isE164()).isFalse();
  }

  @Test
  void anotherSchemesValueIsNoTelephoneNumber() {
    assertThat(new Address("weibo", "+8613800000001").isE164()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tel", "tel:", ":1", "TEL:1", "t:1"})
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAValueThatIsTooLongWithoutTellingIt() {
    String value = "1".repeat(65);
    assertThatThrownBy(() -> Address.tel(value)).hasMessageNotContaining("11");
  }

  @Test
  void accountNumbersAreShownMasked() {
    AccountNumber number = new AccountNumber("6222020000002230");
    assertThat(number.masked()).isEqualTo("6222****2230");
    assertThat("" + number).isEqualTo("6222****2230");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1234567", "12345678901234567890123456789", "6222 0200", "６２２２０２００"})
  void refusesWhatIsNoAccountNumberWithoutTellingIt(String digits) {
    assertThatThrownBy(() -> new AccountNumber(digits))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an account number has 8 to 28 digits");
  }
}
