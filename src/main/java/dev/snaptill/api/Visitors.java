package dev.snaptill.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.ext.web.RoutingContext;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what strangers ask for, by where they ask from, so that nobody asks for ever. */
final class Visitors {
  private static final int MOST_VISITORS = 200_000;

  private final int perMinute;
  private final boolean behindProxy;
  private final Clock clock;
  private final Cache<String, AtomicInteger> counts =
      Caffeine.newBuilder()
          .maximumSize(MOST_VISITORS)
          .expireAfterWrite(Duration.ofMinutes(2))
          .build();

  /**
   * @param perMinute pages one address may ask for in a minute
   * @param behindProxy whether a proxy of ours adds the visitor's address to X-Forwarded-For
   */
  Visitors(int perMinute, boolean behindProxy, Clock clock) {
    this.perMinute = perMinute;
    this.behindProxy = behindProxy;
    this.clock = clock;
  }

  /** Whether this one may be answered. */
  boolean mayAsk(RoutingContext context) {
    String minute = address(context) + "@" + clock.millis() / 60_000;
    return Objects.requireNonNull(counts.get(minute, first -> new AtomicInteger()))
            .incrementAndGet()
        <= perMinute;
  }

  private String address(RoutingContext context) {
    String direct = String.valueOf(context.request().remoteAddress().hostAddress());
    String forwarded = context.request().getHeader("X-Forwarded-For");
    if (!behindProxy || forwarded == null || forwarded.length() > 1000) {
      return network(direct);
    }
    // the last is our proxy's word; those before it are the visitor's
    return network(forwarded.substring(forwarded.lastIndexOf(',') + 1).strip());
  }

  /** An IPv6 customer has a whole /64. */
  private static String network(String address) {
    if (!address.matches("[0-9a-fA-F:.%]{2,60}") || address.indexOf(':') < 0) {
      return address.length() > 60 ? "?" : address;
    }
    try {
      InetAddress parsed = InetAddress.getByName(address.replaceAll("%.*", ""));
      return parsed instanceof Inet6Address
          ? Arrays.toString(Arrays.copyOf(parsed.getAddress(), 8))
          : parsed.getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
