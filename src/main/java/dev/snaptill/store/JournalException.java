package dev.snaptill.store;

import org.jspecify.annotations.Nullable;

/** A unit that could not be committed; nothing of it is in the database. */
public sealed class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JournalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** A key that had to be new exists already: somebody did this before. */
  public static final class DuplicateKey extends JournalException {
    private static final long serialVersionUID = 1L;

    DuplicateKey(Throwable cause) {
      super("a row with this key exists already", cause);
    }
  }

  /** A statement of the unit did not hit exactly one row: the unit's assumptions don't hold. */
  public static final class Broken extends JournalException {
    private static final long serialVersionUID = 1L;

    Broken(String statement, int rows) {
      super("hit " + rows + " rows instead of one: " + statement, null);
    }
  }

  /** The database is gone, full or closing; the same unit may succeed later. */
  public static final class Unavailable extends JournalException {
    private static final long serialVersionUID = 1L;

    Unavailable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
