package dev.snaptill.simulator.crash;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One payer's text with one voucher's digits, and what came of it. Guarded by {@link Load}. */
final class Item {
  final String payer;
  final String payee;
  final long minor;
  final String code;

  /** The carrier's time of the gateway's first deliver_sm_resp; null while there is none. */
  @Nullable Instant acknowledged;

  @Nullable Instant payerTold;
  @Nullable Instant payeeTold;

  /**
   * @param minor the voucher's amount in minor units
   * @param code its digits, as they are sent
   */
  Item(String payer, String payee, long minor, String code) {
    this.payer = payer;
    this.payee = payee;
    this.minor = minor;
    this.code = code;
  }

  boolean paid() {
    return payerTold != null && payeeTold != null;
  }

  /** As texts say it. */
  static String decimal(long minor) {
    return "%d.%02d".formatted(minor / 100, minor % 100);
  }
}
