package dev.snaptill.qr;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.common.reedsolomon.GenericGF;
import com.google.zxing.common.reedsolomon.ReedSolomonEncoder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReedSolomonTest {
  private final Random random = new Random(42);

  private int[] block(int length, int checks) {
    int[] block = new int[length];
    for (int i = 0; i < length - checks; i++) {
      block[i] = random.nextInt(256);
    }
    new ReedSolomonEncoder(GenericGF.QR_CODE_FIELD_256).encode(block, checks);
    return block;
  }

  private int[] places(int length, int count) {
    return random.ints(0, length).distinct().limit(count).toArray();
  }

  @Test
  void twoErasuresCostAsMuchAsOneError() {
    for (int round = 0; round < 3_000; round++) {
      int checks = 2 + random.nextInt(29);
      int length = checks + 1 + random.nextInt(100);
      int[] whole = block(length, checks);
      int erasures = random.nextInt(checks + 1);
      int errors = random.nextInt((checks - erasures) / 2 + 1);
      int[] places = places(length, Math.min(length, erasures + errors));
      int[] seen = whole.clone();
      for (int place : places) {
        seen[place] ^= 1 + random.nextInt(255);
      }
      int[] erased = Arrays.copyOf(places, Math.min(erasures, places.length));

      int wrong = ReedSolomon.correct(seen, checks, erased);

      assertThat(seen).isEqualTo(whole);
      assertThat(wrong).isLessThanOrEqualTo(errors);
    }
  }

  @Test
  void anErasedByteMayHaveBeenRight() {
    int[] whole = block(44, 18);
    int[] seen = whole.clone();
    seen[3] ^= 7;

    ReedSolomon.correct(seen, 18, new int[] {1, 3, 5, 40});

    assertThat(seen).isEqualTo(whole);
  }

  @Test
  void aBlockThatIsPastMendingIsLeftAlone() {
    int refused = 0;
    for (int round = 0; round < 500; round++) {
      int[] noise = IntStream.range(0, 60).map(i -> random.nextInt(256)).toArray();
      int[] before = noise.clone();
      if (ReedSolomon.correct(noise, 20, new int[0]) < 0) {
        refused++;
        assertThat(noise).isEqualTo(before);
      }
    }
    assertThat(refused).isEqualTo(500);
  }
}
