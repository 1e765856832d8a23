package dev.snaptill.simulator.mmsc;

import java.net.URI;
import java.time.Duration;

/**
 * How this MMSC behaves.
 *
 * @param port where SubmitReq is taken; 0 for any free one
 * @param gateway where DeliverReq is posted
 * @param user Basic credentials shown to the gateway; empty shows none
 * @param submitUser Basic credentials asked of a SubmitReq; empty asks none
 * @param timeout of one HTTP exchange
 * @param retryDelay before the first repetition; doubled up to ten seconds
 * @param retryFor how long a DeliverReq is repeated
 */
public record MmscConfig(
    String host,
    int port,
    URI gateway,
    String user,
    String password,
    String submitUser,
    String submitPassword,
    Duration timeout,
    Duration retryDelay,
    Duration retryFor) {

  public static MmscConfig defaults(URI gateway) {
    return new MmscConfig(
        "127.0.0.1",
        0,
        gateway,
        "mmsc",
        "secret",
        "",
        "",
        Duration.ofSeconds(15),
        Duration.ofMillis(500),
        Duration.ofMinutes(10));
  }

  public MmscConfig at(String host, int port) {
    return new MmscConfig(
        host,
        port,
        gateway,
        user,
        password,
        submitUser,
        submitPassword,
        timeout,
        retryDelay,
        retryFor);
  }

  public MmscConfig credentials(String user, String password) {
    return new MmscConfig(
        host,
        port,
        gateway,
        user,
        password,
        submitUser,
        submitPassword,
        timeout,
        retryDelay,
        retryFor);
  }

  public MmscConfig submitCredentials(String user, String password) {
    return new MmscConfig(
        host,
        port,
        gateway,
        this.user,
        this.password,
        user,
        password,
        timeout,
        retryDelay,
        retryFor);
  }

  public MmscConfig retrying(Duration timeout, Duration retryDelay, Duration retryFor) {
    return new MmscConfig(
        host,
        port,
        gateway,
        user,
        password,
        submitUser,
        submitPassword,
        timeout,
        retryDelay,
        retryFor);
  }
}
