package dev.snaptill.party;

import dev.snaptill.store.Packing;
import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Address;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What people set by text about themselves: language, limits, consent, silence, numbers. */
public final class SelfStore {
  private static final Sql SET_LANGUAGE =
      Sql.of(Table.PARTY, "UPDATE party SET language = ? WHERE id = ?");
  private static final Map<Limit, Sql> SET_LIMIT = new EnumMap<>(Limit.class);
  private static final Sql ACTIVATE =
      Sql.of(
          Table.MANDATE,
          "UPDATE mandate SET state = 'ACTIVE', created = ?"
              + " WHERE party_id = ? AND account_id = ? AND state = 'INVITED'");
  private static final Sql DEACTIVATE =
      Sql.of(Table.MANDATE, "UPDATE mandate SET state = 'INVITED' WHERE party_id = ?");
  private static final Sql CONSENT =
      Sql.of(
          Table.CONSENT,
          "INSERT INTO consent (id, party_id, account_id, content, given) VALUES (?, ?, ?, ?, ?)");
  private static final Sql STOP =
      Sql.insertIfAbsent(
          Table.STOPPED_ADDRESS,
          "INSERT INTO stopped_address (address_key, stopped) VALUES (?, ?)");
  private static final Sql START =
      Sql.of(Table.STOPPED_ADDRESS, "DELETE FROM stopped_address WHERE address_key = ?");
  private static final Sql RELEASE =
      Sql.of(Table.PARTY_ADDRESS, "DELETE FROM party_address WHERE address_key = ?");
  private static final String STOPPED =
      "SELECT COUNT(*) FROM stopped_address WHERE address_key = ?";
  private static final String LIMITS =
      "SELECT per_payment, per_day, per_month, COALESCE(most_per_payment, per_payment),"
          + " COALESCE(most_per_day, per_day), COALESCE(most_per_month, per_month)"
          + " FROM mandate WHERE party_id = ?";

  static {
    for (Limit limit : Limit.values()) {
      String per = limit.column;
      SET_LIMIT.put(
          limit,
          Sql.of(
              Table.MANDATE,
              "UPDATE mandate SET most_%1$s = COALESCE(most_%1$s, %1$s), %1$s = ?".formatted(per)
                  + " WHERE party_id = ? AND COALESCE(most_%1$s, %1$s) >= ?".formatted(per)));
    }
  }

  /** What a payer may set for itself. */
  public enum Limit {
    PAYMENT("per_payment"),
    DAY("per_day"),
    MONTH("per_month");

    private final String column;

    Limit(String column) {
      this.column = column;
    }
  }

  /**
   * A payer's limits in minor units.
   *
   * @param now as they hold
   * @param most as the operator or bank allows
   */
  public record Limits(Map<Limit, Long> now, Map<Limit, Long> most) {}

  private final Pool pool;
  private final Vault vault;
  private final Function<String, byte[]> addressKey;

  public SelfStore(Pool pool, Vault vault) {
    this.pool = pool;
    this.vault = vault;
    this.addressKey = vault.indexer("address");
  }

  public static Statement setLanguage(long partyId, String language) {
    return SET_LANGUAGE.with(partyId, language, partyId);
  }

  /** Guard: refuses more than the operator allows. */
  public static Statement setLimit(long partyId, Limit limit, long amount) {
    return java.util.Objects.requireNonNull(SET_LIMIT.get(limit))
        .with(partyId, amount, partyId, amount);
  }

  /** Guard: refuses if the party is not invited to pay from that account. */
  public static Statement activate(long partyId, long accountId, Instant now) {
    return ACTIVATE.with(partyId, now.toEpochMilli(), partyId, accountId);
  }

  /** Takes {@link #activate} back. */
  public static Statement deactivate(long partyId) {
    return DEACTIVATE.with(partyId, partyId);
  }

  /**
   * What was agreed to.
   *
   * @param message the one that said yes
   */
  public Statement consent(
      long message,
      long partyId,
      long accountId,
      String text,
      String channel,
      Address from,
      Instant now) {
    return CONSENT.with(
        message,
        message,
        partyId,
        accountId,
        vault.seal(Packing.pack(List.of(), text, channel, from.canonical())),
        now.toEpochMilli());
  }

  /** Guard: refuses if it is stopped already. */
  public Statement stop(Address address, Instant now) {
    byte[] key = addressKey.apply(address.canonical());
    return STOP.with(ByteBuffer.wrap(key).getLong(), key, now.toEpochMilli());
  }

  /** Guard: refuses if it isn't stopped. */
  public Statement start(Address address) {
    byte[] key = addressKey.apply(address.canonical());
    return START.with(ByteBuffer.wrap(key).getLong(), key);
  }

  /** Guard: the address is nobody's any more; refuses if it was nobody's. */
  public Statement release(Address address) {
    byte[] key = addressKey.apply(address.canonical());
    return RELEASE.with(ByteBuffer.wrap(key).getLong(), (Object) key);
  }

  /** Whether whoever has this address wants nothing it did not ask for. */
  public Future<Boolean> isStopped(Address address) {
    return pool.preparedQuery(STOPPED)
        .execute(Tuple.of(addressKey.apply(address.canonical())))
        .map(rows -> rows.iterator().next().getLong(0) > 0);
  }

  /** Empty if the party has no mandate. */
  public Future<Optional<Limits>> limits(long partyId) {
    return pool.preparedQuery(LIMITS)
        .execute(Tuple.of(partyId))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return Optional.empty();
              }
              Row row = rows.iterator().next();
              Map<Limit, Long> now = new EnumMap<>(Limit.class);
              Map<Limit, Long> most = new EnumMap<>(Limit.class);
              for (Limit limit : Limit.values()) {
                now.put(limit, row.getLong(limit.ordinal()));
                most.put(limit, row.getLong(3 + limit.ordinal()));
              }
              return Optional.of(new Limits(now, most));
            });
  }
}
