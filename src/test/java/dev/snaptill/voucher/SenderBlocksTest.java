package dev.snaptill.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.TestClock;
import dev.snaptill.config.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Defaults: five wrong codes within 15 minutes block for 15 minutes. */
class SenderBlocksTest {
  private static final byte[] ANN = {1};
  private static final byte[] BOB = {2};

  private final VoucherConfig config = VoucherConfig.from(Settings.parse("g.yaml", "", Map.of()));
  private final TestClock clock = new TestClock("2026-11-23T01:00:00Z");
  private final SenderBlocks blocks = new SenderBlocks(config);

  private SenderBlocks.Count wrong(byte[] sender, int times) {
    SenderBlocks.Count count = null;
    for (int i = 0; i < times; i++) {
      count = blocks.wrong(sender, clock.instant());
    }
    return count;
  }

  private boolean blocked(byte[] sender) {
    return blocks.isBlocked(sender, clock.instant());
  }

  @Test
  void theFifthWrongCodeBlocksItsSenderAlone() {
    assertThat(wrong(ANN, 4).wrong()).isEqualTo(4);
    assertThat(blocked(ANN)).isFalse();
    assertThat(wrong(ANN, 1).blockedUntil()).isEqualTo(clock.instant().plus(config.block()));
    assertThat(blocked(ANN)).isTrue();
    assertThat(blocked(BOB)).isFalse();
  }

  @Test
  void aBlockEndsByItselfAndTheCountBeginsAnew() {
    wrong(ANN, 5);
    clock.move(config.block().minusMillis(1));
    assertThat(blocked(ANN)).isTrue();
    clock.move(Duration.ofMillis(1));
    assertThat(blocked(ANN)).isFalse();
    assertThat(wrong(ANN, 1).wrong()).isEqualTo(1);
  }

  @Test
  void slowMistakesAreForgiven() {
    wrong(ANN, 4);
    clock.move(config.wrongWindow());
    assertThat(wrong(ANN, 4).wrong()).isEqualTo(4);
    assertThat(blocked(ANN)).isFalse();
  }

  @Test
  void theWindowBeginsAtTheFirstMistakeAndDoesNotSlide() {
    wrong(ANN, 1);
    clock.move(config.wrongWindow().minusSeconds(1));
    wrong(ANN, 3);
    clock.move(Duration.ofSeconds(2));
    assertThat(wrong(ANN, 1).wrong()).isEqualTo(1);
  }

  @Test
  void aRestartForgivesNobody() {
    SenderBlocks.Count four = wrong(ANN, 4);
    SenderBlocks.Count five = wrong(BOB, 5);
    SenderBlocks after = new SenderBlocks(config);
    after.restore(ANN, four);
    after.restore(BOB, five);
    assertThat(after.isBlocked(BOB, clock.instant())).isTrue();
    after.wrong(ANN, clock.instant());
    assertThat(after.isBlocked(ANN, clock.instant())).isTrue();
  }
}
