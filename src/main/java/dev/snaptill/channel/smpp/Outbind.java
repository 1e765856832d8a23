package dev.snaptill.channel.smpp;

import java.net.Socket;

/**
 * A carrier has connected to us and wants us to bind to it over this connection (SMPP 3.4 §4.1.7).
 *
 * @param systemId the carrier's own
 * @param address where it comes from, as a literal
 * @param socket with nothing read of it but the outbind; whoever takes it closes it
 */
record Outbind(String systemId, String password, String address, Socket socket) {
  /** Never the password. */
  @Override
  public String toString() {
    return "outbind of '" + systemId.replaceAll("[^\\x21-\\x7e]", "?") + "' from " + address;
  }
}
