package dev.snaptill.outbox;

import dev.snaptill.channel.LateAnswer;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import dev.snaptill.store.Packing;
import dev.snaptill.store.Parking;
import dev.snaptill.store.RetentionStore;
import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Sweep;
import dev.snaptill.store.Table;
import dev.snaptill.store.Tenure;
import dev.snaptill.store.Unit;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Address;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of {@code outbox_open} and {@code outbox}. Address and text are sealed. */
public final class OutboxStore {
  private static final Sql INSERT =
      Sql.of(
          Table.OUTBOX_OPEN,
          "INSERT INTO outbox_open (id, cause, purpose, channel, content, parked, attempts,"
              + " not_after, changed) VALUES (?, ?, ?, ?, ?, 0, 0, ?, ?)");
  private static final Sql PARK =
      Sql.of(
          Table.OUTBOX_OPEN,
          "UPDATE outbox_open SET parked = 1, attempts = ?, changed = ? WHERE id = ? AND attempts = ?");
  private static final Sql END =
      Sql.of(
          Table.OUTBOX,
          "INSERT INTO outbox (id, cause, purpose, channel, content, state, attempts, not_after,"
              + " external_id, changed) SELECT id, cause, purpose, channel, content,"
              + " CAST(? AS INTEGER), CAST(? AS INTEGER), not_after, CAST(? AS VARCHAR(100)),"
              + " CAST(? AS BIGINT) FROM outbox_open WHERE id = ? AND attempts = ?");
  private static final Sql AFTER_ALL =
      Sql.of(
          Table.OUTBOX,
          "UPDATE outbox SET state = ?, external_id = ?, changed = ? WHERE id = ? AND state = ?");
  private static final Sql CLOSE =
      Sql.of(Table.OUTBOX_OPEN, "DELETE FROM outbox_open WHERE id = ?");
  private static final Sql EMPTY =
      Sql.of(Table.OUTBOX, "UPDATE outbox SET content = ? WHERE id = ?");
  private static final Sql PART =
      Sql.of(
          Table.OUTBOX_PART,
          "INSERT INTO outbox_part (outbox_id, part, channel, report_key, external_id, delivered)"
              + " VALUES (?, ?, ?, ?, ?, 0)");
  private static final String COLUMNS =
      "SELECT id, channel, content, attempts, not_after FROM outbox_open ";

  /** How a message ended. */
  public enum State {
    SENT,
    FAILED,
    EXPIRED,
    /** Handed over and never answered, or its carrier doesn't know; not repeated blindly. */
    UNKNOWN,
    /** A delivery report says so, for every part. */
    DELIVERED
  }

  private final Pool pool;
  private final Vault vault;
  private final Ids ids;
  private final Clock clock;

  public OutboxStore(Pool pool, Vault vault, Ids ids, Clock clock) {
    this.pool = pool;
    this.vault = vault;
    this.ids = ids;
    this.clock = clock;
  }

  /** Gives a draft its id. Nothing is sent before {@link #insert} is committed. */
  public OutboundMessage compose(Draft draft) {
    return new OutboundMessage(
        ids.next(),
        draft.channel(),
        draft.from(),
        draft.to(),
        draft.replyHandle(),
        draft.text(),
        draft.pictures(),
        clock.instant().plus(draft.life()));
  }

  /** The row of a composed message. */
  public Statement insert(Draft draft, OutboundMessage message) {
    return INSERT.with(
        message.id(),
        message.id(),
        draft.cause(),
        draft.purpose().name(),
        message.channel(),
        vault.seal(content(message)),
        message.notAfter().toEpochMilli(),
        clock.millis());
  }

  /** A message has come to its end. */
  Unit end(Queued queued, State state, @Nullable String externalId) {
    long id = queued.message().id();
    String shortened =
        externalId == null || externalId.length() <= 100
            ? externalId
            : externalId.substring(0, 100);
    Unit unit =
        Unit.guardedBy(
                END.with(
                    id,
                    state.ordinal(),
                    queued.attempts() + 1,
                    shortened,
                    clock.millis(),
                    id,
                    queued.attempts()))
            .then(CLOSE.with(id, id));
    return queued.attempts() > 0 ? unit.then(Parking.remove(Parking.Kind.OUTBOUND, id)) : unit;
  }

