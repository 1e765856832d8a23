package dev.snaptill.bank.iso8583;

import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * What all the connections to one bank have in common.
 *
 * @param nanos monotonic nanoseconds, for time-outs
 */
record Shared(
    BankConfig config,
    Clock clock,
    LongSupplier nanos,
    Requests requests,
    Operations operations,
    LinkMetrics metrics) {}
