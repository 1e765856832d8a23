package dev.snaptill.bank.iso8583;

import dev.snaptill.config.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a bank's messages are authenticated.
 *
 * @param field 64 or 128
 * @param encoding how the eight bytes are filled
 * @param covers which of the message's bytes the MAC is over
 * @param key known from the start; may be null where one is exchanged
 * @param keyEncryptionKey under which new keys come; null where keys are not exchanged
 * @param request whether the gateway asks for a key when it signs on; else it waits for the bank's
 * @param rotate after how long a new key is asked for; zero for never
 * @param grace how long the key before is accepted
 * @param perLink whether each connection has a key of its own, instead of the bank
 */
public record MacConfig(
    int field,
    MacAlgorithm algorithm,
    Encoding encoding,
    Cover covers,
    byte @Nullable [] key,
    byte @Nullable [] keyEncryptionKey,
    boolean request,
    Duration rotate,
    Duration grace,
    boolean perLink) {

  /** How the field holds the MAC. */
  public enum Encoding {
    /** All eight bytes. */
    BINARY,
    /** The first four bytes as eight hexadecimal digits in ASCII. */
    HEX
  }

  /** What the MAC is computed over; TPDU, header and length are never part of it. */
  public enum Cover {
    /** From the message type up to the MAC. */
    BEFORE,
    /** From the message type to the end, without the MAC: the fields after field 64 too. */
    WHOLE
  }

  /** Reads a bank's {@code mac}; empty if it has no {@code algorithm}. */
  static Optional<MacConfig> from(Settings s, int usualField) {
    String name =
        s.text(
            "algorithm",
            "none",
            "none|x9\\.19|cbc-mac|cmac-aes",
            "none, x9.19, cbc-mac or cmac-aes");
    int field = s.integer("field", usualField, 64, 128);
    Encoding encoding = s.choice("encoding", Encoding.BINARY);
    Cover covers = s.choice("covers", Cover.BEFORE);
    String key = s.secretOrNull("mac_key");
    String kek = s.secretOrNull("key_encryption_key");
    boolean request = s.flag("request_key", true);
    Duration rotate = s.duration("rotate", Duration.ZERO, Duration.ZERO, Duration.ofDays(366));
    Duration grace =
        s.duration("grace", Duration.ofSeconds(60), Duration.ZERO, Duration.ofHours(1));
    String per = s.text("key_per", "bank", "bank|link", "bank or link");
    if (name.equals("none")) {
      if (key != null || kek != null) {
        s.error("algorithm", "is missing: a key alone authenticates nothing");
      }
      return Optional.empty();
    }
    if (field != 64 && field != 128) {
      s.error("field", field + " is neither 64 nor 128");
    }
    if (key == null && kek == null) {
      s.error("mac_key", "is missing (or key_encryption_key, if the bank sends the key)");
    }
    MacAlgorithm algorithm = MacAlgorithm.named(name);
    byte[] keyBytes = bytes(s, "mac_key", key, algorithm.keyBytes);
    byte[] kekBytes =
        bytes(
            s,
            "key_encryption_key",
            kek,
            algorithm.keyBlock == 'D' ? Set.of(16, 24) : Set.of(16, 24, 32));
    return Optional.of(
        new MacConfig(
            field,
            algorithm,
            encoding,
            covers,
            keyBytes,
            kekBytes,
            request,
            rotate,
            grace,
            per.equals("link")));
  }

  private static byte @Nullable [] bytes(
      Settings s, String name, @Nullable String hex, Set<Integer> allowed) {
    if (hex == null) {
      return null;
    }
    try {
      byte[] out = Hex.bytes(hex, name);
      if (allowed.contains(out.length)) {
        return out;
      }
    } catch (MalformedMessage e) {
      // told below; a secret is never quoted
    }
    s.error(
        name,
        "is not a key of " + allowed.stream().sorted().toList() + " bytes in hexadecimal digits");
    return null;
  }

  /** Never the keys. */
  @Override
  public String toString() {
    return algorithm.text + " in field " + field;
  }
}
