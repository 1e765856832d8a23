package dev.snaptill.operator;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows of {@code operator_user} and {@code operator_key}. A key is known by its keyed hash. */
public final class OperatorStore {
  private static final Sql INSERT =
      Sql.insertIfAbsent(
          Table.OPERATOR_USER,
          "INSERT INTO operator_user (person, roles, state, created) VALUES (?, ?, 'ENABLED', ?)");
  private static final Sql SET_ROLES =
      Sql.of(Table.OPERATOR_USER, "UPDATE operator_user SET roles = ? WHERE person = ?");
  private static final Sql SET_STATE =
      Sql.of(Table.OPERATOR_USER, "UPDATE operator_user SET state = ? WHERE person = ?");
  private static final Sql INSERT_KEY =
      Sql.insertIfAbsent(
          Table.OPERATOR_KEY,
          "INSERT INTO operator_key (key_hash, person, name, roles, created)"
              + " VALUES (?, ?, ?, ?, ?)");
  private static final Sql REVOKE_KEY =
      Sql.of(
          Table.OPERATOR_KEY,
          "UPDATE operator_key SET revoked = ? WHERE key_hash = ? AND person = ?"
              + " AND revoked IS NULL");
  private static final String PEOPLE =
      "SELECT person, roles, state, created FROM operator_user WHERE person > ?"
          + " ORDER BY person LIMIT ?";
  private static final String PERSON =
      "SELECT person, roles, state, created FROM operator_user WHERE person = ?";
  private static final String KEYS =
      "SELECT key_hash, name, roles, created, revoked FROM operator_key WHERE person = ?"
          + " ORDER BY created, key_hash";
  private static final String BY_HASH =
      "SELECT u.person, u.roles, k.roles FROM operator_key k"
          + " JOIN operator_user u ON u.person = k.person"
          + " WHERE k.key_hash = ? AND k.revoked IS NULL AND u.state = 'ENABLED'";
  private static final String WITH_KEYS =
      "SELECT DISTINCT u.person, u.roles, k.roles FROM operator_user u"
          + " JOIN operator_key k ON k.person = u.person"
          + " WHERE u.state = 'ENABLED' AND k.revoked IS NULL AND u.person <> ?";

  private final Pool pool;

  public OperatorStore(Pool pool) {
    this.pool = pool;
  }

  /** Somebody who runs the gateway. */
  public record Person(String person, Set<Role> roles, boolean enabled, Instant created) {}

  /**
   * A key as people see it.
   *
   * @param hash what it is known by
   */
  @SuppressWarnings("ArrayRecordComponent") // shown, compared by nobody
  public record Key(
      byte[] hash, String name, Set<Role> roles, Instant created, @Nullable Instant revoked) {}

  /** Guard: refuses if there is such a person. */
  public static Statement insert(String person, Set<Role> roles, Instant now) {
    return INSERT.with(lockKey(person), person, text(roles), now.toEpochMilli());
  }

  public static Statement setRoles(String person, Set<Role> roles) {
    return SET_ROLES.with(lockKey(person), text(roles), person);
  }

  public static Statement setEnabled(String person, boolean enabled) {
    return SET_STATE.with(lockKey(person), enabled ? "ENABLED" : "DISABLED", person);
  }

  public static Statement insertKey(
      byte[] hash, String person, String name, Set<Role> roles, Instant now) {
    return INSERT_KEY.with(
        ByteBuffer.wrap(hash).getLong(), hash, person, name, text(roles), now.toEpochMilli());
  }

  /** Guard: refuses if the person has no such key or it is revoked already. */
  public static Statement revokeKey(byte[] hash, String person, Instant now) {
    return REVOKE_KEY.with(ByteBuffer.wrap(hash).getLong(), now.toEpochMilli(), hash, person);
  }

  private static long lockKey(String person) {
    return person.hashCode();
  }

  public Future<List<Person>> people(String after, int limit) {
    return pool.preparedQuery(PEOPLE)
        .execute(Tuple.of(after, limit))
        .map(
            rows -> {
              List<Person> found = new ArrayList<>(rows.size());
              rows.forEach(row -> found.add(person(row)));
              return found;
            });
  }

  public Future<Optional<Person>> person(String person) {
    return pool.preparedQuery(PERSON)
        .execute(Tuple.of(person))
        .map(
            rows ->
                rows.size() == 0 ? Optional.empty() : Optional.of(person(rows.iterator().next())));
  }

  private static Person person(Row row) {
    return new Person(
        row.getString(0),
        roles(row.getString(1)),
        row.getString(2).equals("ENABLED"),
        Instant.ofEpochMilli(row.getLong(3)));
  }

  public Future<List<Key>> keys(String person) {
    return pool.preparedQuery(KEYS)
        .execute(Tuple.of(person))
        .map(
            rows -> {
              List<Key> found = new ArrayList<>(rows.size());
              for (Row row : rows) {
                Long revoked = row.getLong(4);
                found.add(
                    new Key(
                        row.getBuffer(0).getBytes(),
                        row.getString(1),
                        roles(row.getString(2)),
                        Instant.ofEpochMilli(row.getLong(3)),
                        revoked == null ? null : Instant.ofEpochMilli(revoked)));
              }
              return found;
            });
  }

  /** Who holds a key that counts, and what it is good for: what both key and person may do. */
  public Future<Optional<Operator>> holder(byte[] hash) {
    return pool.preparedQuery(BY_HASH)
        .execute(Tuple.of(hash))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return Optional.<Operator>empty();
              }
              Row row = rows.iterator().next();
              return Optional.of(operator(row));
            });
  }

  /** Whether somebody other than that person could approve an act of that role now. */
  public Future<Boolean> another(String person, Role role) {
    return pool.preparedQuery(WITH_KEYS)
        .execute(Tuple.of(person))
        .map(
            rows -> {
              for (Row row : rows) {
                if (operator(row).may(role)) {
                  return true;
                }
              }
              return false;
            });
  }

  private static Operator operator(Row row) {
    Set<Role> both = EnumSet.noneOf(Role.class);
    both.addAll(roles(row.getString(1)));
    both.retainAll(roles(row.getString(2)));
    return new Operator(row.getString(0), both);
  }

  private static String text(Set<Role> roles) {
    return roles.stream().sorted().map(Role::name).collect(Collectors.joining(","));
  }

  private static Set<Role> roles(String text) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String name : text.toUpperCase(Locale.ROOT).split(",", -1)) {
      if (!name.isEmpty()) {
        roles.add(Role.valueOf(name));
      }
    }
    return roles;
  }
}