  /** It was taken; what reports will come for is remembered. */
  Unit sent(Queued queued, SendResult.Accepted accepted) {
    OutboundMessage message = queued.message();
    return reported(
        end(queued, State.SENT, accepted.externalId()), message.id(), message.channel(), accepted);
  }

  /** It was taken, and its carrier said so after its fate had been written down as unknown. */
  Unit sentAfterAll(LateAnswer late) {
    String id = late.answer().externalId();
    return reported(
        Unit.guardedBy(
            AFTER_ALL.with(
                late.message(),
                State.SENT.ordinal(),
                id.length() <= 100 ? id : id.substring(0, 100),
                clock.millis(),
                late.message(),
                State.UNKNOWN.ordinal())),
        late.message(),
        late.channel(),
        late.answer());
  }

  private static Unit reported(
      Unit unit, long message, String channel, SendResult.Accepted accepted) {
    int number = 0;
    for (SendResult.Part part : accepted.reported()) {
      unit.then(PART.with(message, message, number++, channel, part.key(), part.id()));
    }
    return unit;
  }

  /**
   * A message that failed, to be sent anew on another channel.
   *
   * @param insert its row, to be committed together with the failure of the first
   */
  public record Again(Statement insert, OutboundMessage message) {}

  /**
   * The same message for the channel that stands in for its own; empty if there is none, if it is
   * not of a kind that may go another way, or of no more use.
   *
   * @param ended whether it has ended; else it is still open
   */
  Future<Optional<Again>> onAnother(long id, boolean ended, OutboxConfig config) {
    return pool.preparedQuery(
            "SELECT cause, purpose, channel, content, not_after FROM "
                + (ended ? "outbox" : "outbox_open")
                + " WHERE id = ?")
        .execute(Tuple.of(id))
        .map(rows -> rows.size() == 0 ? Optional.empty() : again(rows.iterator().next(), config));
  }

  private Optional<Again> again(Row row, OutboxConfig config) {
    String channel = config.after(row.getString(2));
    byte[] content = row.getBuffer(3).getBytes();
    Instant notAfter = Instant.ofEpochMilli(row.getLong(4));
    if (channel == null
        || !config.mayGoAnotherWay(row.getString(1))
        || content.length == 0
        || clock.instant().isAfter(notAfter)) {
      return Optional.empty();
    }
    boolean text = config.leavesPictures(channel);
    return Optional.of(
        again(row.getLong(0), row.getString(1), channel, vault.openText(content), notAfter, text));
  }

  private Again again(
      long cause,
      String purpose,
      String channel,
      String content,
      Instant notAfter,
      boolean withoutPictures) {
    long id = ids.next();
    OutboundMessage message = message(id, channel, content, notAfter);
    if (withoutPictures && !message.pictures().isEmpty()) {
      message =
          new OutboundMessage(
              id, channel, message.from(), message.to(), null, message.text(), List.of(), notAfter);
    }
    return new Again(
        INSERT.with(
            id,
            id,
            cause,
            purpose,
            channel,
            vault.seal(content(message)),
            notAfter.toEpochMilli(),
            clock.millis()),
        message);
  }

  /**
   * An ended message once more, as an operator wants it; empty if its content has been taken out.
   *
   * @param asText whether it has to leave its pictures behind
   */
  Future<Optional<Again>> onceMore(long id, String channel, Instant notAfter, boolean asText) {
    return pool.preparedQuery("SELECT cause, purpose, content FROM outbox WHERE id = ?")
        .execute(Tuple.of(id))
        .map(
            rows -> {
              Row row = rows.size() == 0 ? null : rows.iterator().next();
              byte[] content = row == null ? new byte[0] : row.getBuffer(2).getBytes();
              return row == null || content.length == 0
                  ? Optional.empty()
                  : Optional.of(
                      again(
                          row.getLong(0),
                          row.getString(1),
                          channel,
                          vault.openText(content),
                          notAfter,
                          asText));
            });
  }

