package dev.snaptill.inbox;

import dev.snaptill.channel.Trust;
import dev.snaptill.party.Party;
import dev.snaptill.store.Packing;
import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Address;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows of {@code confirmation}. The number itself is not stored, only its keyed hash. */
final class ConfirmationStore {
  private static final Sql INSERT =
      Sql.insertIfAbsent(
          Table.CONFIRMATION,
          "INSERT INTO confirmation (id, party_id, day_number, nth, answerer_key, number_key,"
              + " content, channel, weak, state, tries, expires)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'OPEN', 0, ?)");
  private static final Sql TRY =
      Sql.of(
          Table.CONFIRMATION,
          "UPDATE confirmation SET tries = tries + 1"
              + " WHERE id = ? AND state IN ('OPEN', 'LAPSED') AND tries < ? AND expires > ?");
  private static final Sql FORGIVE =
      Sql.of(Table.CONFIRMATION, "UPDATE confirmation SET tries = tries - 1 WHERE id = ?");
  private static final Sql END =
      Sql.of(
          Table.CONFIRMATION,
          "UPDATE confirmation SET state = CASE WHEN state = 'USED' THEN state ELSE"
              + " CAST(? AS VARCHAR(10)) END WHERE id = ?");
  private static final Sql USE =
      Sql.of(
          Table.CONFIRMATION,
          "UPDATE confirmation SET state = 'USED', used_by = ?"
              + " WHERE id = ? AND state IN ('OPEN', 'LAPSED')");
  private static final Sql UNUSE =
      Sql.of(
          Table.CONFIRMATION,
          "UPDATE confirmation SET state = 'OPEN', used_by = NULL WHERE id = ? AND used_by = ?");
  private static final Sql LAPSE =
      Sql.of(
          Table.CONFIRMATION,
          "UPDATE confirmation SET state = 'LAPSED'"
              + " WHERE id = ? AND state = 'OPEN' AND expires <= ?");
  private static final String COLUMNS =
      "SELECT id, party_id, nth, number_key, content, channel, weak, state, tries, expires,"
          + " used_by FROM confirmation ";
  private static final String OF_DAY = COLUMNS + "WHERE party_id = ? AND day_number = ?";
  private static final String FOR_ANSWERER =
      COLUMNS + "WHERE (answerer_key = ? OR answerer_key = ?) AND expires > ? ORDER BY id DESC";
  private static final String EXPIRED =
      COLUMNS + "WHERE expires > ? AND expires <= ? AND state = 'OPEN' LIMIT 500";

  private final Pool pool;
  private final Vault vault;
  private final Function<String, byte[]> answererKey;
  private final Function<String, byte[]> numberKey;

  ConfirmationStore(Pool pool, Vault vault) {
    this.pool = pool;
    this.vault = vault;
    this.answererKey = vault.indexer("confirmation-answerer");
    this.numberKey = vault.indexer("confirmation-number");
  }

  /** What became of it. */
  enum State {
    OPEN,
    USED,
    REFUSED,
    FAILED,
    LAPSED
  }

  /**
   * What waits for a yes.
   *
   * @param command carried out then; empty if an address is to be linked
   * @param link the address that is to be the party's; null for a command
   * @param values what the question said: amount, payee
   */
  record Asked(
      long id,
      long partyId,
      int nth,
      byte[] numberKey,
      String command,
      @Nullable Address link,
      String values,
      String channel,
      boolean weak,
      State state,
      int tries,
      Instant expires,
      long usedBy) {

    /**
     * Whether it could be answered at that time. Lapsing is only written down: what came in time
     * and is read late, after a crash, still counts.
     */
    boolean isOpen(Instant at) {
      return (state == State.OPEN || state == State.LAPSED) && expires.isAfter(at);
    }

    /** Did not come to a yes. */
    boolean isFailed(Instant now) {
      return switch (state) {
        case FAILED -> true;
        case USED -> false;
        // a person who thinks better of it has not failed; somebody else's name has been used
        case REFUSED, LAPSED -> weak;
        case OPEN -> weak && !expires.isAfter(now);
      };
    }
  }

