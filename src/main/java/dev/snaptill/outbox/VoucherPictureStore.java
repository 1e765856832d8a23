package dev.snaptill.outbox;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Rows of {@code voucher_picture}: pictures by MMS that are void once their voucher is. */
public final class VoucherPictureStore {
  private static final Sql OFFER =
      Sql.of(
          Table.VOUCHER_PICTURE,
          "INSERT INTO voucher_picture (voucher_id, cause, due, until) VALUES (?, ?, 0, ?)");
  private static final Sql TAKEN =
      Sql.of(
          Table.VOUCHER_PICTURE,
          "UPDATE voucher_picture SET outbox_id = ?, channel = ?, external_id = ?, taken = ?"
              + " WHERE cause = COALESCE((SELECT o.cause FROM outbox_open o WHERE o.id = ?),"
              + " (SELECT e.cause FROM outbox e WHERE e.id = ?))");
  private static final Sql LATER =
      Sql.of(Table.VOUCHER_PICTURE, "UPDATE voucher_picture SET due = ? WHERE voucher_id = ?");
  private static final Sql FORGET =
      Sql.of(Table.VOUCHER_PICTURE, "DELETE FROM voucher_picture WHERE voucher_id = ?");

  private static final Sql UNREPORTED =
      Sql.of(Table.OUTBOX_PART, "DELETE FROM outbox_part WHERE outbox_id = ?");

  /** A report that is to come has its row by then. */
  private static final Duration SETTLED = Duration.ofMinutes(1);

  /** What an MMSC has not cancelled by then, it never will. */
  private static final Duration PATIENCE = Duration.ofDays(1);

  /**
   * A picture that its MMSC took, has not delivered, and shall forget.
   *
   * @param externalId as the MMSC called it
   */
  public record Void(long voucherId, long outboxId, String channel, String externalId) {}

  private final Pool pool;

  public VoucherPictureStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * A voucher's picture is to be sent.
   *
   * @param cause of the message that carries it
   * @param until when the voucher expires
   */
  public static Statement offered(long voucherId, long cause, Instant until) {
    return OFFER.with(voucherId, voucherId, cause, until.toEpochMilli());
  }

  /** Guard: an MMSC took a message; refused if that is no voucher's picture. */
  public static Statement taken(long outboxId, String channel, String externalId, Instant now) {
    return TAKEN.with(
        outboxId, outboxId, channel, externalId, now.toEpochMilli(), outboxId, outboxId);
  }

  /** Guard: no report about it is waited for: it would only say that it was cancelled. */
  public static Statement unreported(long outboxId) {
    return UNREPORTED.with(outboxId, outboxId);
  }

  /** Guard: to be cancelled at that time. */
  public static Statement later(long voucherId, Instant due) {
    return LATER.with(voucherId, due.toEpochMilli(), voucherId);
  }

  /** Guard: nothing more to do about it. */
  public static Statement forget(long voucherId) {
    return FORGET.with(voucherId, voucherId);
  }

  /** Pictures whose voucher is cancelled or over. */
  public Future<List<Void>> over(Instant now, int limit) {
    long millis = now.toEpochMilli();
    return pool.preparedQuery(
            "SELECT w.voucher_id, w.outbox_id, w.channel, w.external_id FROM voucher_picture w"
                + " JOIN voucher_use u ON u.voucher_id = w.voucher_id"
                + " WHERE w.external_id IS NOT NULL AND w.due <= ?"
                + " AND (u.state = 'CANCELLED' OR w.until <= ?) ORDER BY w.voucher_id LIMIT ?")
        .execute(Tuple.of(millis, millis, limit))
        .map(
            rows -> {
              List<Void> found = new ArrayList<>(rows.size());
              for (Row row : rows) {
                found.add(
                    new Void(row.getLong(0), row.getLong(1), row.getString(2), row.getString(3)));
              }
              return found;
            });
  }

  /** Vouchers whose picture was delivered, was refused, or is long over. */
  public Future<List<Long>> settled(Instant now, int limit) {
    return pool.preparedQuery(
            "SELECT w.voucher_id FROM voucher_picture w WHERE w.until <= ? OR (w.taken <= ?"
                + " AND NOT EXISTS (SELECT p.outbox_id FROM outbox_part p"
                + " WHERE p.outbox_id = w.outbox_id)) ORDER BY w.voucher_id LIMIT ?")
        .execute(
            Tuple.of(now.minus(PATIENCE).toEpochMilli(), now.minus(SETTLED).toEpochMilli(), limit))
        .map(VoucherPictureStore::ids);
  }

  private static List<Long> ids(RowSet<Row> rows) {
    List<Long> found = new ArrayList<>(rows.size());
    rows.forEach(row -> found.add(row.getLong(0)));
    return found;
  }
}
