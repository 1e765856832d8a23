package dev.snaptill.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a master key file holds: {@code index} and 64 hexadecimal digits, from which look-ups hang
 * and which never changes, and for each sealing key {@code seal}, its number (1 to 255) and 64
 * digits; the highest number seals. A file of 64 digits alone, as the first versions made it, is
 * both the index and the sealing key 1.
 *
 * @param index 32 bytes
 * @param sealing 32 bytes by number
 */
@SuppressWarnings("ArrayRecordComponent") // secrets: compared by nobody
record MasterKeys(byte[] index, SortedMap<Integer, byte[]> sealing) {
  private static final int MOST = 255;

  static MasterKeys single(byte[] key) {
    return new MasterKeys(key.clone(), new TreeMap<>(Map.of(1, key.clone())));
  }

  static MasterKeys draw() {
    return new MasterKeys(random(), new TreeMap<>(Map.of(1, random())));
  }

  private static byte[] random() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }

  /**
   * Reads a file's text.
   *
   * @throws IllegalArgumentException if it is none
   */
  static MasterKeys parse(String text) {
    if (!text.strip().contains(" ")) {
      return single(key(text.strip()));
    }
    byte @Nullable [] index = null;
    SortedMap<Integer, byte[]> sealing = new TreeMap<>();
    for (String line : text.split("\n", -1)) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length == 2 && words[0].equals("index") && index == null) {
        index = key(words[1]);
      } else if (words.length == 3 && words[0].equals("seal")) {
        int number = Integer.parseInt(words[1]);
        if (number < 1 || number > MOST || sealing.put(number, key(words[2])) != null) {
          throw new IllegalArgumentException("seal " + number + " is given twice or out of range");
        }
      } else if (!line.isBlank() && !line.strip().startsWith("#")) {
        // never the line itself: it may be a key
        throw new IllegalArgumentException("a line is neither an index nor a seal");
      }
    }
    if (index == null || sealing.isEmpty()) {
      throw new IllegalArgumentException("the index line or every seal line is missing");
    }
    return new MasterKeys(index, sealing);
  }

  private static byte[] key(String hex) {
    if (!hex.matches("[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException("a key has not 64 hexadecimal digits");
    }
    return HexFormat.of().parseHex(hex);
  }

  int newest() {
    return sealing.lastKey();
  }

  /** These and a new sealing key. */
  MasterKeys more() {
    if (newest() == MOST) {
      throw new IllegalStateException("there is no number left for another key");
    }
    SortedMap<Integer, byte[]> all = new TreeMap<>(sealing);
    all.put(newest() + 1, random());
    return new MasterKeys(index, all);
  }

  /** The newest sealing key alone. */
  MasterKeys onlyNewest() {
    return new MasterKeys(index, new TreeMap<>(sealing.tailMap(newest())));
  }

  private String text() {
    StringBuilder text = new StringBuilder("index " + HexFormat.of().formatHex(index) + "\n");
    sealing.forEach(
        (number, key) ->
            text.append("seal " + number + " " + HexFormat.of().formatHex(key) + "\n"));
    return text.toString();
  }

  /** Writes the file anew, readable by its owner alone: whole or not at all. */
  void write(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("no directory");
    }
    Files.createDirectories(folder);
    Path temporary = folder.resolve(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    Files.createFile(
        temporary,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text().getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}
