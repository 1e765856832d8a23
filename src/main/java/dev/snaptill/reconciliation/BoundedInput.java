package dev.snaptill.reconciliation;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Ends a file that is too long, or that goes on for too long without the byte that begins a new
 * piece: an XML parser would keep a name, an attribute or a text of any length in memory.
 */
final class BoundedInput extends FilterInputStream {
  private final long most;
  private final int mark;
  private final long mostBetween;
  private long total;
  private long since;

  /**
   * @param mark the byte that must come again and again; -1 for none
   */
  BoundedInput(InputStream in, long most, int mark, long mostBetween) {
    super(in);
    this.most = most;
    this.mark = mark;
    this.mostBetween = mostBetween;
  }

  /** The file is beyond a bound. */
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1L;

    TooLong(String why) {
      super(why);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int got = super.read(into, from, length);
    if (got > 0) {
      total += got;
      if (total > most) {
        throw new TooLong("is longer than " + most + " bytes");
      }
      for (int i = from; mark >= 0 && i < from + got; i++) {
        since = into[i] == mark ? 0 : since + 1;
        if (since > mostBetween) {
          throw new TooLong("has a piece longer than " + mostBetween + " bytes");
        }
      }
    }
    return got;
  }

  /** An XML parser closes what it has read to the end; who opened the file closes it. */
  @Override
  public void close() {}

  @Override
  public boolean markSupported() {
    return false;
  }
}
