package dev.snaptill.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.value.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  private final Numbers numbers =
      new Numbers(Configs.carrier(1, "short_codes: ['10658', '1069*', '1065812345']"));

  @ParameterizedTest(name = "TON {0} {1} is {2}")
  @CsvSource({
    "1, 8613800000001, +8613800000001",
    "1, +8613800000001, +8613800000001",
    "1, 008613800000001, +8613800000001",
    "1, 13800000001, +13800000001",
    "1, 12125551234, +12125551234",
    "2, 13800000001, +8613800000001",
    "2, 01065812300, +861065812300",
    "0, 13800000001, +8613800000001",
    "0, 8613800000001, +8613800000001",
    "0, +8613800000001, +8613800000001",
    "0, 008613800000001, +8613800000001",
    "0, 447911123456, +447911123456",
    "0, 138-0000 0001, +8613800000001",
    "0, 10658, 10658",
    "1, 10658, 10658",
    "0, 1065812345, 1065812345",
    "0, 1069012345678901, 1069012345678901",
    "3, 13800000001, 13800000001",
    "6, 13800000001, 13800000001",
    "0, 99999999999999999999, 99999999999999999999",
    "5, MyBank, MyBank",
    "0, MyBank, MyBank",
    "5, 13800000001, 13800000001",
  })
  void anAddressReads(int ton, String text, String value) {
    assertThat(numbers.read(ton, text)).isEqualTo(Address.tel(value));
  }

  @Test
  void nothingIsNoAddress() {
    assertThat(numbers.read(1, "")).isNull();
    assertThat(numbers.read(0, "  ")).isNull();
    assertThat(numbers.read(0, "1".repeat(64))).isNull();
  }

  @Test
  void addressesAreWrittenByKind() {
    assertThat(numbers.write(Address.tel("+8613800000001")))
        .isEqualTo(new Numbers.Wire(1, 1, "8613800000001"));
    assertThat(numbers.write(Address.tel("10658"))).isEqualTo(new Numbers.Wire(0, 1, "10658"));
    assertThat(numbers.write(Address.tel("Snaptill")))
        .isEqualTo(new Numbers.Wire(5, 0, "Snaptill"));
    assertThat(numbers.write(Address.tel("TwelveLetter"))).isNull();
    assertThat(numbers.write(new Address("wechat", "openid"))).isNull();
  }

  @Test
  void theTypeOfShortCodesIsTheCarriersChoice() {
    Numbers other = new Numbers(Configs.carrier(1, "source_ton: 3", "source_npi: 0"));
    assertThat(other.write(Address.tel("10658"))).isEqualTo(new Numbers.Wire(3, 0, "10658"));
  }
}
