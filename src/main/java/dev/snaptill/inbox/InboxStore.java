package dev.snaptill.inbox;

import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.InboundMessage.RefusedMedia;
import dev.snaptill.channel.MediaRef;
import dev.snaptill.channel.Trust;
import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.StoredMessage;
import dev.snaptill.store.Packing;
import dev.snaptill.store.RetentionStore;
import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Sweep;
import dev.snaptill.store.Table;
import dev.snaptill.store.Unit;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Address;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Rows of {@code inbox}, {@code inbox_open} and {@code inbox_end}. Sender, text and the rest of
 * what people wrote are sealed.
 */
public final class InboxStore {
  /** Within this time an equal message without an id of its own counts as a repeat. */
  static final Duration REPEAT_WINDOW = Duration.ofHours(24);

  private static final Sql INSERT =
      Sql.insertIfAbsent(
          Table.INBOX,
          "INSERT INTO inbox (id, dedupe_key, dedupe_nth, channel, trust, content, received)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?)");
  private static final Sql OPEN =
      Sql.of(Table.INBOX_OPEN, "INSERT INTO inbox_open (id) VALUES (?)");
  private static final Sql CLOSE = Sql.of(Table.INBOX_OPEN, "DELETE FROM inbox_open WHERE id = ?");
  private static final Sql END =
      Sql.of(
          Table.INBOX_END,
          "INSERT INTO inbox_end (id, outcome, repeat_of, ended) VALUES (?, ?, ?, ?)");
  private static final Sql EMPTY =
      Sql.of(
          Table.INBOX,
          "UPDATE inbox SET content = ? WHERE id = ?"
              + " AND NOT EXISTS (SELECT 1 FROM inbox_open o WHERE o.id = inbox.id)");
  private static final int EMPTIED = 9;
  private static final String FIRST =
      "SELECT id, content FROM inbox WHERE dedupe_key = ? AND dedupe_nth = ?";
  private static final String COLUMNS =
      "SELECT i.id, i.dedupe_key, i.channel, i.trust, i.content, i.received FROM ";

  private static final String ANSWERED =
      "SELECT i.content, e.ended FROM inbox_end e JOIN inbox i ON i.id = e.id"
          + " WHERE e.id >= ? AND e.id < ? AND e.outcome IN ("
          + ReplyBudget.COUNTED.stream()
              .map(outcome -> "'" + outcome.name() + "'")
              .collect(Collectors.joining(", "))
          + ") ORDER BY e.id DESC LIMIT ?";

  private final Pool pool;
  private final Vault vault;
  private final Function<String, byte[]> dedupe;

  public InboxStore(Pool pool, Vault vault) {
    this.pool = pool;
    this.vault = vault;
    this.dedupe = vault.indexer("dedupe");
  }

  /** The key by which a repeat of this message is known (journal.md, Deduplication). */
  byte[] dedupeKey(InboundMessage m) {
    return dedupe.apply(
        m.hardKey() != null
            ? "H|" + m.channel() + "|" + m.hardKey()
            : "S|" + m.channel() + "|" + m.softKey());
  }

  /**
   * Stores a message; refuses if one with the same key and number is there.
   *
   * @param nth 0 for a hard key, which is unique for ever, {@link #contentNumber} for another
   *     message under a hard key that is taken; else the row's own id
   */
  Unit insert(StoredMessage stored, long nth) {
    InboundMessage m = stored.message();
    long id = stored.id();
    return Unit.guardedBy(
            INSERT.with(
                id,
                id,
                stored.dedupeKey(),
                nth,
                m.channel(),
                m.trust().name(),
                vault.seal(content(m)),
                m.received().toEpochMilli()))
        .then(OPEN.with(id, id));
  }

  /**
   * Ends a message; refuses if it has ended. One that became a payment needs no more: that has the
   * message's id.
   */
  static Unit end(long id, Handled handled, Instant now) {
    Unit unit =
        handled.guards().isEmpty()
            ? Unit.guardedBy(CLOSE.with(id, id))
            : Unit.guardedBy(CLOSE.with(id, id), OPEN.with(id, id));
    for (Inbox.Guarded guarded : handled.guards()) {
      Statement undo = guarded.undo();
      unit =
          undo == null
              ? unit.andGuardedBy(guarded.guard())
              : unit.andGuardedBy(guarded.guard(), undo);
    }
    return handled.outcome() == Inbox.Outcome.PAYMENT
        ? unit
        : unit.then(
            END.with(
                id,
                id,
                handled.outcome().name(),
                handled.repeatOf() == 0 ? null : handled.repeatOf(),
                now.toEpochMilli()));
  }

  /**
   * The message that came before with a hard key and number.
   *
   * @param same whether it is the same one, come twice
   */
  record Earlier(long id, boolean same) {}

