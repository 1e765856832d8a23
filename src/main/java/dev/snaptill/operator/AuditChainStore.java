package dev.snaptill.operator;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Table;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Rows of {@code audit_chain} and {@code audit_link}. Only ever inserted. */
public final class AuditChainStore {
  /** Entries that come later than this after what is chained count as put in by another hand. */
  static final Duration LATE = Duration.ofMinutes(10);

  private static final Sql INSERT_BATCH =
      Sql.insertIfAbsent(
          Table.AUDIT_CHAIN,
          "INSERT INTO audit_chain (seq, first_id, last_id, entries, hash, prev_hash, chained_at)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?)");
  private static final Sql INSERT_LINK =
      Sql.of(Table.AUDIT_LINK, "INSERT INTO audit_link (entry_id, seq, hash) VALUES (?, ?, ?)");
  private static final String HEAD =
      "SELECT seq, last_id, entries, hash, chained_at FROM audit_chain"
          + " WHERE seq = (SELECT MAX(seq) FROM audit_chain)";
  private static final String UNCHAINED =
      "SELECT e.id, e.actor, e.act, e.subject, e.note, e.entered FROM audit_entry e"
          + " LEFT JOIN audit_link l ON l.entry_id = e.id"
          + " WHERE e.id > ? AND l.entry_id IS NULL ORDER BY e.id LIMIT ?";

  private final Pool pool;
  private final AuditSeal seal;

  public AuditChainStore(Pool pool, AuditSeal seal) {
    this.pool = pool;
    this.seal = seal;
  }

  /**
   * The newest batch.
   *
   * @param seq 0 if there is none
   * @param lastId the largest id in it
   * @param hash 64 hexadecimal digits; noted elsewhere, it proves the whole trail up to here
   */
  public record Head(long seq, long lastId, int entries, String hash, Instant at) {}

  public Future<Head> head() {
    return pool.preparedQuery(HEAD)
        .execute()
        .map(
            rows -> {
              if (rows.size() == 0) {
                return new Head(0, 0, 0, HexFormat.of().formatHex(AuditSeal.NONE), Instant.EPOCH);
              }
              Row row = rows.iterator().next();
              return new Head(
                  row.getLong(0),
                  row.getLong(1),
                  row.getInteger(2),
                  HexFormat.of().formatHex(row.getBuffer(3).getBytes()),
                  Instant.ofEpochMilli(row.getLong(4)));
            });
  }

  /** Ids below this are no longer waited for once {@code lastId} is in the chain. */
  static long low(long lastId) {
    return lastId == 0 ? -1 : Ids.floorAt(Ids.millisOf(lastId) - LATE.toMillis());
  }

  /** Entries that are in no batch yet, oldest first. */
  Future<List<AuditEntry>> unchained(Head head, int limit) {
    return pool.preparedQuery(UNCHAINED)
        .execute(Tuple.of(low(head.lastId()), limit))
        .map(
            rows -> {
              List<AuditEntry> found = new ArrayList<>(rows.size());
              rows.forEach(row -> found.add(AuditStore.entry(row)));
              return found;
            });
  }

  /**
   * The next batch.
   *
   * @param unit refuses if another node was quicker
   */
  record Next(Unit unit, long seq, String hash) {}

  /** Puts entries into the next batch. */
  Next next(Head head, List<AuditEntry> entries, Instant at) {
    long seq = head.seq() + 1;
    byte[] previous = HexFormat.of().parseHex(head.hash());
    List<byte[]> hashes = entries.stream().map(seal::of).toList();
    byte[] hash = seal.of(seq, previous, at.toEpochMilli(), hashes);
    long first = entries.get(0).id();
    // late entries may have smaller ids than the batch before; the chain's own end never shrinks
    long last = Math.max(head.lastId(), entries.get(entries.size() - 1).id());
    Unit unit =
        Unit.guardedBy(
            INSERT_BATCH.with(
                seq, seq, first, last, entries.size(), hash, previous, at.toEpochMilli()));
    for (int i = 0; i < entries.size(); i++) {
      unit.then(INSERT_LINK.with(entries.get(i).id(), entries.get(i).id(), seq, hashes.get(i)));
    }
    return new Next(unit, seq, HexFormat.of().formatHex(hash));
  }
}
