package dev.snaptill.bank.iso8583;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys a bank's messages are signed with: the one of now, the one before it for a time of
 * grace, and the one from the configuration, which holds until a key is exchanged. Event loop only.
 */
final class KeyRing {
  private static final Duration LEAST_WAIT = Duration.ofSeconds(10);

  private final MacConfig config;
  private final LongSupplier nanos;
  private final @Nullable MacKey base;
  private @Nullable MacKey current;
  private @Nullable MacKey previous;
  private long changed;
  private long untilNext;
  private boolean exchanged;
  private @Nullable Object exchanging;

  /**
   * @param nanos monotonic nanoseconds
   */
  KeyRing(MacConfig config, LongSupplier nanos) {
    this.config = config;
    this.nanos = nanos;
    byte[] key = config.key();
    this.base = key == null ? null : new MacKey(config.algorithm(), key);
    this.current = base;
    this.changed = nanos.getAsLong();
  }

  /** What to sign with; null while no key is known. */
  @Nullable MacKey signing() {
    return current;
  }

  /** The key of the configuration, by which two who lost sight of each other begin again. */
  @Nullable MacKey base() {
    return base;
  }

  /** What a message may be signed with now. */
  List<MacKey> accepted() {
    List<MacKey> out = new ArrayList<>(2);
    if (current != null) {
      out.add(current);
    }
    if (previous != null) {
      if (nanos.getAsLong() - changed < config.grace().toNanos()) {
        out.add(previous);
      } else {
        previous = null;
      }
    }
    return out;
  }

  /** Whether traffic has to wait for a key. */
  boolean lacking() {
    return config.keyEncryptionKey() != null && !exchanged && (config.request() || current == null);
  }

  /** Whether a new key should be asked for. */
  boolean due() {
    return config.keyEncryptionKey() != null
        && config.request()
        && (!exchanged || !config.rotate().isZero())
        && nanos.getAsLong() - changed >= untilNext;
  }

  /** The next sign-on asks for a new key; until then the old ones go on. */
  void distrust() {
    exchanged = false;
    untilNext = 0;
  }

  /** Only one connection exchanges keys at a time, or two new ones could cross. */
  boolean claim(Object link) {
    if (exchanging == null) {
      exchanging = link;
    }
    return exchanging == link;
  }

  void release(Object link) {
    if (exchanging == link) {
      exchanging = null;
    }
  }

  /** From now on the new key signs. The same key once more changes nothing. */
  void install(MacKey key) {
    exchanged = true;
    if (current == null || !current.isSameAs(key)) {
      previous = current;
      current = key;
    }
    changed = nanos.getAsLong();
    untilNext = config.rotate().toNanos();
  }

  /** An exchange beside the traffic failed: it is due again after a tenth of its time. */
  void putOff() {
    long tenth = config.rotate().toNanos() / 10;
    untilNext = nanos.getAsLong() - changed + Math.max(LEAST_WAIT.toNanos(), tenth);
  }

  /** The last connection is gone: the next one begins as after a start. */
  void forget() {
    current = base;
    previous = null;
    exchanged = false;
    untilNext = 0;
    exchanging = null;
  }
}
