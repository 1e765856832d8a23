package dev.snaptill.operator;

import dev.snaptill.value.Ids;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Proves the trail of a stopped database: nothing altered, taken out or put in. */
public final class AuditProofStore {
  private static final String BATCHES =
      "SELECT seq, entries, hash, prev_hash, chained_at, last_id FROM audit_chain ORDER BY seq";
  private static final String ENTRIES =
      "SELECT l.entry_id, l.hash, e.id, e.actor, e.act, e.subject, e.note, e.entered"
          + " FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id"
          + " WHERE l.seq = ? ORDER BY l.entry_id";
  private static final String UNCHAINED =
      "SELECT COUNT(*), MIN(e.id) FROM audit_entry e LEFT JOIN audit_link l ON l.entry_id = e.id"
          + " WHERE l.entry_id IS NULL AND e.id <= ?";

  private final Connection connection;
  private final AuditSeal seal;

  public AuditProofStore(Connection connection, AuditSeal seal) {
    this.connection = connection;
    this.seal = seal;
  }

  /**
   * What the proof found.
   *
   * @param wrong what is wrong in words, the earliest first; empty if the trail is whole
   * @param head hash of the newest batch, 64 hexadecimal digits
   * @param knownHead whether the head that was noted elsewhere is in the chain
   */
  public record Proof(List<String> wrong, long batches, String head, boolean knownHead) {}

  /**
   * Checks the whole trail.
   *
   * @param noted a head that was noted elsewhere, in hexadecimal digits, or null
   */
  public Proof prove(@Nullable String noted) throws SQLException {
    List<String> wrong = new ArrayList<>();
    byte[] previous = AuditSeal.NONE;
    long expected = 1;
    long lastId = 0;
    boolean known = noted == null;
    try (PreparedStatement query = connection.prepareStatement(BATCHES);
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        long seq = rows.getLong(1);
        byte[] hash = rows.getBytes(3);
        if (seq != expected) {
          wrong.add("audit trail: batches " + expected + " to " + (seq - 1) + " are gone");
        }
        if (!Arrays.equals(previous, rows.getBytes(4))) {
          wrong.add("audit trail: batch " + seq + " does not follow the one before it");
        }
        batch(seq, rows.getInt(2), hash, rows.getBytes(4), rows.getLong(5), wrong);
        previous = hash;
        expected = seq + 1;
        lastId = Math.max(lastId, rows.getLong(6));
        known |= HexFormat.of().formatHex(hash).equalsIgnoreCase(noted);
      }
    }
    if (!known) {
      wrong.add("audit trail: the noted head is not in the chain: its end was cut off or replaced");
    }
    if (lastId > 0) {
      inserted(lastId, wrong);
    }
    return new Proof(wrong, expected - 1, HexFormat.of().formatHex(previous), known);
  }

  private void batch(long seq, int count, byte[] hash, byte[] previous, long at, List<String> wrong)
      throws SQLException {
    List<byte[]> hashes = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(ENTRIES)) {
      query.setLong(1, seq);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          byte[] linked = rows.getBytes(2);
          hashes.add(linked);
          String name = Ids.text(rows.getLong(1));
          if (rows.getObject(3) == null) {
            wrong.add("audit trail: entry " + name + " was deleted");
          } else if (!Arrays.equals(linked, seal.of(entry(rows)))) {
            wrong.add("audit trail: entry " + name + " was altered");
          }
        }
      }
    }
    if (hashes.size() != count || !Arrays.equals(hash, seal.of(seq, previous, at, hashes))) {
      wrong.add(
          "audit trail: batch " + seq + " is not what was chained, from it on nothing is proved");
    }
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getLong(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getLong(8));
  }

  private void inserted(long lastId, List<String> wrong) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(UNCHAINED)) {
      query.setLong(1, AuditChainStore.low(lastId));
      try (ResultSet row = query.executeQuery()) {
        if (row.next() && row.getLong(1) > 0) {
          wrong.add(
              "audit trail: "
                  + row.getLong(1)
                  + " entries were put in, the first is "
                  + Ids.text(row.getLong(2)));
        }
      }
    }
  }
}
