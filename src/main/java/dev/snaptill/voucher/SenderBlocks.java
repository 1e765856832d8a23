package dev.snaptill.voucher;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.snaptill.channel.Trust;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Address;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * Counts wrong codes per sender and blocks who sends too many: for a while, and after too many in a
 * day until an operator lifts it (vouchers.md, Typed code). Whoever can't be believed to be a
 * sender is counted apart from it, and so can't get it blocked. Thread-safe.
 */
public final class SenderBlocks {
  private static final Duration A_DAY = Duration.ofDays(1);

  /** The end of a block that only an operator ends. */
  public static final Instant UNTIL_LIFTED = Instant.ofEpochMilli(Long.MAX_VALUE);

  /**
   * What is known of one sender.
   *
   * @param wrong codes since {@code since}
   * @param dayWrong codes since {@code day}
   */
  public record Count(int wrong, Instant since, int dayWrong, Instant day, Instant blockedUntil) {

    static final Count NONE = new Count(0, Instant.EPOCH, 0, Instant.EPOCH, Instant.EPOCH);
  }

  private final VoucherConfig config;
  private final Function<String, byte[]> keys;
  private final Cache<ByteBuffer, Count> counts;

  public SenderBlocks(VoucherConfig config, Vault vault) {
    this.config = config;
    this.keys = vault.indexer("sender-block");
    this.counts =
        Caffeine.newBuilder().maximumSize(200_000).expireAfterAccess(A_DAY.multipliedBy(2)).build();
  }

  /** What a sender's row is found by. */
  public byte[] key(Address sender, Trust trust) {
    return keys.apply((trust == Trust.WEAK ? "weak " : "") + sender.canonical());
  }

  /** Whether texts from there get no answer. A block of the true sender holds for its forgers. */
  public boolean isBlocked(Address sender, Trust trust, Instant now) {
    return isBlocked(key(sender, Trust.OPERATOR), now)
        || (trust == Trust.WEAK && isBlocked(key(sender, Trust.WEAK), now));
  }

  boolean isBlocked(byte[] senderKey, Instant now) {
    Count count = counts.getIfPresent(ByteBuffer.wrap(senderKey));
    return count != null && now.isBefore(count.blockedUntil());
  }

  /** One more wrong code; tells the new count, to be stored. */
  Count wrong(byte[] senderKey, Instant now) {
    Count before = counts.get(ByteBuffer.wrap(senderKey), fresh -> Count.NONE);
    boolean goesOn = before.since().plus(config.wrongWindow()).isAfter(now);
    boolean sameDay = before.day().plus(A_DAY).isAfter(now);
    int wrong = goesOn ? before.wrong() + 1 : 1;
    int dayWrong = sameDay ? before.dayWrong() + 1 : 1;
    Instant day = sameDay ? before.day() : now;
    Count count =
        dayWrong >= config.wrongPerDay()
            ? new Count(0, now, dayWrong, day, UNTIL_LIFTED)
            : wrong >= config.wrongCodes()
                ? new Count(0, now, dayWrong, day, now.plus(config.block()))
                : new Count(wrong, goesOn ? before.since() : now, dayWrong, day, Instant.EPOCH);
    counts.put(ByteBuffer.wrap(senderKey), count);
    return count;
  }

  /** Blocks until it is lifted, or lifts a block; tells the new count, to be stored. */
  public Count set(byte[] senderKey, boolean blocked, Instant now) {
    Count count = new Count(0, now, 0, now, blocked ? UNTIL_LIFTED : Instant.EPOCH);
    counts.put(ByteBuffer.wrap(senderKey), count);
    return count;
  }

  /** What was stored, before a restart or by another node. */
  void restore(byte[] senderKey, Count stored) {
    counts
        .asMap()
        .merge(
            ByteBuffer.wrap(senderKey),
            stored,
            // what has just been counted here may not be written down yet
            (held, read) ->
                read.since().isAfter(held.since()) || read.dayWrong() > held.dayWrong()
                    ? read
                    : held);
  }
}