  /** The message that came with this hard key and number; its texts may be gone by now. */
  Future<Optional<Earlier>> first(byte[] dedupeKey, long nth, InboundMessage again) {
    return pool.preparedQuery(FIRST)
        .execute(Tuple.of(dedupeKey, nth))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return Optional.<Earlier>empty();
              }
              Row row = rows.iterator().next();
              byte[] content = row.getBuffer(1).getBytes();
              boolean same =
                  emptied(content)
                      ? ByteBuffer.wrap(content, 1, 8).getLong() == contentNumber(again)
                      : sameContent(opened(content), again);
              return Optional.of(new Earlier(row.getLong(0), same));
            });
  }

  /** Sender, text and pictures are gone, and only the number that tells messages apart is left. */
  private static boolean emptied(byte[] content) {
    return content.length == EMPTIED && content[0] == 0;
  }

  private InboundMessage opened(byte[] content) {
    return message("", Trust.WEAK, vault.openText(content), Instant.EPOCH);
  }

  /** How retention takes the texts out of messages that have ended. */
  public RetentionStore.Kind retention() {
    return new RetentionStore.Kind(
        1,
        "SELECT i.id, CASE WHEN o.id IS NULL THEN 1 ELSE 0 END, i.content FROM inbox i"
            + " LEFT JOIN inbox_open o ON o.id = i.id"
            + " WHERE i.id > ? AND i.id < ? ORDER BY i.id LIMIT ?",
        old ->
            emptied(old.content())
                ? null
                : EMPTY.with(
                    old.id(),
                    ByteBuffer.allocate(EMPTIED)
                        .put((byte) 0)
                        .putLong(contentNumber(opened(old.content())))
                        .array(),
                    old.id()));
  }

  /** Whether two messages under one hard key are the same one, come twice. */
  static boolean sameContent(InboundMessage a, InboundMessage b) {
    return whatWasSent(a).equals(whatWasSent(b));
  }

  /** A number that tells messages under one hard key apart; never 0. */
  long contentNumber(InboundMessage m) {
    return ByteBuffer.wrap(dedupe.apply("C|" + whatWasSent(m))).getLong() | Long.MIN_VALUE;
  }

  private static String whatWasSent(InboundMessage m) {
    String pictures = String.join(" ", m.media().stream().map(MediaRef::sha256).toList());
    return Packing.pack(List.of(), m.sender().canonical(), m.text(), pictures);
  }

  /**
   * The id of the first equal message of the last 24 hours that ended in what it asked for, which
   * was no payment; 0 if there is none.
   */
  Future<Long> repeatOf(StoredMessage stored, Inbox.Outcome ending) {
    return pool.preparedQuery(
            "SELECT MIN(i.id) FROM inbox i JOIN inbox_end e ON e.id = i.id WHERE i.dedupe_key = ?"
                + " AND i.id < ? AND i.received > ? AND e.outcome = ?")
        .execute(
            Tuple.of(
                stored.dedupeKey(),
                stored.id(),
                stored.message().received().minus(REPEAT_WINDOW).toEpochMilli(),
                ending.name()))
        .map(
            rows -> {
              Long id = rows.iterator().next().getLong(0);
              return id == null ? 0L : id;
            });
  }

  /**
   * A message that was answered.
   *
   * @param at when it ended
   */
  record Answered(Address sender, Instant at) {}

  /** Messages of a time that ended in one of {@link ReplyBudget#COUNTED}, the newest first. */
  Future<List<Answered>> answered(Instant from, Instant until, int limit) {
    return pool.preparedQuery(ANSWERED)
        .execute(
            Tuple.of(
                Ids.floorAt(from.toEpochMilli()),
                until.equals(Instant.MAX) ? Long.MAX_VALUE : Ids.floorAt(until.toEpochMilli()),
                limit))
        .map(
            rows -> {
              List<Answered> found = new ArrayList<>(rows.size());
              for (Row row : rows) {
                byte[] content = row.getBuffer(0).getBytes();
                if (!emptied(content)) {
                  found.add(
                      new Answered(opened(content).sender(), Instant.ofEpochMilli(row.getLong(1))));
                }
              }
              return found;
            });
  }

  Future<List<StoredMessage>> unfinished(Sweep.Window window, int limit) {
    return list(
        "inbox_open o JOIN inbox i ON i.id = o.id WHERE o.id > ? AND o.id < ?"
            + window.andNode("o.id")
            + " ORDER BY o.id LIMIT ?",
        Tuple.of(window.after(), window.before(), limit));
  }

  private Future<List<StoredMessage>> list(String from, Tuple values) {
    return pool.preparedQuery(COLUMNS + from).execute(values).map(this::read);
  }

  private List<StoredMessage> read(RowSet<Row> rows) {
    List<StoredMessage> found = new ArrayList<>(rows.size());
    for (Row row : rows) {
      found.add(
          new StoredMessage(
              row.getLong(0),
              message(
                  row.getString(2),
                  Trust.valueOf(row.getString(3)),
                  vault.openText(row.getBuffer(4).getBytes()),
                  Instant.ofEpochMilli(row.getLong(5))),
              row.getBuffer(1).getBytes(),
              0));
    }
    return found;
  }

  private static String content(InboundMessage m) {
    RefusedMedia refused = m.refusedMedia();
    return Packing.pack(
        m.media(),
        m.sender().canonical(),
        m.recipient().canonical(),
        refused == null ? null : refused.name(),
        m.replyHandle(),
        m.text());
  }

  private static InboundMessage message(
      String channel, Trust trust, String content, Instant received) {
    Packing.Unpacked parts = Packing.unpack(content, 5);
    String refused = parts.orNull(2);
    return new InboundMessage(
        channel,
        null,
        "",
        Address.parse(parts.fields().get(0)),
        Address.parse(parts.fields().get(1)),
        parts.fields().get(4),
        parts.media(),
        refused == null ? null : RefusedMedia.valueOf(refused),
        null,
        received,
        parts.orNull(3),
        trust);
  }
}
