package dev.snaptill.qr;

/** Why no picture of a message gave a text that passed; each has its own answer to the payer. */
public enum Trouble {
  /** No code was found in any of the pictures, or there was no picture. */
  NO_CODE,
  /** There is a code, but too small to be read. */
  CODE_TOO_SMALL,
  /** There is a code, but out of focus or shaken. */
  BLURRED,
  /** There is a code, but light shines back from it. */
  GLARE,
  /** There is a code, but it cannot be read. */
  UNREADABLE,
  /** Codes were read, but none of them is what was asked for. */
  NOT_OURS,
  /** A picture exceeds the limits. */
  TOO_BIG,
  /** A picture is of a kind that is not read, such as HEIC or WebP. */
  UNKNOWN_KIND,
  /** A picture's content is damaged. */
  BROKEN
}
