package dev.snaptill.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class EmvTest {
  private static final FormsConfig CONFIG = FormsConfig.plain("https://pay.example.com");
  private static final Emv.Merchant SHOP =
      new Emv.Merchant(true, "CNY", new Money(7_50, "CNY"), "Corner Shop", "69957015707889");

  /** The check value of CRC-16/CCITT-FALSE in every catalogue of CRCs. */
  @Test
  void theChecksumIsTheOneThatEmvCoNames() {
    assertThat(Emv.crc("123456789")).isEqualTo("29B1");
  }

  /** EMV QRCPS merchant-presented mode, annex: every tag in its order. */
  @Test
  void whatIsWrittenIsTagLengthAndValue() {
    assertThat(Emv.write(Ids.parse("0abcdefghjkmn"), SHOP, CONFIG))
        .startsWith(
            "000201"
                + "010212"
                + "2633"
                + "0012dev.snaptill"
                + "01130abcdefghjkmn"
                + "52040000"
                + "5303156"
                + "54047.50"
                + "5802CN"
                + "5911Corner Shop"
                + "6008SHANGHAI"
                + "6218051469957015707889"
                + "6304");
  }

  @Property(tries = 300)
  void whatIsWrittenIsRead(
      @ForAll @LongRange(min = 0) long id,
      @ForAll @LongRange(min = 1, max = 9_999_999) long minor,
      @ForAll @StringLength(max = 60) String name) {
    Money amount = new Money(minor, "CNY");
    String text = Emv.write(id, new Emv.Merchant(false, "CNY", amount, name, "x"), CONFIG);
    assertThat(Emv.read(text)).contains(new Emv.Said(id, amount));
    assertThat(Payload.read(text)).contains(new Reference.Id(id, amount));
  }

  @Test
  void aCodeWithoutAnAmountLeavesItToThePayer() {
    String text = Emv.write(5, new Emv.Merchant(false, "CNY", null, "Shop", "x"), CONFIG);
    assertThat(text).contains("010211").doesNotContain("54047.50");
    assertThat(Emv.read(text)).contains(new Emv.Said(5, null));
  }

  @Test
  void blanksAroundItAndASmallChecksumAreTolerated() {
    String text = Emv.write(5, SHOP, CONFIG);
    int end = text.length() - 4;
    String small = text.substring(0, end) + text.substring(end).toLowerCase(java.util.Locale.ROOT);
    assertThat(Emv.read("  " + small + "\n")).isPresent();
  }

  @Test
  void aChangedCharacterIsNoticed() {
    String text = Emv.write(5, SHOP, CONFIG);
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == '7' ? '8' : '7';
      assertThat(Emv.read(text.substring(0, i) + other + text.substring(i + 1)))
          .as("character %s", i)
          .isEmpty();
    }
  }

  @Test
  void anotherSchemesCodeIsNotOurs() {
    String data = "00020101021126180010com.scheme52040000530315654047.505802CN5904Shop6002BJ6304";
    assertThat(Emv.read(data + Emv.crc(data))).isEmpty();
  }

  @Test
  void lengthsThatLieAreRefused() {
    for (String body :
        new String[] {
          "0002016304", "000201269900126304", "00020126xx6304", "0002012600" + "6304"
        }) {
      assertThat(Emv.read(body + Emv.crc(body))).isEmpty();
    }
    assertThat(Emv.read("0002" + "x".repeat(10_000))).isEmpty();
  }

  @Property(tries = 1000)
  void anyTextIsReadOrNotAndNeverThrows(@ForAll String text) {
    Emv.read(text);
    String signed = "000201" + text + "6304";
    Optional<Emv.Said> said = Emv.read(signed + Emv.crc(signed));
    assertThat(said).isNotNull();
    assertThat(Payload.read(text)).isNotNull();
  }
}
