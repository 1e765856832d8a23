package dev.snaptill.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.value.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
  private static final Reference.Id ID = new Reference.Id(Ids.parse("0abcdefghjkmn"), null);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://pay.example.com/v/0abcdefghjkmn",
        "HTTPS://PAY.EXAMPLE.COM/V/0ABCDEFGHJKMN",
        "http://127.0.0.1:8080/v/0abcdefghjkmn/",
        " https://example.com/pay/here/v/0abcdefghjkmn?utm=x#y\n",
        "sms:10658?body=https%3A%2F%2Fpay.example.com%2Fv%2F0abcdefghjkmn",
        "sms:10658?&body=https://pay.example.com/v/0abcdefghjkmn"
      })
  void aLinkNamesItsVoucher(String text) {
    assertThat(Payload.read(text)).contains(ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://pay.example.com/v/0abcdefghjkm",
        "https://pay.example.com/v/zabcdefghjkmn",
        "https://pay.example.com/x/0abcdefghjkmn",
        "ftp://pay.example.com/v/0abcdefghjkmn",
        "see https://pay.example.com/v/0abcdefghjkmn",
        "0abcdefghjkmn",
        "sms:10658?body=%zz"
      })
  void whatIsNoLinkOfOursNamesNothing(String text) {
    assertThat(Payload.read(text)).isEmpty();
  }

  @Test
  void aReferenceIsWrittenSoThatItIsReadAgain() {
    assertThat(Payload.read(ID.text())).contains(ID);
  }

  @Test
  void onlyALinkIsDrawnInCapitals() {
    assertThat(Payload.drawn("https://pay.example.com/v/0abcdefghjkmn"))
        .isEqualTo("HTTPS://PAY.EXAMPLE.COM/V/0ABCDEFGHJKMN");
    assertThat(Payload.drawn("https://example.com/Pay/v/0abcdefghjkmn"))
        .isEqualTo("https://example.com/Pay/v/0abcdefghjkmn");
    assertThat(Payload.drawn("smsto:10658:12345678901234")).isEqualTo("smsto:10658:12345678901234");
  }
}
