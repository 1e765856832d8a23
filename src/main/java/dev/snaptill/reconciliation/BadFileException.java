package dev.snaptill.reconciliation;

/** A bank's file that can't be used; the message says where and why, and never repeats content. */
public final class BadFileException extends Exception {
  private static final long serialVersionUID = 1L;

  BadFileException(String where, String why) {
    super(where + ": " + why);
  }

  BadFileException(String why) {
    super(why);
  }
}
