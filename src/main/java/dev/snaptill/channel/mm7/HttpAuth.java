package dev.snaptill.channel.mm7;

/** How a user name and a password are shown over HTTP. */
public enum HttpAuth {
  /** RFC 7617. */
  BASIC,
  /** RFC 7616: the password itself never travels. */
  DIGEST,
  /** Whichever the other side likes. */
  ANY
}
