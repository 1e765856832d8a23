package dev.snaptill.outbox;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Messages that ended without having arrived, and what was sent again of them. */
public final class DeadLetterStore {
  private static final Sql RESENT =
      Sql.insertIfAbsent(
          Table.OUTBOX_RESENT,
          "INSERT INTO outbox_resent (outbox_id, again_id, resent) VALUES (?, ?, ?)");

  /**
   * What may be sent again says the same whenever it comes. Answers never are: one-time numbers are
   * among them.
   */
  private static final Set<String> MAY_GO_AGAIN =
      Set.of(
          Purpose.RECEIPT.name(),
          Purpose.NOTICE.name(),
          Purpose.VOUCHER_PICTURE.name(),
          Purpose.RECEIPT_PICTURE.name());

  private static final String COLUMNS =
      "SELECT o.id, o.cause, o.purpose, o.channel, o.state, o.attempts, o.external_id, o.changed,"
          + " o.content, r.again_id FROM outbox o LEFT JOIN outbox_resent r ON r.outbox_id = o.id ";

  /**
   * One of them; never its text or its address.
   *
   * @param cause id of the message or payment it was about
   * @param code what the carrier said, or null
   * @param hasContent false once retention has taken text and address out
   * @param again id of the message that went instead, or null
   */
  public record DeadLetter(
      long id,
      long cause,
      String purpose,
      String channel,
      OutboxStore.State state,
      int attempts,
      @Nullable String code,
      Instant changed,
      boolean hasContent,
      @Nullable Long again) {

    /** Whether it is of a kind that may be sent again. */
    public boolean mayGoAgain() {
      return MAY_GO_AGAIN.contains(purpose);
    }
  }

  private final Pool pool;
  private final OutboxStore outbox;

  public DeadLetterStore(Pool pool, OutboxStore outbox) {
    this.pool = pool;
    this.outbox = outbox;
  }

  /**
   * Those composed since then, newest first. Looks through every message since, so the time should
   * not be long ago.
   *
   * @param before the id the last page ended with; {@link Long#MAX_VALUE} at first
   * @param channel null for all
   */
  public Future<List<DeadLetter>> page(
      Instant since, long before, @Nullable String channel, int limit) {
    return pool.preparedQuery(
            COLUMNS
                + "WHERE o.id > ? AND o.id < ? AND o.state IN (1, 2, 3) AND o.channel = COALESCE("
                + "CAST(? AS VARCHAR(40)), o.channel) ORDER BY o.id DESC LIMIT ?")
        .execute(Tuple.of(Ids.floorAt(since.toEpochMilli()), before, channel, limit))
        .map(DeadLetterStore::read);
  }

  public Future<Optional<DeadLetter>> byId(long id) {
    return pool.preparedQuery(COLUMNS + "WHERE o.id = ? AND o.state IN (1, 2, 3)")
        .execute(Tuple.of(id))
        .map(rows -> read(rows).stream().findFirst());
  }

  /** Guard: this one was not sent again before. */
  public static Statement resent(long id, long again, Instant now) {
    return RESENT.with(id, id, again, now.toEpochMilli());
  }

  /**
   * The same message anew, by that channel; empty if its content is gone.
   *
   * @param asText whether that channel carries no pictures
   */
  public Future<Optional<OutboxStore.Again>> anew(
      DeadLetter dead, String channel, Instant notAfter, boolean asText) {
    return outbox.onceMore(dead.id(), channel, notAfter, asText);
  }

  private static List<DeadLetter> read(RowSet<Row> rows) {
    List<DeadLetter> found = new ArrayList<>(rows.size());
    for (Row row : rows) {
      found.add(
          new DeadLetter(
              row.getLong(0),
              row.getLong(1),
              row.getString(2),
              row.getString(3),
              OutboxStore.State.values()[row.getInteger(4)],
              row.getInteger(5),
              row.getString(6),
              Instant.ofEpochMilli(row.getLong(7)),
              row.getBuffer(8).length() > 0,
              row.getLong(9)));
    }
    return found;
  }
}
