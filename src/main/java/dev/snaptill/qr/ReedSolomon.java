package dev.snaptill.qr;

import org.jspecify.annotations.Nullable;

/**
 * Errors-and-erasures decoding of the code QR uses: GF(256) by x^8+x^4+x^3+x^2+1, first root α^0
 * (ISO/IEC 18004 §7.5.2). An erasure is a byte known to be doubtful; it costs half an error.
 * Berlekamp–Massey started from the erasures' locator, then Chien's search and Forney's formula.
 */
final class ReedSolomon {
  private static final int[] EXP = new int[510];
  private static final int[] LOG = new int[256];

  static {
    int x = 1;
    for (int i = 0; i < 255; i++) {
      EXP[i] = x;
      EXP[i + 255] = x;
      LOG[x] = i;
      x <<= 1;
      if (x > 255) {
        x ^= 0x11d;
      }
    }
  }

  private ReedSolomon() {}

  /**
   * Corrects the block in place.
   *
   * @param block data, then check bytes; at most 255, each 0 to 255
   * @param checks how many check bytes
   * @param erased places of doubtful bytes, at most {@code checks}
   * @return how many bytes were wrong outside the erasures, or -1 if the block cannot be corrected
   *     (it is then unchanged)
   */
  static int correct(int[] block, int checks, int[] erased) {
    int[] syndromes = syndromes(block, checks);
    if (syndromes == null) {
      return 0;
    }
    int n = block.length;
    int[] locator = locator(syndromes, checks, erased, n);
    int degree = degree(locator);
    int[] places = new int[degree];
    int found = 0;
    for (int i = 0; i < n && found < degree; i++) {
      if (evaluate(locator, 255 - (n - 1 - i)) == 0) {
        places[found++] = i;
      }
    }
    if (found < degree || 2 * (degree - erased.length) + erased.length > checks) {
      return -1;
    }
    int[] fixed = block.clone();
    int[] evaluator = product(syndromes, locator, checks);
    for (int place : places) {
      int x = n - 1 - place;
      int slope = derivative(locator, 255 - x);
      if (slope == 0) {
        return -1;
      }
      int top = evaluate(evaluator, 255 - x);
      fixed[place] ^= top == 0 ? 0 : EXP[(LOG[top] + x + 255 - LOG[slope]) % 255];
    }
    if (syndromes(fixed, checks) != null) {
      return -1;
    }
    System.arraycopy(fixed, 0, block, 0, n);
    return degree - erased.length;
  }

  /** Null if all are zero: the block is whole. */
  private static int @Nullable [] syndromes(int[] block, int checks) {
    int[] out = new int[checks];
    boolean any = false;
    for (int j = 0; j < checks; j++) {
      int sum = 0;
      for (int value : block) {
        sum = (sum == 0 ? 0 : EXP[LOG[sum] + j]) ^ value;
      }
      out[j] = sum;
      any |= sum != 0;
    }
    return any ? out : null;
  }

  private static int[] locator(int[] syndromes, int checks, int[] erased, int n) {
    int[] lambda = new int[checks + 2];
    lambda[0] = 1;
    for (int i = 0; i < erased.length; i++) {
      int x = n - 1 - erased[i];
      for (int j = i + 1; j > 0; j--) {
        lambda[j] ^= times(lambda[j - 1], x);
      }
    }
    int[] b = lambda.clone();
    int length = erased.length;
    for (int r = erased.length + 1; r <= checks; r++) {
      int gap = 0;
      for (int i = 0; i < r; i++) {
        gap ^= multiply(lambda[i], syndromes[r - 1 - i]);
      }
      int[] shifted = new int[checks + 2];
      System.arraycopy(b, 0, shifted, 1, checks + 1);
      if (gap == 0) {
        b = shifted;
        continue;
      }
      int[] next = lambda.clone();
      for (int i = 0; i < next.length; i++) {
        next[i] ^= times(shifted[i], LOG[gap]);
      }
      if (2 * length <= r + erased.length - 1) {
        length = r + erased.length - length;
        b = new int[checks + 2];
        for (int i = 0; i < b.length; i++) {
          b[i] = times(lambda[i], 255 - LOG[gap]);
        }
      } else {
        b = shifted;
      }
      lambda = next;
    }
    return lambda;
  }

  private static int degree(int[] polynomial) {
    int degree = polynomial.length - 1;
    while (degree > 0 && polynomial[degree] == 0) {
      degree--;
    }
    return degree;
  }

  /** At α^power. */
  private static int evaluate(int[] polynomial, int power) {
    int sum = 0;
    for (int i = polynomial.length - 1; i >= 0; i--) {
      sum = times(sum, power) ^ polynomial[i];
    }
    return sum;
  }

  /** The formal derivative at α^power: odd terms, one degree less. */
  private static int derivative(int[] polynomial, int power) {
    int sum = 0;
    for (int i = 1; i < polynomial.length; i += 2) {
      sum ^= times(polynomial[i], power * (i - 1) % 255);
    }
    return sum;
  }

  /** Modulo x^checks. */
  private static int[] product(int[] a, int[] b, int checks) {
    int[] out = new int[checks];
    for (int i = 0; i < checks; i++) {
      for (int j = 0; j <= i; j++) {
        out[i] ^= multiply(a[i - j], b[j]);
      }
    }
    return out;
  }

  private static int multiply(int a, int b) {
    return a == 0 || b == 0 ? 0 : EXP[LOG[a] + LOG[b]];
  }

  /** By α^power, 0 to 255. */
  private static int times(int a, int power) {
    return a == 0 ? 0 : EXP[LOG[a] + power % 255];
  }
}
