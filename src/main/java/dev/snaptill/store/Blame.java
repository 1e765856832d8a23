package dev.snaptill.store;

import java.sql.SQLException;

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
    // serialization failure, deadlock, lock_timeout, statement_timeout
    if (state.equals("40001")
        || state.equals("40P01")
        || state.equals("55P03")
        || state.equals("57014")) {
      return CONFLICT;
    }
    // 08 connection, 53 resources (disk full, too many connections), 57P shutdown, 58 and XX files,
    // 25006 read-only after a failover, 28 no entry (yet); HSQLDB: S1000 and 58 for file errors
    if (state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.startsWith("58")
        || state.startsWith("28")
        || state.startsWith("XX")
        || state.equals("25006")
        || state.equals(PostgresJournalConnection.FENCED)
        || state.equals("S1000")) {
      return DATABASE;
    }
    return UNIT;
  }

  static boolean isDuplicateKey(SQLException e) {
    return String.valueOf(e.getSQLState()).equals("23505");
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
