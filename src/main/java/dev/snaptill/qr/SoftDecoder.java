package dev.snaptill.qr;

import com.google.zxing.ReaderException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.decoder.Version;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Turns samples into text, giving the doubtful modules up as erasures: where glare, a fold or a
 * stain covers part of a code, that nearly doubles what error correction can mend. The format is
 * the likeliest of the 32 rather than what its few modules say. What is mended is drawn anew, and
 * ZXing reads the clean symbol.
 */
final class SoftDecoder {
  private static final int FORMATS_TRIED = 2;

  /** Check bytes that must be left over when bytes are given up: else anything would be a code. */
  private static final int SPARE_CHECKS = 3;

  /** Of the darkness and lightness seen, the share that may contradict the text. */
  private static final double MOST_CONTRADICTION = 0.22;

  private final Decoder decoder = new Decoder();

  Optional<String> decode(Samples samples) {
    Integer[] formats = IntStream.range(0, FormatBits.COUNT).boxed().toArray(Integer[]::new);
    double[] likely = new double[FormatBits.COUNT];
    for (int format = 0; format < FormatBits.COUNT; format++) {
      likely[format] = likelihood(samples, FormatBits.word(format));
    }
    Arrays.sort(formats, Comparator.comparingDouble(format -> -likely[format]));
    for (int i = 0; i < FORMATS_TRIED; i++) {
      Optional<String> text = decode(samples, formats[i]);
      if (text.isPresent()) {
        return text;
      }
    }
    return Optional.empty();
  }

  private static double likelihood(Samples samples, int word) {
    int side = samples.symbol().side();
    double sum = 0;
    for (int bit = 0; bit < 15; bit++) {
      float seen =
          samples.at(FormatBits.column(bit), FormatBits.row(bit))
              + samples.at(FormatBits.column(bit, side), FormatBits.row(bit, side));
      sum += (word >> bit & 1) != 0 ? seen : -seen;
    }
    return sum;
  }

  private Optional<String> decode(Samples samples, int format) {
    Symbol symbol = samples.symbol();
    int mask = format & 7;
    int total = symbol.version().getTotalCodewords();
    int[] words = new int[total];
    float[] trust = new float[total];
    Arrays.fill(trust, 1);
    int[] path = DataPath.of(symbol);
    for (int i = 0; i < total * 8; i++) {
      float dark = samples.darkness()[path[i]];
      boolean flip = Masks.flips(mask, path[i] % symbol.side(), path[i] / symbol.side());
      words[i >> 3] = words[i >> 3] << 1 | (dark > 0 != flip ? 1 : 0);
      trust[i >> 3] = Math.min(trust[i >> 3], Math.abs(dark));
    }
    Version.ECBlocks blocks =
        symbol.version().getECBlocksForLevel(ErrorCorrectionLevel.forBits(format >> 3));
    int[][] places = Interleaving.places(blocks, total);
    for (int[] block : places) {
      if (!mend(words, trust, block, blocks.getECCodewordsPerBlock())) {
        return Optional.empty();
      }
    }
    return text(samples, format, words, path);
  }

  /** With ever more of the least trusted bytes given up. */
  private static boolean mend(int[] words, float[] trust, int[] places, int checks) {
    int[] block = Arrays.stream(places).map(place -> words[place]).toArray();
    int[] doubtful =
        IntStream.range(0, block.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> trust[places[i]]))
            .mapToInt(Integer::intValue)
            .toArray();
    int step = Math.max(1, checks / 12);
    for (int give = 0; give <= checks - SPARE_CHECKS; give += step) {
      int spare = give == 0 ? 0 : SPARE_CHECKS;
      int[] tried = block.clone();
      int errors = ReedSolomon.correct(tried, checks, Arrays.copyOf(doubtful, give));
      if (errors >= 0 && 2 * errors + give <= checks - spare) {
        for (int i = 0; i < tried.length; i++) {
          words[places[i]] = tried[i];
        }
        return true;
      }
    }
    return false;
  }

  private Optional<String> text(Samples samples, int format, int[] words, int[] path) {
    Symbol symbol = samples.symbol();
    int side = symbol.side();
    BitMatrix bits = new BitMatrix(side);
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        if (symbol.known(column, row) == Symbol.DARK) {
          bits.set(column, row);
        }
      }
    }
    int word = FormatBits.word(format);
    for (int bit = 0; bit < 15; bit++) {
      if ((word >> bit & 1) != 0) {
        bits.set(FormatBits.column(bit), FormatBits.row(bit));
        bits.set(FormatBits.column(bit, side), FormatBits.row(bit, side));
      }
    }
    double against = 0;
    double all = 0;
    for (int i = 0; i < path.length; i++) {
      int column = path[i] % side;
      int row = path[i] / side;
      boolean one = i < words.length * 8 && (words[i >> 3] >> 7 - (i & 7) & 1) != 0;
      boolean dark = one != Masks.flips(format & 7, column, row);
      if (dark) {
        bits.set(column, row);
      }
      float seen = samples.darkness()[path[i]];
      all += Math.abs(seen);
      against += seen > 0 == dark ? 0 : Math.abs(seen);
    }
    if (against > MOST_CONTRADICTION * all) {
      return Optional.empty();
    }
    try {
      return Optional.of(decoder.decode(bits).getText());
    } catch (ReaderException e) {
      return Optional.empty();
    }
  }
}
