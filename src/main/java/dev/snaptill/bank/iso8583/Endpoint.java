package dev.snaptill.bank.iso8583;

import org.jspecify.annotations.Nullable;

/** Where a bank listens. */
public record Endpoint(String host, int port) {
  /** Reads {@code host:port}; null if it is none. */
  static @Nullable Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("\\d{1,5}")) {
      return null;
    }
    int port = Integer.parseInt(text.substring(colon + 1));
    return port < 1 || port > 65_535 ? null : new Endpoint(text.substring(0, colon), port);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
