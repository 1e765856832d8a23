package dev.snaptill.simulator.bank;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published vectors, so that bank and gateway cannot agree on the same mistake. */
class MacAlgorithmTest {
  private static final String RFC_4493_KEY = "2b7e151628aed2a6abf7158809cf4f3c";
  private static final String RFC_4493_MESSAGE =
      "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
          + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

  private static String mac(MacAlgorithm algorithm, String key, byte[] data) {
    byte[] code = algorithm.over(data, data.length, HexFormat.of().parseHex(key));
    return HexFormat.of().formatHex(code);
  }

  /** RFC 4493 §4, the leftmost 8 bytes. */
  @ParameterizedTest
  @CsvSource({
    "0, bb1d6929e9593728",
    "16, 070a16b46b4d4144",
    "40, dfa66747de9ae630",
    "64, 51f0bebf7e3b9d92"
  })
  void aesCmac(int bytes, String expected) {
    byte[] data = HexFormat.of().parseHex(RFC_4493_MESSAGE.substring(0, bytes * 2));
    assertThat(mac(MacAlgorithm.CMAC_AES, RFC_4493_KEY, data)).isEqualTo(expected);
  }

  /** ISO/IEC 9797-1:2011, annex B, algorithms 1 and 3 with padding method 1. */
  @ParameterizedTest
  @CsvSource({
    "Now is the time for all |, 70a30640cc76dd8b, a1c72e74ea3fa9b6",
    "Now is the time for it|, e45b3ad2b7cc0856, 2e2b1428cc78254f"
  })
  void desCbcAndRetail(String text, String cbc, String retail) {
    byte[] data = text.replace("|", "").getBytes(StandardCharsets.US_ASCII);
    assertThat(mac(MacAlgorithm.CBC_MAC, "0123456789abcdef", data)).isEqualTo(cbc);
    assertThat(mac(MacAlgorithm.X9_19, "0123456789abcdeffedcba9876543210", data)).isEqualTo(retail);
  }

  @Test
  void checkValuesOfKnownKeys() {
    // FIPS 197 would want a block that is not zero; these are the well-known ones of zeros.
    byte[] key = HexFormat.of().parseHex("0123456789abcdeffedcba9876543210");
    assertThat(KeyBlock.checkValue('D', key)).isEqualTo("08D7B4");
    assertThat(KeyBlock.checkValue('A', new byte[16])).isEqualTo("66E94B");
  }
}
