package dev.snaptill.store;

import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;

/** Whose fault a failed transaction was, from its SQLSTATE. */
enum Blame {
  /** Somebody else's transaction: run the whole batch again. */
  CONFLICT,
  /** The database itself: wait until it is back. */
  DATABASE,
  /** One of the units: find it. */
  UNIT;

  static Blame of(Exception e) {
    if (!(e instanceof SQLException sql)) {
      return UNIT;
    }
    String state = String.valueOf(sql.getSQLState());
    if (state.equals("40001") || state.equals("40P01")) {
      return CONFLICT;
    }
    // 08 connection, 53 resources (disk full), 57P shutdown; HSQLDB: S1000 and 58 for file errors
    if (state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.startsWith("58")
        || state.equals("S1000")) {
      return DATABASE;
    }
    return UNIT;
  }

  static boolean isDuplicateKey(SQLException e) {
    return e instanceof SQLIntegrityConstraintViolationException
        && String.valueOf(e.getSQLState()).equals("23505");
  }

  static JournalException asJournalException(Exception e) {
    if (e instanceof JournalException journal) {
      return journal;
    }
    if (e instanceof SQLException sql && isDuplicateKey(sql)) {
      return new JournalException.DuplicateKey(sql);
    }
    return new JournalException.Unavailable("the unit could not be committed: " + e, e);
  }
}
