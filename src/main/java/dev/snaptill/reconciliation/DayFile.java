package dev.snaptill.reconciliation;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A bank's day file on disk. It is read twice: once to see that it is whole, once to compare; it is
 * never held in memory.
 *
 * @param hash SHA-256 of the whole file, in hexadecimal
 */
record DayFile(Path path, FileLimits limits, String hash, Totals totals) {

  /** What is done with each posting. */
  interface Use {
    void line(BankLine line) throws BadFileException;
  }

  /**
   * Reads the whole file and checks that it is whole: its form, its count, and that its opening
   * balance and its postings make its closing balance. Blocking.
   *
   * @throws BadFileException if it isn't
   */
  static DayFile check(Path path, FileLimits limits) throws BadFileException {
    try (InputStream file = Files.newInputStream(path)) {
      MessageDigest digest = sha256();
      DigestInputStream hashed = new DigestInputStream(file, digest);
      long[] moved = {0};
      Totals totals =
          read(
              hashed,
              limits,
              line -> {
                try {
                  moved[0] = Math.addExact(moved[0], line.effect());
                } catch (ArithmeticException e) {
                  throw new BadFileException("the file's amounts are beyond all bounds");
                }
              });
      if (totals.opening() + moved[0] != totals.closing()) {
        throw new BadFileException(
            "the file does not add up: its opening balance and its postings don't make its"
                + " closing balance");
      }
      // a parser may stop before the very end of the file
      hashed.transferTo(java.io.OutputStream.nullOutputStream());
      return new DayFile(path, limits, HexFormat.of().formatHex(digest.digest()), totals);
    } catch (IOException e) {
      throw new BadFileException("the file cannot be read: " + e.getClass().getSimpleName());
    }
  }

  /** Reads every posting again. Blocking. */
  boolean read(Use use) throws BadFileException {
    try (InputStream file = Files.newInputStream(path)) {
      LineReader reader = open(file, limits);
      all(reader, use);
      return reader.listsTransfers();
    } catch (IOException e) {
      throw new BadFileException("the file cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private static Totals read(InputStream file, FileLimits limits, Use use)
      throws BadFileException, IOException {
    LineReader reader = open(file, limits);
    all(reader, use);
    return reader.totals();
  }

  private static void all(LineReader reader, Use use) throws BadFileException {
    for (@Nullable BankLine line = reader.next(); line != null; line = reader.next()) {
      use.line(line);
    }
  }

  /** XML begins with a less-than sign, after perhaps a byte-order mark and white space. */
  private static LineReader open(InputStream file, FileLimits limits)
      throws BadFileException, IOException {
    BufferedInputStream in = new BufferedInputStream(file, 1 << 16);
    in.mark(64);
    byte[] head = in.readNBytes(16);
    in.reset();
    for (byte b : head) {
      if (b == '<') {
        return new CamtReader(in, limits);
      }
      if (b != ' '
          && b != '\n'
          && b != '\r'
          && b != '\t'
          && b != (byte) 0xEF
          && b != (byte) 0xBB
          && b != (byte) 0xBF) {
        break;
      }
    }
    return new DelimitedReader(in, limits);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
