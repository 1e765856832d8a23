package dev.snaptill.qr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

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
    byte[] small = Hostile.pngClaiming(1_000, 1_000);
    try (Pictures.Turn first = pictures.turn(small);
        Pictures.Turn second = pictures.turn(small)) {
      assertThat(first).isNotSameAs(second);
    }
  }

  @Test
  void aRefusedPictureWaitsForNobody() {
    try (Pictures.Turn largest = pictures.turn(LARGEST);
        Pictures.Turn refused = pictures.turn(new byte[10])) {
      assertThat(refused.open()).isEqualTo(new Pictures.Opened.Refused(Refusal.UNKNOWN_KIND));
      assertThat(largest).isNotNull();
    }
  }
}
