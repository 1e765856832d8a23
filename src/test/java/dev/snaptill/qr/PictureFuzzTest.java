package dev.snaptill.qr;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever is called a picture is judged by its header, and opened or refused. */
class PictureFuzzTest {
  // small, so that what passes is decoded as well, thousands of times a second
  private static final ImageLimits LIMITS = new ImageLimits(100_000, 40_000, 40_000, 400);
  private static final Pictures PICTURES = new Pictures(LIMITS);

  @FuzzTest(maxDuration = "2m")
  void pictures(byte[] data) {
    if (PICTURES.open(data) instanceof Pictures.Opened.Ok ok && !LIMITS.admit(ok.header())) {
      throw new AssertionError("opened beyond the limits: " + ok.header());
    }
  }
}
