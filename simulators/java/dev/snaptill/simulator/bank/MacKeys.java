package dev.snaptill.simulator.bank;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The working keys of one bank, the same for all its connections: the key in force, those it
 * replaced for another 60 seconds, one that was sent out. That one is in force as soon as the
 * client is seen to have it: until then another connection's answers could arrive before it. The
 * keys outlive the process, in a file beside the books.
 */
final class MacKeys {
  static final Duration GRACE = Duration.ofSeconds(60);

  /** How long a key that was asked for may go unused before the bank takes it up itself. */
  private static final Duration UNUSED = Duration.ofSeconds(5);

  private record Old(byte[] key, Instant until) {}

  private final MacAlgorithm algorithm;
  private final byte @Nullable [] first;
  private final byte @Nullable [] kek;
  private final Path file;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final List<Old> old = new ArrayList<>();
  private byte @Nullable [] current;
  private byte @Nullable [] offered;
  private Instant inForce = Instant.MAX;

  /**
   * @param first key known from the start, if any
   * @param kek key-encrypting key, if keys are exchanged
   * @param file where the exchanged key is kept
   */
  MacKeys(
      MacAlgorithm algorithm,
      byte @Nullable [] first,
      byte @Nullable [] kek,
      Path file,
      Clock clock)
      throws IOException {
    this.algorithm = algorithm;
    this.first = first;
    this.kek = kek;
    this.file = file;
    this.clock = clock;
    current = first;
    if (Files.exists(file)) {
      read();
    }
  }

  private void read() throws IOException {
    try {
      List<String> lines = Files.readAllLines(file);
      current = lines.get(0).isEmpty() ? first : KeyBlock.key(file.toString(), lines.get(0));
      offered = lines.get(1).isEmpty() ? null : KeyBlock.key(file.toString(), lines.get(1));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException(file + " holds no keys of a bank", e);
    }
  }

  MacAlgorithm algorithm() {
    return algorithm;
  }

  /** Whether there is a key from the start, so that not even a sign-on may come unsigned. */
  boolean hasFirst() {
    return first != null;
  }

  boolean exchanges() {
    return kek != null;
  }

  /** The key to sign with now, if any is known. */
  synchronized Optional<byte[]> current() {
    if (!clock.instant().isBefore(inForce)) {
      take();
    }
    return Optional.ofNullable(current);
  }

  /** Six digits by which people compare the key in force; empty while there is none. */
  synchronized String checkValue() {
    byte[] key = current;
    return key == null || key.length != 16 ? "" : KeyBlock.checkValue(algorithm.exchanged(), key);
  }

  /**
   * The key under which this code is right, if it is any that is good now.
   *
   * @param opening the message signs on or asks for a key: a client that has just started knows no
   *     more than the first key
   */
  synchronized Optional<byte[]> verify(byte[] data, byte[] mac, boolean opening) {
    byte[] waiting = offered;
    if (waiting != null && right(data, mac, waiting)) {
      take();
      return Optional.of(waiting);
    }
    List<byte[]> good = new ArrayList<>();
    add(good, current);
    Instant now = clock.instant();
    old.removeIf(o -> !now.isBefore(o.until()));
    old.forEach(o -> good.add(o.key()));
    if (opening) {
      add(good, first);
    }
    return good.stream().filter(key -> right(data, mac, key)).findFirst();
  }

  private boolean right(byte[] data, byte[] mac, byte[] key) {
    return MessageDigest.isEqual(algorithm.over(data, data.length, key), mac);
  }

  private static void add(List<byte[]> keys, byte @Nullable [] key) {
    if (key != null) {
      keys.add(key);
    }
  }

  /**
   * Draws a new key that the client has asked for; field 48 to send it in. Empty where none are
   * exchanged.
   */
  synchronized Optional<String> renew() {
    Optional<String> block = draw();
    if (block.isPresent() && current == null) {
      take();
    } else if (block.isPresent()) {
      inForce = clock.instant().plus(UNUSED);
    }
    return block;
  }

  /** As {@link #renew}, unasked: in force once {@link #taken}. */
  synchronized Optional<String> offer() {
    return draw();
  }

  private Optional<String> draw() {
    if (kek == null) {
      return Optional.empty();
    }
    if (offered != null) {
      retire(offered);
    }
    byte[] key = new byte[16];
    random.nextBytes(key);
    offered = key;
    inForce = Instant.MAX;
    keep();
    return Optional.of(KeyBlock.wrap(algorithm.exchanged(), key, kek));
  }

  private void retire(byte[] key) {
    old.add(new Old(key, clock.instant().plus(GRACE)));
  }

  /** The client has taken the key that was offered. */
  synchronized void taken() {
    take();
  }

  /** The client does not want it. */
  synchronized void declined() {
    offered = null;
    inForce = Instant.MAX;
    keep();
  }

  private void take() {
    if (offered == null) {
      return;
    }
    if (current != null) {
      retire(current);
    }
    current = offered;
    offered = null;
    inForce = Instant.MAX;
    keep();
  }

  private void keep() {
    String text = line(current) + line(offered);
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      try (FileChannel channel =
          FileChannel.open(
              draft,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(byte @Nullable [] key) {
    return (key == null ? "" : HexFormat.of().formatHex(key)) + "\n";
  }
}
