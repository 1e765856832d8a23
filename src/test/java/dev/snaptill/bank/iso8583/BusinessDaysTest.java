package dev.snaptill.bank.iso8583;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class BusinessDaysTest {
  @Test
  void theYearIsTheOneThatBringsTheDayNearest() {
    assertThat(BusinessDays.read("0102", LocalDate.of(2026, 12, 31)))
        .contains(LocalDate.of(2027, 1, 2));
    assertThat(BusinessDays.read("1231", LocalDate.of(2027, 1, 1)))
        .contains(LocalDate.of(2026, 12, 31));
    assertThat(BusinessDays.read("0229", LocalDate.of(2028, 2, 28)))
        .contains(LocalDate.of(2028, 2, 29));
  }

  @Test
  void whatIsNoDayOrWeeksAwayIsNone() {
    LocalDate today = LocalDate.of(2026, 11, 23);
    for (String wrong : new String[] {"0229", "1332", "0701", "11", "11x4", ""}) {
      assertThat(BusinessDays.read(wrong, today)).as(wrong).isEmpty();
    }
    assertThat(BusinessDays.read("0229", LocalDate.of(2027, 2, 28))).isEmpty();
  }
}