  /** Guard: refuses if the party has asked for another one at the same moment. */
  Statement insert(Asked asked, int day, @Nullable Address answerer, Trust trust) {
    return INSERT.with(
        asked.partyId(),
        asked.id(),
        asked.partyId(),
        day,
        asked.nth(),
        answerer == null ? ofParty(asked.partyId()) : ofAddress(answerer),
        asked.numberKey(),
        vault.seal(
            Packing.pack(
                List.of(),
                asked.command(),
                asked.link() == null ? null : asked.link().canonical(),
                asked.values())),
        asked.channel(),
        trust == Trust.WEAK ? 1 : 0,
        asked.expires().toEpochMilli());
  }

  /** The hash that binds a number to one act: another amount, payee or message has another. */
  byte[] numberKey(
      String number, long id, long partyId, String command, @Nullable Address link, String values) {
    return numberKey.apply(
        Packing.pack(
            List.of(),
            number,
            Long.toString(id),
            Long.toString(partyId),
            command,
            link == null ? null : link.canonical(),
            values));
  }

  boolean hasNumber(Asked asked, String number) {
    return MessageDigest.isEqual(
        asked.numberKey(),
        numberKey(
            number, asked.id(), asked.partyId(), asked.command(), asked.link(), asked.values()));
  }

  /** Guard: counts a try before it is looked at; refuses one too many. */
  static Statement attempt(Asked asked, int tries, Instant now) {
    return TRY.with(asked.partyId(), asked.id(), tries, now.toEpochMilli());
  }

  /** The number was another one's. */
  static Statement forgive(Asked asked) {
    return FORGIVE.with(asked.partyId(), asked.id());
  }

  static Statement end(Asked asked, State state) {
    return END.with(asked.partyId(), state.name(), asked.id());
  }

  /** Guard: uses it up for a message. */
  static Statement use(Asked asked, long message) {
    return USE.with(asked.partyId(), message, asked.id());
  }

  static Statement unuse(Asked asked, long message) {
    return UNUSE.with(asked.partyId(), asked.id(), message);
  }

  /** Guard: refuses if it has come to something else meanwhile. */
  static Statement lapse(Asked asked, Instant now) {
    return LAPSE.with(asked.partyId(), asked.id(), now.toEpochMilli());
  }

  Future<List<Asked>> ofDay(long partyId, int day) {
    return list(OF_DAY, Tuple.of(partyId, day));
  }

  /** Those which this sender may answer, the latest first, and those it has answered. */
  Future<List<Asked>> answeredBy(Address sender, @Nullable Party party, Instant since) {
    return list(
        FOR_ANSWERER,
        Tuple.of(
            ofAddress(sender),
            party == null ? ofAddress(sender) : ofParty(party.id()),
            since.toEpochMilli()));
  }

  Future<List<Asked>> expired(Instant after, Instant upTo) {
    return list(EXPIRED, Tuple.of(after.toEpochMilli(), upTo.toEpochMilli()));
  }

  private byte[] ofParty(long id) {
    return answererKey.apply("party/" + id);
  }

  private byte[] ofAddress(Address address) {
    return answererKey.apply("address/" + address.canonical());
  }

  private Future<List<Asked>> list(String sql, Tuple values) {
    return pool.preparedQuery(sql).execute(values).map(this::read);
  }

  private List<Asked> read(RowSet<Row> rows) {
    List<Asked> found = new ArrayList<>(rows.size());
    for (Row row : rows) {
      Packing.Unpacked content = Packing.unpack(vault.openText(row.getBuffer(4).getBytes()), 3);
      String link = content.orNull(1);
      Long usedBy = row.getLong(10);
      found.add(
          new Asked(
              row.getLong(0),
              row.getLong(1),
              row.getInteger(2),
              row.getBuffer(3).getBytes(),
              content.fields().get(0),
              link == null ? null : Address.parse(link),
              content.fields().get(2),
              row.getString(5),
              row.getInteger(6) == 1,
              State.valueOf(row.getString(7)),
              row.getInteger(8),
              Instant.ofEpochMilli(row.getLong(9)),
              usedBy == null ? 0 : usedBy));
    }
    return found;
  }
}