  /** What an ended message was sent from; empty if its content has been taken out. */
  Future<Optional<Address>> senderOf(long id) {
    return pool.preparedQuery("SELECT content FROM outbox WHERE id = ?")
        .execute(Tuple.of(id))
        .map(
            rows -> {
              byte[] content =
                  rows.size() == 0 ? new byte[0] : rows.iterator().next().getBuffer(0).getBytes();
              return content.length == 0
                  ? Optional.empty()
                  : Optional.of(message(id, "", vault.openText(content), Instant.EPOCH).from());
            });
  }

  /** A message has to be tried again at that time. */
  Unit park(Queued queued, Instant due) {
    long id = queued.message().id();
    int attempts = queued.attempts();
    return Unit.guardedBy(PARK.with(id, attempts + 1, clock.millis(), id, attempts))
        .then(
            attempts == 0
                ? Parking.add(Parking.Kind.OUTBOUND, id, due)
                : Parking.again(Parking.Kind.OUTBOUND, id, due));
  }

  /** How retention takes address and text out of messages that have ended. */
  public static RetentionStore.Kind retention() {
    return new RetentionStore.Kind(
        2,
        // rows come here when they end: those that are still open must not be passed by
        "SELECT id, 1, content FROM outbox WHERE id > ? AND id < ? AND id <"
            + " COALESCE((SELECT MIN(o.id) FROM outbox_open o), 9223372036854775807)"
            + " ORDER BY id LIMIT ?",
        old -> old.content().length == 0 ? null : EMPTY.with(old.id(), new byte[0], old.id()));
  }

  /** Rows that wait to be sent and aren't parked, with ids in the window. */
  Future<List<Queued>> queued(Sweep.Window window, int limit) {
    return pool.preparedQuery(
            COLUMNS
                + "WHERE id > ? AND id < ? AND parked = 0"
                + window.andNode("id")
                + " ORDER BY id LIMIT ?")
        .execute(Tuple.of(window.after(), window.before(), limit))
        .map(this::read);
  }

  /** Rows of this gateway's that wait for their time to try a channel again, oldest first. */
  Future<List<Queued>> parkedFor(String channel, Tenure tenure, int limit) {
    return pool.preparedQuery(
            COLUMNS
                + "WHERE channel = ? AND parked = 1"
                + tenure.andMine("id")
                + " ORDER BY id LIMIT ?")
        .execute(Tuple.of(channel, limit))
        .map(this::read);
  }

  Future<List<Queued>> byId(long id) {
    return pool.preparedQuery(COLUMNS + "WHERE id = ?").execute(Tuple.of(id)).map(this::read);
  }

  private List<Queued> read(RowSet<Row> rows) {
    List<Queued> found = new ArrayList<>(rows.size());
    for (Row row : rows) {
      found.add(
          new Queued(
              message(
                  row.getLong(0),
                  row.getString(1),
                  vault.openText(row.getBuffer(2).getBytes()),
                  Instant.ofEpochMilli(row.getLong(4))),
              row.getInteger(3)));
    }
    return found;
  }

  private static String content(OutboundMessage m) {
    return Packing.pack(
        m.pictures(), m.from().canonical(), m.to().canonical(), m.replyHandle(), m.text());
  }

  private static OutboundMessage message(
      long id, String channel, String content, Instant notAfter) {
    Packing.Unpacked parts = Packing.unpack(content, 4);
    return new OutboundMessage(
        id,
        channel,
        Address.parse(parts.fields().get(0)),
        Address.parse(parts.fields().get(1)),
        parts.orNull(2),
        parts.fields().get(3),
        parts.media(),
        notAfter);
  }
}
