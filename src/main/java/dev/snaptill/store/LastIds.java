package dev.snaptill.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The largest id that was given before this process began. */
public final class LastIds {
  private static final String LARGEST =
      "SELECT MAX(low) FROM sweep_mark UNION ALL SELECT MAX(id) FROM inbox UNION ALL SELECT MAX(id) FROM sms_part"
          + " UNION ALL SELECT MAX(id) FROM outbox_open UNION ALL SELECT MAX(id) FROM outbox UNION ALL SELECT MAX(id) FROM audit_entry"
          + " UNION ALL SELECT MAX(id) FROM party UNION ALL SELECT MAX(id) FROM approval";

  private LastIds() {}

  /**
   * New ids must be greater: below the sweep's mark nothing is ever looked for, so after a clock
   * that jumped back over a restart, work with smaller ids would be lost sight of.
   */
  public static long of(Database database) {
    try (Connection connection = database.connection();
        java.sql.Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(LARGEST)) {
      long largest = 0;
      while (rows.next()) {
        largest = Math.max(largest, rows.getLong(1));
      }
      return largest;
    } catch (SQLException e) {
      throw new Database.DatabaseException("the last id could not be read: " + e, e);
    }
  }
}
