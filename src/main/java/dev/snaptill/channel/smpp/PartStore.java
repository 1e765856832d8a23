package dev.snaptill.channel.smpp;

import dev.snaptill.channel.Trust;
import dev.snaptill.store.Sql;
import dev.snaptill.store.Table;
import dev.snaptill.store.Unit;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Address;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Rows of {@code sms_part}: parts of long messages. A part waits until its message is joined, and
 * is then remembered without its content, so that a carrier that repeats it is recognised.
 */
final class PartStore {
  /** How long a joined part is remembered: as long as other messages' repeats are. */
  static final Duration REMEMBERED = Duration.ofHours(24);

  private static final Sql INSERT =
      Sql.insertIfAbsent(
          Table.SMS_PART,
          "INSERT INTO sms_part (set_key, part_no, id, parts, waiting, joined_as, part_hash,"
              + " content) VALUES (?, ?, ?, ?, 1, 0, ?, ?)");
  private static final Sql RENEW =
      Sql.of(
          Table.SMS_PART,
          "UPDATE sms_part SET id = ?, waiting = 1, joined_as = ?, part_hash = ?, content = ?"
              + " WHERE set_key = ? AND part_no = ? AND id = ?");
  private static final Sql JOINED =
      Sql.of(
          Table.SMS_PART,
          "UPDATE sms_part SET waiting = 0, joined_as = ?, content = ?"
              + " WHERE set_key = ? AND part_no = ? AND id = ? AND waiting = 1");
  private static final Sql FORGET =
      Sql.of(
          Table.SMS_PART,
          "DELETE FROM sms_part WHERE set_key = ? AND part_no = ? AND id = ? AND waiting = ?");
  private static final String COLUMNS =
      "SELECT set_key, part_no, id, parts, waiting, joined_as, part_hash, content FROM sms_part ";
  private static final String COMPLETE =
      "SELECT set_key FROM sms_part WHERE waiting = 1 GROUP BY set_key, parts"
          + " HAVING COUNT(*) = parts";

  private final Pool pool;
  private final Vault vault;
  private final Function<String, byte[]> index;

  PartStore(Pool pool, Vault vault) {
    this.pool = pool;
    this.vault = vault;
    this.index = vault.indexer("sms-part");
  }

  /**
   * A part as it is kept.
   *
   * @param id when it came last, as ids go
   * @param waiting whether its message is yet to be joined
   * @param joinedAs what its message was called when this part was joined last; 0 if it never was
   */
  @SuppressWarnings("ArrayRecordComponent") // keys and sealed octets, compared by nobody
  record Held(
      byte[] setKey,
      int number,
      long id,
      int total,
      boolean waiting,
      long joinedAs,
      byte[] hash,
      byte[] content) {
    boolean holds(byte[] otherHash) {
      return Arrays.equals(hash, otherHash);
    }
  }

  /** By which the parts of one message know each other. */
  byte[] setKey(LongPart part) {
    UserDataHeader.Part where = part.where();
    return index.apply(
        String.join(
            "|",
            part.channel(),
            part.sender().canonical(),
            part.recipient().canonical(),
            where.kind().name(),
            String.valueOf(where.reference()),
            String.valueOf(where.total())));
  }

  byte[] hash(LongPart part) {
    return index.apply(part.coding() + "|" + HexFormat.of().formatHex(part.octets()));
  }

  /** Keeps a part; refuses if one of its number is there. */
  Unit insert(LongPart part, long id) {
    UserDataHeader.Part where = part.where();
    return Unit.guardedBy(
        INSERT.with(id, setKey(part), where.number(), id, where.total(), hash(part), sealed(part)));
  }

  /**
   * Puts a part in the place of another, or of itself after it was joined; refuses if that went.
   */
  Unit renew(Held old, LongPart part, long id) {
    byte[] hash = hash(part);
    return Unit.guardedBy(
        RENEW.with(
            lockKey(old.setKey),
            id,
            old.holds(hash) ? old.joinedAs : 0L,
            hash,
            sealed(part),
            old.setKey,
            old.number,
            old.id));
  }

  /** A part's message was handed in under that name; refuses if the part was replaced meanwhile. */
  Unit joined(Held part, long name) {
    return Unit.guardedBy(
        JOINED.with(lockKey(part.setKey), name, new byte[0], part.setKey, part.number, part.id));
  }

