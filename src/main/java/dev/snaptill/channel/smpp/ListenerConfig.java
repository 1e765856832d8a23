package dev.snaptill.channel.smpp;

import dev.snaptill.config.Settings;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where carriers and aggregators bind to us, and which may.
 *
 * @param host the one address that is listened on
 * @param port 0 takes a free one
 * @param systemId what we call ourselves in bind_resp
 * @param maxConnections connections at a time, bound or not
 * @param maxPerAddress of them from one address
 * @param bindTimeout how long a connection may take until it has bound
 * @param tls how connections are secured; empty for plain TCP
 * @param clientCertificates whether a peer must show a certificate signed by one we trust
 * @param systems none: nothing is listened on until a reload brings some
 */
public record ListenerConfig(
    String host,
    int port,
    String systemId,
    int maxConnections,
    int maxPerAddress,
    Duration bindTimeout,
    Optional<TlsConfig> tls,
    boolean clientCertificates,
    List<SystemConfig> systems) {

  /** The same for other systems. */
  public ListenerConfig withSystems(List<SystemConfig> others) {
    return new ListenerConfig(
        host,
        port,
        systemId,
        maxConnections,
        maxPerAddress,
        bindTimeout,
        tls,
        clientCertificates,
        others);
  }

  /** Reads the section {@code listener}; two systems of one name or system_id are an error. */
  public static ListenerConfig from(Settings s) {
    Settings tls = s.section("tls");
    Set<String> names = new HashSet<>();
    List<SystemConfig> systems =
        s.list(
            "systems",
            settings -> {
              SystemConfig system = SystemConfig.from(settings);
              for (String key :
                  List.of("n" + system.carrier().name(), "s" + system.carrier().systemId())) {
                if (!names.add(key)) {
                  settings.error("name", "or system_id is that of another system too");
                }
              }
              return system;
            });
    return new ListenerConfig(
        s.text("host", "127.0.0.1"),
        s.integer("port", 2776, 0, 65_535),
        s.text("system_id", "snaptill", "[\\x21-\\x7e]{1,15}", "1 to 15 ASCII characters"),
        s.integer("max_connections", 200, 1, 10_000),
        s.integer("max_per_address", 50, 1, 10_000),
        s.duration(
            "bind_timeout", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(60)),
        TlsConfig.from(tls),
        tls.flag("client_certificates", false),
        systems);
  }
}
