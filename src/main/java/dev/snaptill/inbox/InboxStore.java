package dev.snaptill.inbox;

import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.InboundMessage.RefusedMedia;
import dev.snaptill.channel.MediaRef;
import dev.snaptill.channel.Trust;
import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.StoredMessage;
import dev.snaptill.store.Packing;
import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Sweep;
import dev.snaptill.store.Table;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Address;
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

/** Rows of {@code inbox}. Sender, text and the rest of what people wrote are sealed. */
final class InboxStore {
  /** Within this time an equal message without an id of its own counts as a repeat. */
  static final Duration REPEAT_WINDOW = Duration.ofHours(24);

  private static final Sql INSERT =
      Sql.insertIfAbsent(
          Table.INBOX,
          "INSERT INTO inbox (id, dedupe_key, dedupe_nth, channel, trust, content, state,"
              + " received) VALUES (?, ?, ?, ?, ?, ?, 0, ?)");
  private static final Sql END =
      Sql.of(
          Table.INBOX,
          "UPDATE inbox SET state = 1, outcome = ?, repeat_of = ?, ended = ?"
              + " WHERE id = ? AND state = 0");
  private static final String COLUMNS =
      "SELECT id, dedupe_key, channel, trust, content, received FROM inbox ";

  private final Pool pool;
  private final Vault vault;
  private final Function<String, byte[]> dedupe;

  InboxStore(Pool pool, Vault vault) {
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
   * Guard: refuses if a message with the same key and number is there.
   *
   * @param nth 0 for a hard key, which is unique for ever, {@link #contentNumber} for another
   *     message under a hard key that is taken; else the row's own id
   */
  Statement insert(StoredMessage stored, long nth) {
    InboundMessage m = stored.message();
    return INSERT.with(
        stored.id(),
        stored.id(),
        stored.dedupeKey(),
        nth,
        m.channel(),
        m.trust().name(),
        vault.seal(content(m)),
        m.received().toEpochMilli());
  }

  /** Guard: ends a message; refuses if it has ended. */
  static Statement end(long id, Handled handled, Instant now) {
    return END.with(
        id,
        handled.outcome().name(),
        handled.repeatOf() == 0 ? null : handled.repeatOf(),
        now.toEpochMilli(),
        id);
  }

  /** The message that came with this hard key and number. */
  Future<Optional<StoredMessage>> first(byte[] dedupeKey, long nth) {
    return list("WHERE dedupe_key = ? AND dedupe_nth = ?", Tuple.of(dedupeKey, nth))
        .map(found -> found.stream().findFirst());
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
   * The id of the first equal message of the last 24 hours that ended in what it asked for; 0 if
   * there is none.
   */
  Future<Long> repeatOf(StoredMessage stored, Inbox.Outcome ending) {
    return pool.preparedQuery(
            "SELECT MIN(id) FROM inbox WHERE dedupe_key = ? AND id < ? AND received > ?"
                + " AND outcome = ?")
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

  Future<List<StoredMessage>> unfinished(Sweep.Window window, int limit) {
    return list(
        "WHERE id > ? AND id < ? AND state = 0" + window.andNode("id") + " ORDER BY id LIMIT ?",
        Tuple.of(window.after(), window.before(), limit));
  }

  private Future<List<StoredMessage>> list(String where, Tuple values) {
    return pool.preparedQuery(COLUMNS + where).execute(values).map(this::read);
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
