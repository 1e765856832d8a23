package dev.snaptill.bench;

import dev.snaptill.config.Settings;
import dev.snaptill.store.Database;
import dev.snaptill.store.DatabaseConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The gateway's own database, opened with the gateway's own defaults, running TPC-B's transaction
 * one after the other on one connection: three updates, a select and an insert, each transaction
 * durable. What payments per second are compared with.
 */
public final class RawTpcb {
  private static final int ACCOUNTS = 100_000;
  private static final int TELLERS = 10;
  private static final long WARM_UP = TimeUnit.SECONDS.toNanos(10);

  private final Connection connection;
  private final PreparedStatement account;
  private final PreparedStatement balance;
  private final PreparedStatement teller;
  private final PreparedStatement branch;
  private final PreparedStatement history;
  private final Random random = new Random(1);

  private RawTpcb(Connection connection) throws SQLException {
    this.connection = connection;
    create();
    account = prepare("UPDATE accounts SET abalance = abalance + ? WHERE aid = ?");
    balance = prepare("SELECT abalance FROM accounts WHERE aid = ?");
    teller = prepare("UPDATE tellers SET tbalance = tbalance + ? WHERE tid = ?");
    branch = prepare("UPDATE branches SET bbalance = bbalance + ? WHERE bid = 1");
    history =
        prepare(
            "INSERT INTO history (tid, bid, aid, delta, mtime, filler) VALUES (?, 1, ?, ?, ?, ?)");
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  private void create() throws SQLException {
    connection.setAutoCommit(false);
    try (Statement sql = connection.createStatement()) {
      sql.execute(
          "CREATE CACHED TABLE accounts (aid INTEGER PRIMARY KEY, bid INTEGER, abalance BIGINT,"
              + " filler CHAR(84))");
      sql.execute(
          "CREATE CACHED TABLE tellers (tid INTEGER PRIMARY KEY, bid INTEGER, tbalance BIGINT,"
              + " filler CHAR(84))");
      sql.execute(
          "CREATE CACHED TABLE branches (bid INTEGER PRIMARY KEY, bbalance BIGINT,"
              + " filler CHAR(88))");
      sql.execute(
          "CREATE CACHED TABLE history (tid INTEGER, bid INTEGER, aid INTEGER, delta BIGINT,"
              + " mtime BIGINT, filler CHAR(22))");
      sql.execute("INSERT INTO branches VALUES (1, 0, '')");
    }
    fill("INSERT INTO tellers VALUES (?, 1, 0, '')", TELLERS);
    fill("INSERT INTO accounts VALUES (?, 1, 0, '')", ACCOUNTS);
  }

  private void fill(String sql, int rows) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int i = 1; i <= rows; i++) {
        insert.setInt(1, i);
        insert.executeUpdate();
        if (i % 1000 == 0) {
          connection.commit();
        }
      }
    }
    connection.commit();
  }

  private void transaction() throws SQLException {
    int aid = 1 + random.nextInt(ACCOUNTS);
    int tid = 1 + random.nextInt(TELLERS);
    long delta = random.nextInt(10_001) - 5_000;
    account.setLong(1, delta);
    account.setInt(2, aid);
    one(account.executeUpdate());
    balance.setInt(1, aid);
    try (ResultSet row = balance.executeQuery()) {
      row.next();
      row.getLong(1);
    }
    teller.setLong(1, delta);
    teller.setInt(2, tid);
    one(teller.executeUpdate());
    branch.setLong(1, delta);
    one(branch.executeUpdate());
    history.setInt(1, tid);
    history.setInt(2, aid);
    history.setLong(3, delta);
    history.setLong(4, System.currentTimeMillis());
    history.setString(5, "");
    one(history.executeUpdate());
    connection.commit();
  }

  private static void one(int rows) {
    if (rows != 1) {
      throw new IllegalStateException(rows + " rows instead of one");
    }
  }

  /** How many transactions in so much time, a second. */
  private double run(long nanos) throws SQLException {
    long start = System.nanoTime();
    long done = 0;
    while (System.nanoTime() - start < nanos) {
      transaction();
      done++;
    }
    return done * 1e9 / (System.nanoTime() - start);
  }

  /** Arguments: a fresh directory, and the seconds to measure after ten of warming up. */
  public static void main(String[] arguments) throws SQLException {
    DatabaseConfig config =
        DatabaseConfig.from(
            Settings.parse("raw", "directory: " + arguments[0], Map.<String, String>of()));
    try (Database database = Database.open(config);
        Connection connection = database.connection()) {
      RawTpcb bench = new RawTpcb(connection);
      bench.run(WARM_UP);
      double perSecond = bench.run(TimeUnit.SECONDS.toNanos(Integer.parseInt(arguments[1])));
      System.out.printf(java.util.Locale.ROOT, "per_s=%.1f%n", perSecond);
    }
  }
}
