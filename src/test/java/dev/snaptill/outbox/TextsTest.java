package dev.snaptill.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.value.Money;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TextsTest {
  /** 3GPP TS 23.038, default alphabet; those of the extension table count as two. */
  private static final String GSM7 =
      "@£$¥èéùìòÇ\n"
          + "Øø\r"
          + "ÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
          + "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

  private static final String EXTENSION = "^{}\\[~]|€\f";

  private static final String NAME = "N".repeat(24);
  private static final String RECEIPT = "5J2K-8WQD-0Z3A-47";
  private static final String CODE = "1234 5678 9012 34";
  private static final Map<String, String> AMOUNT = Map.of("en", "99999.99 CNY", "zh", "99999.99元");
  private static final Map<String, String> UNTIL =
      Map.of("en", "23 Nov 01:25", "zh", "11月23日01:25");

  private static final Map<String, String> TERMS =
      Map.of("en", "9999.99 CNY every month from 23 Nov", "zh", "11月23日起每月9999.99元");

  private static final Map<String, String> DAY = Map.of("en", "23 Nov", "zh", "11月23日");

  /** With a note of all 24 characters the voucher needs a second UCS-2 message. */
  private static final Set<Say> LONG_IN_CHINESE =
      EnumSet.of(Say.VOUCHER, Say.MONEY_ASKED, Say.REFUND_RECEIVED);

  private static Object[] longest(Say say, String language) {
    String amount = AMOUNT.get(language);
    return switch (say) {
      case PAID, PAID_BEFORE -> new Object[] {amount, NAME, RECEIPT};
      case PAID_AND_FEE -> new Object[] {amount, NAME, RECEIPT, amount};
      case RECEIVED_LESS_FEE, EARNED_LESS_FEE ->
          new Object[] {amount, "138****0001", RECEIPT, amount};
      case RECEIVED, EARNED -> new Object[] {amount, "138****0001", RECEIPT};
      case COMING_LATER -> new Object[] {amount, "138****0001"};
      case PAID_AGAIN -> new Object[] {amount, RECEIPT, 99};
      case VOUCHER -> new Object[] {amount, " (" + NAME + ")", CODE, "10658", UNTIL.get(language)};
      case VOUCHER_PICTURE -> new Object[] {amount, CODE, "10658"};
      case ASKED_BEFORE -> new Object[] {amount, CODE, 99};
      case OVER_LIMIT, CONFIRM_NOT_YET -> new Object[] {amount};
      case CONFIRM_PAYMENT -> new Object[] {amount, NAME, "482193"};
      case OVER_PLATFORM, OVER_DAY, OVER_MONTH, OVER_PRINTED, OVER_NEW_PAYER, AMOUNT_FIXED ->
          new Object[] {amount};
      case AMOUNT_MISSING, AMOUNT_OUTSIDE -> new Object[] {amount, amount};
      case WRONG_CHANNEL -> new Object[] {"MMS, RCS, SMS, WECHAT, WEIBO"};
      case PAYEE_ACCOUNT_CLOSED, PAYEE_CLOSED -> new Object[] {NAME};
      case WRONG_CURRENCY -> new Object[] {"CNY"};
      case BLOCKED -> new Object[] {10_080};
      case BANK_NO_FUNDS, BANK_LIMIT, BANK_REFUSED, NOT_COMPLETED, LOOKING_INTO_IT, TAKES_LONGER ->
          new Object[] {amount, NAME};
      case EVERY_DAY, EVERY_WEEK, EVERY_MONTH, EVERY_YEAR ->
          new Object[] {amount, DAY.get(language)};
      case EVERY_ITEM, BRIEF_ITEM -> new Object[] {amount, "N".repeat(12)};
      case BRIEF_DAY, BRIEF_WEEK, BRIEF_MONTH, BRIEF_YEAR -> new Object[] {amount};
      case CONFIRM_SUBSCRIPTION -> new Object[] {NAME, TERMS.get(language), "482193"};
      case CONFIRM_RESUME -> new Object[] {NAME, TERMS.get(language), 12, "482193"};
      case SUBSCRIBED -> new Object[] {NAME, TERMS.get(language), 12};
      case SUBSCRIPTION_NOTICE -> new Object[] {NAME, amount, 12, UNTIL.get(language)};
      case SUBSCRIPTION_STOPPED -> new Object[] {NAME, amount, 12};
      case SUBSCRIPTION_LINE, SUBSCRIPTION_LINE_PAUSED ->
          new Object[] {12, NAME, TERMS.get(language)};
      case SUBSCRIPTION_UNKNOWN -> new Object[] {12};
      case SUBSCRIPTION_PAUSED, SUBSCRIPTION_RESUMED, SUBSCRIPTION_CANCELLED ->
          new Object[] {NAME, 12};
      case REFUNDED -> new Object[] {amount, "138****0001", RECEIPT, RECEIPT};
      case REFUND_RECEIVED -> new Object[] {amount, NAME, RECEIPT, RECEIPT};
      case REFUND_TAKES_LONGER, REFUND_NOT_COMPLETED, REFUND_LOOKED_INTO ->
          new Object[] {amount, "138****0001"};
      case REFUND_COMING_LATER -> new Object[] {amount, NAME};
      case CONFIRM_REFUND -> new Object[] {amount, RECEIPT, "482193"};
      case REFUND_NO_SUCH_PAYMENT -> new Object[] {RECEIPT};
      case REFUND_TOO_MUCH -> new Object[] {amount};
      case CONFIRM_SENT, CONFIRM_SENT_THERE -> new Object[] {"138****0001"};
      case WRONG_NUMBER -> new Object[] {9};
      case ASKED_OF -> new Object[] {amount, "138****0001", CODE, UNTIL.get(language)};
      case CONFIRM_LIMIT_PAYMENT, CONFIRM_LIMIT_DAY, CONFIRM_LIMIT_MONTH, CONFIRM_REQUEST ->
          new Object[] {amount, "482193"};
      case CONFIRM_START -> new Object[] {"482193"};
      case CONFIRM_ADD, CONFIRM_LINK -> new Object[] {"138****0001", "482193"};
      case CONFIRM_JOINING -> new Object[] {NAME, "482193"};
      case CONSENT -> new Object[] {"6222****0001", amount, amount, "482193"};
      case HISTORY_PAID, HISTORY_RECEIVED -> new Object[] {DAY.get(language), amount, NAME};
      case LIMITS -> new Object[] {amount, amount, amount};
      case LIMIT_TOO_HIGH, LIMIT_PAYMENT_SET, LIMIT_DAY_SET, LIMIT_MONTH_SET ->
          new Object[] {amount};
      case MONEY_ASKED -> new Object[] {NAME, amount, " (" + NAME + ")", CODE, UNTIL.get(language)};
      case BAD_AMOUNT -> new Object[] {"0.01", "100000.00 CNY"};
      case RECEIPT_CONFIRMED, RECEIPT_CONFIRMED_BEFORE ->
          new Object[] {RECEIPT, amount, "138****0001", UNTIL.get(language)};
      case RECEIPT_REFUNDED -> new Object[] {RECEIPT, amount, "138****0001", amount};
      case SUBSCRIBER ->
          new Object[] {"138****0001", language.equals("zh") ? "每月" + amount : amount + " a month"};
      case RECEIPT_PICTURE -> new Object[] {RECEIPT, amount, NAME};
      case PAYEE_SAYS ->
          new Object[] {NAME, language.equals("zh") ? "好".repeat(45) : "x".repeat(120)};
      default -> new Object[0];
    };
  }

  @ParameterizedTest
  @EnumSource
  void everySayingHasItsWords(Say say) {
    for (String language : List.of("en", "zh")) {
      assertThat(Texts.say(say, language, longest(say, language)))
          .isNotBlank()
          // a value was forgotten, or an apostrophe not doubled
          .doesNotContain("{", "}", "''", "null");
    }
  }

  @ParameterizedTest
  @EnumSource
  void englishFitsOneMessageOfTheDefaultAlphabet(Say say) {
    String text = Texts.say(say, "en", longest(say, "en"));
    int septets = 0;
    for (char c : text.toCharArray()) {
      assertThat(GSM7 + EXTENSION).as("the alphabet of SMS").contains(String.valueOf(c));
      septets += EXTENSION.indexOf(c) >= 0 ? 2 : 1;
    }
    assertThat(septets).as(text).isLessThanOrEqualTo(160);
  }

  @ParameterizedTest
  @EnumSource
  void chineseFitsOneMessageWherePossible(Say say) {
    String text = Texts.say(say, "zh", longest(say, "zh"));
    if (LONG_IN_CHINESE.contains(say)) {
      assertThat(text.length()).as(text).isBetween(71, 134);
    } else {
      assertThat(text.length()).as(text).isLessThanOrEqualTo(70);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothLanguagesTellTheSameValues(Say say) {
    assertThat(placeholders("zh", say)).isEqualTo(placeholders("en", say));
    assertThat(placeholders("en", say)).hasSize(longest(say, "en").length);
  }

  private static Set<String> placeholders(String language, Say say) {
    Set<String> found = new TreeSet<>();
    Pattern.compile("\\{\\d+\\}")
        .matcher(bundle(language).getString(say.name()))
        .results()
        .forEach(match -> found.add(match.group()));
    return found;
  }

  private static ResourceBundle bundle(String language) {
    return ResourceBundle.getBundle(
        "dev.snaptill.outbox.messages", Locale.forLanguageTag(language));
  }

  @Test
  void thereAreNoWordsWithoutASaying() {
    for (String language : List.of("en", "zh")) {
      assertThat(bundle(language).keySet())
          .containsExactlyInAnyOrderElementsOf(
              EnumSet.allOf(Say.class).stream().map(Say::name).toList());
    }
  }

  @Test
  void anUnknownLanguageIsAnsweredInEnglish() {
    assertThat(Texts.say(Say.HELP, "fr")).isEqualTo(Texts.say(Say.HELP, "en"));
  }

  @Test
  void aValueIsNotTakenForAPattern() {
    assertThat(Texts.say(Say.PAYEE_ACCOUNT_CLOSED, "en", "{0}'s {1}"))
        .startsWith("{0}'s {1} can't");
  }

  @Test
  void amountsAreWrittenAsPeopleReadThem() {
    assertThat(Texts.amount(new Money(1250, "CNY"), "zh")).isEqualTo("12.50元");
    assertThat(Texts.amount(new Money(1250, "CNY"), "en")).isEqualTo("12.50 CNY");
    assertThat(Texts.amount(new Money(1250, "JPY"), "zh")).isEqualTo("1250 JPY");
  }

  @ParameterizedTest
  @CsvSource({
    "Tea House, Tea House",
    "茶馆, 茶馆",
    "7-Eleven, 7-Eleven",
    "2.5 kg apples, 2.5 kg apples",
    "'  Tea \t House  ', Tea House",
    "Win https://evil.example/x now, Win now",
    "hthttp://ttp://evil.example, ''",
    "www.evil.example, www evil example",
    "evil.example, evil example",
    "pay24.com, pay24 com",
    "bank．com, bank com",
    "bank。com, bank com",
    "http://1.2.3.4/x, ''",
    "1.2.3.4/x, ''"
  })
  void aNameCarriesNoLink(String name, String plain) {
    assertThat(Texts.plain(name)).isEqualTo(plain);
  }

  @Test
  void aNameCarriesNothingInvisible() {
    assertThat(Texts.plain("Te\u200ba\u202e Ho\u0007use\r\nPaid 5\u2028 x"))
        .isEqualTo("Tea Ho use Paid 5 x");
  }

  @Test
  void aNameIsCutBetweenCharacters() {
    assertThat(Texts.plain("N" + "😀".repeat(20))).isEqualTo("N" + "😀".repeat(11));
    assertThat(Texts.plain("N".repeat(30))).isEqualTo(NAME);
  }

  @Property
  void anyNameIsPlainAfterwards(@ForAll String name) {
    String plain = Texts.plain(name);
    assertThat(plain.length()).isLessThanOrEqualTo(24);
    assertThat(plain).doesNotContainPattern("\\p{Cntrl}|://");
    assertThat(Texts.plain(plain)).isEqualTo(plain);
  }
}
