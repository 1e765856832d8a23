package dev.snaptill.qr;

/** What there is to be seen in a picture out of which no code could be read. */
public enum Seen {
  /** Nothing like a code. */
  NO_CODE,
  /** A code whose modules are about as small as the picture's pixels. */
  TOO_SMALL,
  /** A code with soft edges: out of focus, or shaken. */
  BLURRED,
  /** A code with a white spot on it where light comes back. */
  GLARE,
  /** A code that is neither; it may be damaged, bent or badly printed. */
  UNREADABLE
}
