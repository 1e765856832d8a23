package dev.snaptill.reconciliation;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;

/** Whatever a bank's day file holds is read, or refused as a bad file. */
class DayFileFuzzTest {
  private static final FileLimits LIMITS = new FileLimits(100_000, 1_000);

  @FuzzTest(maxDuration = "2m")
  void delimited(byte[] data) {
    try {
      drain(new DelimitedReader(new ByteArrayInputStream(data), LIMITS));
    } catch (BadFileException refused) {
      // as it should be
    }
  }

  @FuzzTest(maxDuration = "2m")
  void camt(byte[] data) {
    try {
      drain(new CamtReader(new ByteArrayInputStream(data), LIMITS));
    } catch (BadFileException refused) {
      // as it should be
    }
  }

  private static void drain(LineReader reader) throws BadFileException {
    int lines = 0;
    while (reader.next() != null) {
      lines++;
    }
    if (lines > 1_000 || reader.totals().lines() != lines) {
      throw new AssertionError(lines + " lines, told as " + reader.totals());
    }
  }
}