  /** Takes a part away; refuses if it was joined or replaced meanwhile. */
  Unit forget(Held part) {
    return Unit.guardedBy(
        FORGET.with(lockKey(part.setKey), part.setKey, part.number, part.id, part.waiting ? 1 : 0));
  }

  private static long lockKey(byte[] setKey) {
    return ByteBuffer.wrap(setKey).getLong();
  }

  Future<Optional<Held>> find(byte[] setKey, int number) {
    return pool.preparedQuery(COLUMNS + "WHERE set_key = ? AND part_no = ?")
        .execute(Tuple.of(setKey, number))
        .map(rows -> read(rows).stream().findFirst());
  }

  /** All parts of a message, in their order. */
  Future<List<Held>> all(byte[] setKey) {
    return pool.preparedQuery(COLUMNS + "WHERE set_key = ? ORDER BY part_no")
        .execute(Tuple.of(setKey))
        .map(PartStore::read);
  }

  /** Keys of messages whose parts are all there and not joined. */
  Future<List<byte[]>> complete(int limit) {
    return pool.preparedQuery(COMPLETE + " LIMIT ?")
        .execute(Tuple.of(limit))
        .map(
            rows -> {
              List<byte[]> keys = new ArrayList<>(rows.size());
              rows.forEach(row -> keys.add(row.getBuffer(0).getBytes()));
              return keys;
            });
  }

  /** Parts that came before an id and whose message never became complete. */
  Future<List<Held>> stale(long before, int limit) {
    return pool.preparedQuery(
            COLUMNS
                + "WHERE waiting = 1 AND id < ? AND set_key NOT IN ("
                + COMPLETE
                + ") ORDER BY id LIMIT ?")
        .execute(Tuple.of(before, limit))
        .map(PartStore::read);
  }

  /** Joined parts that came before an id. */
  Future<List<Held>> remembered(long before, int limit) {
    return pool.preparedQuery(COLUMNS + "WHERE waiting = 0 AND id < ? ORDER BY id LIMIT ?")
        .execute(Tuple.of(before, limit))
        .map(PartStore::read);
  }

  Future<Long> waiting() {
    return pool.query("SELECT COUNT(*) FROM sms_part WHERE waiting = 1")
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  private static List<Held> read(RowSet<Row> rows) {
    List<Held> found = new ArrayList<>(rows.size());
    for (Row row : rows) {
      found.add(
          new Held(
              row.getBuffer(0).getBytes(),
              row.getInteger(1),
              row.getLong(2),
              row.getInteger(3),
              row.getInteger(4) == 1,
              row.getLong(5),
              row.getBuffer(6).getBytes(),
              row.getBuffer(7).getBytes()));
    }
    return found;
  }

  private byte[] sealed(LongPart part) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(300);
    try (DataOutputStream data = new DataOutputStream(out)) {
      data.writeUTF(part.channel());
      data.writeUTF(part.sender().canonical());
      data.writeUTF(part.recipient().canonical());
      data.writeUTF(part.trust().name());
      data.writeLong(part.received().toEpochMilli());
      data.writeUTF(part.where().kind().name());
      data.writeInt(part.where().reference());
      data.writeByte(part.where().total());
      data.writeByte(part.where().number());
      data.writeByte(part.coding().dataCoding());
      data.writeUTF(part.coding().defaultCharset().name());
      data.writeByte(part.coding().locking());
      data.writeByte(part.coding().single());
      data.write(part.octets());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return vault.seal(out.toByteArray());
  }

  /** What {@link #insert} or {@link #renew} kept of a part that waits. */
  LongPart open(Held held) {
    byte[] plain = vault.open(held.content);
    try (DataInputStream data = new DataInputStream(new ByteArrayInputStream(plain))) {
      return new LongPart(
          data.readUTF(),
          Address.parse(data.readUTF()),
          Address.parse(data.readUTF()),
          Trust.valueOf(data.readUTF()),
          Instant.ofEpochMilli(data.readLong()),
          new UserDataHeader.Part(
              UserDataHeader.Kind.valueOf(data.readUTF()),
              data.readInt(),
              data.readUnsignedByte(),
              data.readUnsignedByte()),
          new LongPart.Coding(
              data.readUnsignedByte(),
              DefaultCharset.valueOf(data.readUTF()),
              data.readUnsignedByte(),
              data.readUnsignedByte()),
          data.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
