package dev.snaptill.subscription;

import java.time.ZoneId;

/**
 * What makes a voucher one for subscribing (patent P11).
 *
 * @param voucherId whose amount each debit comes to, or, by item, at most
 * @param zone in which its days begin
 */
public record Plan(long voucherId, Period period, ZoneId zone) {
  /** A voucher may be sent by this channel only if it is one for subscribing: no other has it. */
  public static final String CHANNEL = "subscription";
}
