package dev.snaptill.simulator.carrier;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How this carrier behaves.
 *
 * @param port 0 for any free one
 * @param window deliver_sm outstanding per bind
 * @param responseTimeout after which an unanswered deliver_sm is sent again
 * @param retryDelay before a message refused with one of {@code retryStatuses} is sent again
 * @param retryFor how long a message is tried; then its last command status is final
 * @param log durable record of everything acknowledged, both ways; null keeps none
 * @param receipts whether a requested delivery receipt is sent
 * @param remember how many messages {@code acknowledged()} and {@code submitted()} keep, each
 */
public record CarrierConfig(
    String host,
    int port,
    String systemId,
    String password,
    int window,
    Duration responseTimeout,
    Duration retryDelay,
    Duration retryFor,
    Set<Integer> retryStatuses,
    @Nullable Path log,
    boolean receipts,
    int remember) {

  /** What carriers commonly take as "try again"; everything else is final. */
  private static final Set<Integer> TRY_AGAIN = Set.of(0x08, 0x14, 0x45, 0x58, 0x67, 0xFE, 0xFF);

  public static CarrierConfig defaults() {
    return new CarrierConfig(
        "127.0.0.1",
        0,
        "snaptill",
        "secret",
        500,
        Duration.ofSeconds(30),
        Duration.ofMillis(500),
        Duration.ofMinutes(10),
        TRY_AGAIN,
        null,
        true,
        100_000);
  }

  public CarrierConfig at(String host, int port) {
    return new CarrierConfig(
        host,
        port,
        systemId,
        password,
        window,
        responseTimeout,
        retryDelay,
        retryFor,
        retryStatuses,
        log,
        receipts,
        remember);
  }

  public CarrierConfig account(String systemId, String password) {
    return new CarrierConfig(
        host,
        port,
        systemId,
        password,
        window,
        responseTimeout,
        retryDelay,
        retryFor,
        retryStatuses,
        log,
        receipts,
        remember);
  }

  public CarrierConfig window(int window) {
    return new CarrierConfig(
        host,
        port,
        systemId,
        password,
        window,
        responseTimeout,
        retryDelay,
        retryFor,
        retryStatuses,
        log,
        receipts,
        remember);
  }

  public CarrierConfig retrying(Duration responseTimeout, Duration retryDelay, Duration retryFor) {
    return new CarrierConfig(
        host,
        port,
        systemId,
        password,
        window,
        responseTimeout,
        retryDelay,
        retryFor,
        retryStatuses,
        log,
        receipts,
        remember);
  }

  public CarrierConfig log(Path log) {
    return new CarrierConfig(
        host,
        port,
        systemId,
        password,
        window,
        responseTimeout,
        retryDelay,
        retryFor,
        retryStatuses,
        log,
        receipts,
        remember);
  }

  public CarrierConfig receipts(boolean receipts) {
    return new CarrierConfig(
        host,
        port,
        systemId,
        password,
        window,
        responseTimeout,
        retryDelay,
        retryFor,
        retryStatuses,
        log,
        receipts,
        remember);
  }

  public CarrierConfig remember(int remember) {
    return new CarrierConfig(
        host,
        port,
        systemId,
        password,
        window,
        responseTimeout,
        retryDelay,
        retryFor,
        retryStatuses,
        log,
        receipts,
        remember);
  }
}
