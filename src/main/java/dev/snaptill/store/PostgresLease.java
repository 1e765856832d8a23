package dev.snaptill.store;

import dev.snaptill.value.Ids;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of this node and of those it has taken over: rows of {@code node_lease}, renewed on a
 * connection of their own by the database's clock (ADR 0007).
 */
final class PostgresLease implements Tenure, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PostgresLease.class);
  private static final String NOW = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
  private static final String INSERT =
      "INSERT INTO node_lease (node, holder, epoch, until) VALUES (?, '', 0, 0)"
          + " ON CONFLICT DO NOTHING";
  private static final String CLAIM =
      "UPDATE node_lease SET holder = ?, epoch = epoch + 1, until = "
          + NOW
          + " + ?, wanted = NULL WHERE node = ? AND (holder = ? OR until < "
          + NOW
          + ") RETURNING epoch";
  private static final String WANT = "UPDATE node_lease SET wanted = ? WHERE node = ?";
  private static final String RENEW =
      "UPDATE node_lease SET until = "
          + NOW
          + " + ? WHERE node = ? AND holder = ? AND epoch = ? RETURNING wanted";

  /** One that is wanted back by its own gateway is left to it for a while. */
  private static final String LAPSED =
      "SELECT node, epoch FROM node_lease WHERE holder <> '' AND until < "
          + NOW
          + " - CASE WHEN wanted IS NULL THEN 0 ELSE ? END ORDER BY node FOR UPDATE SKIP LOCKED";

  private static final String TAKE_OVER =
      "UPDATE node_lease SET holder = ?, epoch = epoch + 1, until = "
          + NOW
          + " + ? WHERE node = ? AND epoch = ? AND until < "
          + NOW
          + " RETURNING epoch";
  private static final String END_WRITER =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = ?"
          + " AND usename = current_user AND datname = current_database()";
  private static final String FENCE = "UPDATE journal_batch SET epoch = ? WHERE node = ?";

  /** Patience with a gateway that is to hand our work back: so many times the lease's length. */
  private static final int WAITS = 8;

  /** Opens connections for the leases alone. */
  interface Opener {
    Connection open() throws SQLException;
  }

  /** A lease, and until when nobody else can have it, by this machine's monotonic clock. */
  private record Held(long epoch, long untilNanos) {}

  private final int own;
  private final String holder;
  private final Duration length;
  private final Opener opener;
  private final Runnable lost;
  private final Map<Integer, Held> held = new ConcurrentHashMap<>();
  private final Set<Integer> settled = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private @Nullable Connection connection;

  /**
   * Waits until this node's lease is to be had, takes it, and keeps it from then on.
   *
   * @param holder the same whenever this gateway is started again
   * @param lost run when another node has taken this one's work over
   * @throws SQLException also if another gateway keeps the lease
   */
  PostgresLease(int own, String holder, Duration length, Opener opener, Runnable lost)
      throws SQLException {
    this.own = own;
    this.holder = holder;
    this.length = length;
    this.opener = opener;
    this.lost = lost;
    claim();
    thread = new Thread(this::run, "lease");
    thread.setDaemon(true);
    thread.start();
  }

  long epoch() {
    Held mine = held.get(own);
    if (mine == null) {
      throw new IllegalStateException("node " + own + " holds no lease");
    }
    return mine.epoch();
  }

  @Override
  public SortedSet<Integer> nodes() {
    return new TreeSet<>(held.keySet());
  }

  @Override
  public Duration left(long id) {
    Held lease = held.get(Ids.nodeOf(id));
    // a third is kept back: for clocks that run or step apart, and for bytes on their way
    return lease == null
        ? Duration.ZERO
        : Duration.ofNanos(lease.untilNanos() - System.nanoTime() - length.toNanos() / 3);
  }

  @Override
  public void settled(int node) {
    settled.add(node);
  }

  private void claim() throws SQLException {
    long until = System.nanoTime() + length.multipliedBy(WAITS).toNanos();
    boolean told = false;
    while (true) {
      if (tryClaim()) {
        return;
      }
      if (System.nanoTime() > until) {
        throw new SQLException(
            "node "
                + own
                + " is another gateway's: give each gateway on one database its own"
                + " database.node");
      }
      if (!told) {
        told = true;
        log.info("another node is at work for node {}; waiting until it hands it back", own);
      }
      pause();
    }
  }

  private boolean tryClaim() throws SQLException {
    Connection open = connect();
    long before = System.nanoTime();
    update(open, INSERT, own);
    Long epoch = first(open, CLAIM, holder, length.toMillis(), own, holder);
    if (epoch == null) {
      update(open, WANT, holder, own);
      open.commit();
      return false;
    }
    fence(open, own, epoch);
    open.commit();
    held.put(own, new Held(epoch, before + length.toNanos()));
    return true;
  }

  /** From here on no batch of an earlier holder is committed. */
  private static void fence(Connection open, int node, long epoch) throws SQLException {
    try (PreparedStatement run = open.prepareStatement(END_WRITER)) {
      run.setString(1, PostgresDatabase.writerName(node));
      run.execute();
    }
    update(open, FENCE, epoch, node);
  }

  private void run() {
    while (pause()) {
      try {
        renew();
        takeOver();
      } catch (SQLException e) {
        log.warn("leases cannot be renewed: {}", e.toString());
        disconnect();
      }
    }
    disconnect();
  }

  /** Waits for a while; false when it is time to end. */
  private boolean pause() {
    try {
      return !closing.await(length.toMillis() / 5, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void renew() throws SQLException {
    Connection open = connect();
    for (Map.Entry<Integer, Held> lease : held.entrySet()) {
      int node = lease.getKey();
      long epoch = lease.getValue().epoch();
      long before = System.nanoTime();
      try (PreparedStatement run = open.prepareStatement(RENEW)) {
        bind(run, length.toMillis(), node, holder, epoch);
        try (ResultSet row = run.executeQuery()) {
          if (!row.next()) {
            gone(node);
          } else if (node != own && row.getString(1) != null && settled.contains(node)) {
            // not renewed any more: it lapses, and its own gateway, which waits, claims it
            log.info("node {} is handed back", node);
            held.remove(node);
            settled.remove(node);
            open.rollback();
            continue;
          } else {
            held.put(node, new Held(epoch, before + length.toNanos()));
          }
        }
      }
      open.commit();
    }
  }

  private void gone(int node) {
    held.remove(node);
    settled.remove(node);
    if (node == own) {
      log.error("node {}'s lease lapsed and its work was taken over", own);
      lost.run();
    }
  }

  private void takeOver() throws SQLException {
    Connection open = connect();
    List<long[]> lapsed = new ArrayList<>();
    try (PreparedStatement run = open.prepareStatement(LAPSED)) {
      bind(run, 2 * length.toMillis());
      try (ResultSet rows = run.executeQuery()) {
        while (rows.next()) {
          lapsed.add(new long[] {rows.getInt(1), rows.getLong(2)});
        }
      }
    }
    for (long[] lease : lapsed) {
      int node = (int) lease[0];
      if (held.containsKey(node)) {
        continue;
      }
      long before = System.nanoTime();
      Long epoch = first(open, TAKE_OVER, holder, length.toMillis(), node, lease[1]);
      if (epoch != null) {
        fence(open, node, epoch);
        open.commit();
        held.put(node, new Held(epoch, before + length.toNanos()));
        log.warn("node {} has gone silent: its work is taken over", node);
      }
    }
    open.commit();
  }

  private Connection connect() throws SQLException {
    Connection open = connection;
    if (open == null || open.isClosed()) {
      open = opener.open();
      open.setAutoCommit(false);
      connection = open;
    }
    return open;
  }

  private void disconnect() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // it is being thrown away
      }
    }
  }

  private static void update(Connection open, String sql, Object... values) throws SQLException {
    try (PreparedStatement run = open.prepareStatement(sql)) {
      bind(run, values);
      run.executeUpdate();
    }
  }

  private static @Nullable Long first(Connection open, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement run = open.prepareStatement(sql)) {
      bind(run, values);
      try (ResultSet row = run.executeQuery()) {
        return row.next() ? row.getLong(1) : null;
      }
    }
  }

  private static void bind(PreparedStatement run, @Nullable Object... values) throws SQLException {
    JdbcJournalConnection.bind(run, values);
  }

  /** Stops renewing. Whoever starts this gateway again soon finds the lease still its own. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
