package dev.snaptill.qr;

/** Why no picture of a message gave a text that passed; each has its own answer to the payer. */
public enum Trouble {
  /** No code was found in any of the pictures, or there was no picture. */
  NO_CODE,
  /** Codes were read, but none of them is what was asked for. */
  NOT_OURS,
  /** A picture exceeds the limits. */
  TOO_BIG,
  /** A picture is of a kind that is not read, such as HEIC or WebP. */
  UNKNOWN_KIND,
  /** A picture's content is damaged. */
  BROKEN
}
