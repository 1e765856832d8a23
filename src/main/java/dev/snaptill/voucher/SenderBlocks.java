package dev.snaptill.voucher;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Counts wrong codes per sender and blocks who sends too many (vouchers.md, Typed code). */
final class SenderBlocks {

  /** What is known of one sender. */
  record Count(int wrong, Instant since, Instant blockedUntil) {}

  private final VoucherConfig config;
  private final Cache<ByteBuffer, Count> counts;

  SenderBlocks(VoucherConfig config) {
    this.config = config;
    this.counts =
        Caffeine.newBuilder()
            .maximumSize(200_000)
            .expireAfterWrite(config.wrongWindow().plus(config.block()))
            .build();
  }

  boolean isBlocked(byte[] senderKey, Instant now) {
    Count count = counts.getIfPresent(ByteBuffer.wrap(senderKey));
    return count != null && now.isBefore(count.blockedUntil());
  }

  /** One more wrong code; tells the new count, to be stored. */
  Count wrong(byte[] senderKey, Instant now) {
    Count before = counts.getIfPresent(ByteBuffer.wrap(senderKey));
    boolean goesOn = before != null && before.since().plus(config.wrongWindow()).isAfter(now);
    int wrong = before != null && goesOn ? before.wrong() + 1 : 1;
    Instant since = before != null && goesOn ? before.since() : now;
    Count count =
        wrong >= config.wrongCodes()
            ? new Count(0, now, now.plus(config.block()))
            : new Count(wrong, since, Instant.EPOCH);
    counts.put(ByteBuffer.wrap(senderKey), count);
    return count;
  }

  /** What was stored before a restart. */
  void restore(byte[] senderKey, Count count) {
    counts.put(ByteBuffer.wrap(senderKey), count);
  }
}
