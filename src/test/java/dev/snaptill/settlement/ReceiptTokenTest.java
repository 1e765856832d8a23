package dev.snaptill.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.store.Vault;
import dev.snaptill.value.Money;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ReceiptTokenTest {
  private static final ReceiptKey KEY = ReceiptKey.derive(new Vault(new byte[32]), 1);
  private static final ReceiptToken.Claims CLAIMS =
      new ReceiptToken.Claims(
          Receipts.number(123_456_789_012_345_678L),
          new Money(7_50, "CNY"),
          "李记\"面馆",
          Instant.ofEpochSecond(1_795_000_000));

  /** RFC 8032 section 7.1, test 2. */
  @Test
  void aKnownSeedHasItsKnownPublicKeyAndSignature() {
    byte[] seed =
        HexFormat.of().parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    ReceiptKey key = ReceiptKey.fromSeed(1, seed);
    assertThat(HexFormat.of().formatHex(Base64.getUrlDecoder().decode(key.x())))
        .isEqualTo("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    assertThat(HexFormat.of().formatHex(key.sign(new byte[] {0x72})))
        .startsWith("92a009a9f0d4cab8720e820b5f642540");
  }

  @Test
  void whatWasSignedIsReadAgain() {
    String token = ReceiptToken.sign(CLAIMS, KEY);
    assertThat(ReceiptToken.hasForm(token)).isTrue();
    assertThat(ReceiptToken.key(token)).hasValue(1);
    assertThat(ReceiptToken.verifies(token, KEY)).isTrue();
    assertThat(ReceiptToken.claims(token)).contains(CLAIMS);
    assertThat(token.length()).as("for a code that photos still show").isLessThan(270);
  }

  @Test
  void noCharacterCanBeChanged() {
    String token = ReceiptToken.sign(CLAIMS, KEY);
    for (int i = 0; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String altered = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(ReceiptToken.hasForm(altered) && ReceiptToken.verifies(altered, KEY))
          .as("character %s", i)
          .isFalse();
    }
  }

  @Test
  void anotherKeyDoesNotVerifyIt() {
    String token = ReceiptToken.sign(CLAIMS, KEY);
    assertThat(ReceiptToken.verifies(token, ReceiptKey.derive(new Vault(new byte[32]), 2)))
        .isFalse();
  }

  @Property(tries = 500)
  void anyTextIsATokenOrNotAndNeverThrows(@ForAll String text) {
    String header = Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    for (String token : new String[] {text, header + "." + header + "." + header}) {
      ReceiptToken.hasForm(token);
      if (token.chars().filter(c -> c == '.').count() == 2) {
        assertThat(ReceiptToken.claims("eyJ." + header + ".x")).isNotNull();
        assertThat(ReceiptToken.key(header + ".a.b")).isNotNull();
      }
    }
  }

  @Property(tries = 500)
  void aNumberIsReadHoweverItIsTyped(@ForAll @LongRange(min = 0) long id) {
    String number = Receipts.number(id);
    assertThat(Receipts.parse(number)).isEqualTo(id);
    assertThat(Receipts.parse(number.toLowerCase(java.util.Locale.ROOT).replace("-", " ")))
        .isEqualTo(id);
    assertThat(Receipts.parse(number.replace('0', 'O').replace('1', 'I'))).isEqualTo(id);
    assertThat(Receipts.parse(number.substring(0, 15) + "0" + number.substring(16))).isIn(-1L, id);
  }
}
