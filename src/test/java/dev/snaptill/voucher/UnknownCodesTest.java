package dev.snaptill.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.TestClock;
import dev.snaptill.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnknownCodesTest {
  private final TestClock clock = new TestClock("2026-11-23T01:00:00Z");
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final UnknownCodes codes =
      new UnknownCodes(VoucherConfig.from(Settings.parse("g.yaml", "", Map.of())), metrics, clock);

  private double alarm() {
    return metrics.get("snaptill_unknown_codes_alarm").gauge().value();
  }

  @Test
  void moreThanOneInAHundredIsAnAlarmAndItEnds() {
    for (int i = 0; i < 198; i++) {
      codes.count(true);
    }
    codes.count(false);
    codes.count(false);
    assertThat(codes.ratio()).isEqualTo(0.01);
    assertThat(alarm()).isZero();
    codes.count(false);
    assertThat(alarm()).isEqualTo(1);
    clock.move(Duration.ofMinutes(11));
    assertThat(alarm()).isZero();
  }

  @Test
  void aFewCodesAreNoAlarm() {
    for (int i = 0; i < 99; i++) {
      codes.count(false);
    }
    assertThat(alarm()).isZero();
  }
}
