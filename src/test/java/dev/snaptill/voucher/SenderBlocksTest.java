package dev.snaptill.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.TestClock;
import dev.snaptill.channel.Trust;
import dev.snaptill.config.Settings;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Address;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Defaults: five wrong codes within 15 minutes block for an hour, ten in a day for good. */
class SenderBlocksTest {
  private static final byte[] ANN = {1};
  private static final byte[] BOB = {2};

  private final VoucherConfig config = VoucherConfig.from(Settings.parse("g.yaml", "", Map.of()));
  private final TestClock clock = new TestClock("2026-11-23T01:00:00Z");
  private final SenderBlocks blocks = new SenderBlocks(config, new Vault(new byte[32]));

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
  void tenInADayBlockUntilAnOperatorLiftsIt() {
    wrong(ANN, 5);
    clock.move(config.block());
    wrong(ANN, 4);
    assertThat(blocked(ANN)).isFalse();
    clock.move(Duration.ofHours(2));
    wrong(ANN, 1);
    clock.move(Duration.ofDays(400));
    assertThat(blocked(ANN)).isTrue();
    blocks.set(ANN, false, clock.instant());
    assertThat(blocked(ANN)).isFalse();
  }

  @Test
  void nineADayAreForgivenAfterADay() {
    wrong(ANN, 4);
    clock.move(Duration.ofHours(12));
    wrong(ANN, 4);
    clock.move(Duration.ofHours(12));
    wrong(ANN, 4);
    assertThat(blocked(ANN)).isFalse();
  }

  @Test
  void aForgedSenderBlocksOnlyItself() {
    Address ann = Address.tel("+8613800000001");
    wrong(blocks.key(ann, Trust.WEAK), 5);
    assertThat(blocks.isBlocked(ann, Trust.WEAK, clock.instant())).isTrue();
    assertThat(blocks.isBlocked(ann, Trust.OPERATOR, clock.instant())).isFalse();
    blocks.set(blocks.key(ann, Trust.OPERATOR), true, clock.instant());
    clock.move(Duration.ofHours(2));
    assertThat(blocks.isBlocked(ann, Trust.WEAK, clock.instant())).isTrue();
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
    SenderBlocks after = new SenderBlocks(config, new Vault(new byte[32]));
    after.restore(ANN, four);
    after.restore(BOB, five);
    assertThat(after.isBlocked(BOB, clock.instant())).isTrue();
    after.wrong(ANN, clock.instant());
    assertThat(after.isBlocked(ANN, clock.instant())).isTrue();
  }
}
