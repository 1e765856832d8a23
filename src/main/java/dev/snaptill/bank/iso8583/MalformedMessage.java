package dev.snaptill.bank.iso8583;

/**
 * Bytes that are no message of the profile, or a message that the profile can't put on the wire.
 * Its text names the field and what is wrong with it, and never quotes a field's value.
 */
public final class MalformedMessage extends Exception {
  private static final long serialVersionUID = 1L;

  /** No stack trace: a hostile peer can make thousands of these a second. */
  MalformedMessage(String what) {
    super(what, null, false, false);
  }
}
