package dev.snaptill.voucher;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Vouchers just made here and not yet looked up, as most are paid within minutes: the first look
 * needs no query. An entry is given out once, so that every later look sees the row. What it says
 * may be out of date all the same (cancelled, or used through another gateway); nothing rests on
 * that, because the reservation's guard looks at the row itself, and if it refuses, the voucher is
 * looked up again.
 */
final class FreshVouchers {
  private static final int MOST = 100_000;
  private static final Duration HELD = Duration.ofHours(1);

  private final Cache<ByteBuffer, Voucher> vouchers =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(HELD).build();

  /** Only of one use: who pays another one again is asked whether that is meant, by its counts. */
  void add(byte[] codeKey, Voucher voucher) {
    if (voucher.maxUses() == 1) {
      vouchers.put(ByteBuffer.wrap(codeKey), voucher);
    }
  }

  Optional<Voucher> take(byte[] codeKey) {
    return Optional.ofNullable(vouchers.asMap().remove(ByteBuffer.wrap(codeKey)));
  }
}
