package dev.snaptill.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DecodePoolTest {
  private static final String OURS = "https://pay.example/v/7f3K2mQ9";

  @Test
  void anErrorIsToldAndItsThreadGoesOn() throws Exception {
    QrConfig config = new QrConfig(1, 2, Duration.ofSeconds(30), ImageLimits.DEFAULT);
    byte[] picture = QrDrawing.of(OURS).png(4);
    try (DecodePool pool = new DecodePool(config)) {
      assertThatThrownBy(
              () ->
                  pool.first(
                          picture,
                          text -> {
                            throw new OutOfMemoryError("for the test");
                          })
                      .get(1, TimeUnit.MINUTES))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(OutOfMemoryError.class);

      assertThat(pool.first(picture, OURS::equals).get(1, TimeUnit.MINUTES).reading())
          .map(PhotoReading::passed)
          .isEqualTo(Optional.of(true));
    }
  }
}
