package dev.snaptill.channel.smpp;

import org.jspecify.annotations.Nullable;

/** Where an SMSC listens. */
public record Endpoint(String host, int port) {
  /** Reads {@code host:port}, an IPv6 address in brackets; null if it is none. */
  static @Nullable Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("\\d{1,5}")) {
      return null;
    }
    String host = text.substring(0, colon);
    int port = Integer.parseInt(text.substring(colon + 1));
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (port < 1 || port > 65_535 || (!bracketed && host.contains(":"))) {
      return null;
    }
    return new Endpoint(bracketed ? host.substring(1, host.length() - 1) : host, port);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
