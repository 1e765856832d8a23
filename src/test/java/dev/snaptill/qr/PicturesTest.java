package dev.snaptill.qr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever waits for a turn can't be interrupted: a test that waits for ever is left behind. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PicturesTest {
  /** 16 megapixels in four colours: nothing beside it. */
  private static final byte[] LARGEST = Hostile.pngOfFinders(4_000);

  private final Pictures pictures = new Pictures(ImageLimits.DEFAULT);

  @Test
  void oneLargestPictureIsDecodedAtATime() throws Exception {
    CountDownLatch itsTurn = new CountDownLatch(1);
    Thread second;
    try (Pictures.Turn first = pictures.turn(LARGEST)) {
      second =
          new Thread(
              () -> {
                try (Pictures.Turn turn = pictures.turn(LARGEST)) {
                  itsTurn.countDown();
                }
              });
      second.start();
      while (second.getState() != Thread.State.WAITING && second.isAlive()) {
        Thread.onSpinWait();
      }
      assertThat(itsTurn.getCount()).isOne();
    }
    assertThat(itsTurn.await(1, TimeUnit.MINUTES)).isTrue();
    second.join();
  }

  @Test
  void smallPicturesAreDecodedBesideOneAnother() {
    byte[] small = QrDrawing.of("https://pay.example/v/7f3K2mQ9").png(4);
    try (Pictures.Turn first = pictures.turn(small);
        Pictures.Turn second = pictures.turn(small)) {
      assertThat(second.open()).isInstanceOf(Pictures.Opened.Ok.class);
      assertThat(first.open()).isInstanceOf(Pictures.Opened.Ok.class);
    }
  }

  @Test
  void aRefusedPictureWaitsForNobody() {
    try (Pictures.Turn largest = pictures.turn(LARGEST);
        Pictures.Turn refused = pictures.turn(new byte[10])) {
      assertThat(refused.open()).isEqualTo(new Pictures.Opened.Refused(Refusal.UNKNOWN_KIND));
      assertThat(largest.open()).isInstanceOf(Pictures.Opened.Ok.class);
    }
  }
}
