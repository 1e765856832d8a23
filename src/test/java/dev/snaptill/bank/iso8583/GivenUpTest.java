package dev.snaptill.bank.iso8583;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bank.OperationKey;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class GivenUpTest {
  private final GivenUp givenUp = new GivenUp();

  @Test
  void theOldestGoesWhenThereAreTooMany() {
    for (int i = 0; i <= GivenUp.MOST; i++) {
      givenUp.add(expected("m" + i), i);
    }
    assertThat(givenUp.size()).isEqualTo(GivenUp.MOST);
    assertThat(givenUp.get("m0", GivenUp.MOST)).isNull();
    assertThat(givenUp.get("m1", GivenUp.MOST)).isNotNull();
  }

  @Test
  void nothingIsRememberedLongerThanADay() {
    givenUp.add(expected("old"), 0);
    assertThat(givenUp.get("old", GivenUp.KEEP_NANOS - 1)).isNotNull();
    assertThat(givenUp.get("old", GivenUp.KEEP_NANOS)).isNull();
    givenUp.add(expected("new"), GivenUp.KEEP_NANOS);
    assertThat(givenUp.size()).isEqualTo(1);
  }

  private static Expected expected(String match) {
    return new Expected(
        match,
        new OperationKey(Samples.BANK, Samples.TERMINAL, LocalDate.of(2026, 11, 23), 1),
        1,
        true,
        "000000001250",
        "RRN000000001",
        "MERCHANT1      ");
  }
}
