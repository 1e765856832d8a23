package dev.snaptill.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Seals everything anew under a new key: slice by slice through the journal, while the gateway
 * works on. Killed at any moment it can be begun again: what is done is passed over.
 */
public final class KeyRotation {
  private static final int SLICE = 100;

  /** A column that holds sealed bytes. */
  private record Sealed(Table table, String name, List<String> key, String column, Sql update) {
    static Sealed of(Table table, String name, String column, String... key) {
      String where = String.join(" = ? AND ", key) + " = ?";
      return new Sealed(
          table,
          name,
          List.of(key),
          column,
          Sql.of(
              table,
              "UPDATE "
                  + name
                  + " SET "
                  + column
                  + " = ? WHERE "
                  + where
                  + " AND "
                  + column
                  + " = ?"));
    }

    String page(boolean first) {
      String keys = String.join(", ", key);
      String after =
          first
              ? ""
              : key.size() == 1
                  ? " WHERE " + key.get(0) + " > ?"
                  : " WHERE "
                      + key.get(0)
                      + " > ? OR ("
                      + key.get(0)
                      + " = ? AND "
                      + key.get(1)
                      + " > ?)";
      return "SELECT "
          + column
          + ", "
          + keys
          + " FROM "
          + name
          + after
          + " ORDER BY "
          + keys
          + " LIMIT "
          + SLICE;
    }
  }

  private static final List<Sealed> EVERYTHING =
      List.of(
          Sealed.of(Table.PARTY_ADDRESS, "party_address", "address", "address_key"),
          Sealed.of(Table.ACCOUNT, "account", "number", "id"),
          Sealed.of(Table.IDEMPOTENCY, "idempotency", "response", "owner", "request_key"),
          Sealed.of(Table.CONFIRMATION, "confirmation", "content", "id"),
          Sealed.of(Table.CONSENT, "consent", "content", "id"),
          Sealed.of(Table.INBOX, "inbox", "content", "id"),
          Sealed.of(Table.SMS_PART, "sms_part", "content", "set_key", "part_no"),
          Sealed.of(Table.PAYMENT, "payment", "payer_route", "id"),
          Sealed.of(Table.VOUCHER, "voucher", "payer_address", "id"),
          // open ones first: one that ends meanwhile is met again where it goes
          Sealed.of(Table.OUTBOX_OPEN, "outbox_open", "content", "id"),
          Sealed.of(Table.OUTBOX, "outbox", "content", "id"));

  private static final Sql FORGET =
      Sql.of(Table.VAULT_KEY, "DELETE FROM vault_key WHERE key_id = ?");

  private final Vertx vertx;
  private final Database database;
  private final Journal journal;
  private final Pool pool;
  private final Vault vault;
  private final Callable<Integer> pictures;
  private final AtomicLong resealed = new AtomicLong();
  private volatile String state = "idle";
  private @Nullable Future<Long> running;

  /**
   * @param pictures seals pictures anew and returns how many; blocking
   */
  public KeyRotation(
      Vertx vertx,
      Database database,
      Journal journal,
      Pool pool,
      Vault vault,
      Callable<Integer> pictures) {
    this.vertx = vertx;
    this.database = database;
    this.journal = journal;
    this.pool = pool;
    this.vault = vault;
    this.pictures = pictures;
  }

  /**
   * Where it stands.
   *
   * @param key number of the key that seals
   * @param keys how many keys open
   * @param resealed rows and pictures sealed anew since this process began
   * @param state idle, running, done, or why it ended
   */
  public record Status(int key, int keys, long resealed, String state) {}

  public Status status() {
    return new Status(vault.keyNumbers().last(), vault.keyNumbers().size(), resealed.get(), state);
  }

  /** Adds a key and seals everything anew; joins one that runs. Completes with how many. */
  public Future<Long> rotate() {
    return once(
        () ->
            vertx
                .executeBlocking(
                    () -> {
                      vault.addKey();
                      VaultCheck.run(database, vault);
                      return 0;
                    },
                    false)
                .compose(added -> everything()));
  }

  /** Goes on with what an earlier rotation left. */
  public Future<Long> resume() {
    return once(this::everything);
  }

  /**
   * Seals what is left anew, until a pass finds nothing, and takes the old keys out of the file.
   */
  public Future<Long> retire() {
    return once(() -> untilNothing(0).compose(done -> forgetOld().map(done)));
  }

  private synchronized Future<Long> once(java.util.function.Supplier<Future<Long>> work) {
    Future<Long> now = running;
    if (now != null && !now.isComplete()) {
      return now;
    }
    state = "running";
    Future<Long> begun =
        work.get()
            .onSuccess(done -> state = "done")
            .onFailure(e -> state = "ended: " + e.getMessage());
    running = begun;
    return begun;
  }

  private Future<Long> untilNothing(long before) {
    return everything()
        .compose(some -> some == 0 ? Future.succeededFuture(before) : untilNothing(before + some));
  }

  private Future<Void> forgetOld() {
    int newest = vault.keyNumbers().last();
    Future<Void> gone = Future.succeededFuture();
    for (int number : vault.keyNumbers()) {
      if (number != newest) {
        gone =
            gone.compose(
                done -> journal.submit(Unit.guardedBy(FORGET.with(number, number))).mapEmpty());
      }
    }
    return gone.compose(done -> vertx.executeBlocking(vault::retireOldKeys, false)).mapEmpty();
  }

  private Future<Long> everything() {
    Future<Long> sum = Future.succeededFuture(0L);
    for (Sealed sealed : EVERYTHING) {
      sum = sum.compose(count -> pages(sealed, null, count));
    }
    return sum.compose(
        count ->
            vertx
                .executeBlocking(pictures, false)
                .map(
                    files -> {
                      resealed.addAndGet(files);
                      return count + files;
                    }));
  }

  private Future<Long> pages(Sealed sealed, @Nullable Row after, long count) {
    return pool.preparedQuery(sealed.page(after == null))
        .execute(after == null ? Tuple.tuple() : from(sealed, after))
        .compose(
            rows -> {
              List<Future<Unit.Outcome>> written = new ArrayList<>();
              Row last = null;
              for (Row row : rows) {
                last = row;
                byte[] old = row.getBuffer(0) == null ? null : row.getBuffer(0).getBytes();
                if (old != null && !vault.current(old)) {
                  written.add(journal.submit(Unit.guardedBy(update(sealed, row, old))));
                }
              }
              Row end = last;
              long more = count + written.size();
              return Future.all(written)
                  .compose(
                      done -> {
                        resealed.addAndGet(written.size());
                        return end == null || rows.size() < SLICE
                            ? Future.succeededFuture(more)
                            : pages(sealed, end, more);
                      });
            });
  }

  private static Tuple from(Sealed sealed, Row row) {
    Object first = value(row, 1);
    return sealed.key().size() == 1 ? Tuple.of(first) : Tuple.of(first, first, value(row, 2));
  }

  private static Object value(Row row, int column) {
    Object value = row.getValue(column);
    return value instanceof Number ? row.getLong(column) : row.getBuffer(column).getBytes();
  }

  /** Refused, and left to the next pass, if the row was changed meanwhile. */
  private Statement update(Sealed sealed, Row row, byte[] old) {
    List<Object> values = new ArrayList<>();
    values.add(vault.seal(vault.open(old)));
    for (int i = 1; i <= sealed.key().size(); i++) {
      values.add(value(row, i));
    }
    values.add(old);
    Object key = values.get(sealed.key().size());
    long lockKey = key instanceof byte[] bytes ? ByteBuffer.wrap(bytes).getLong() : (Long) key;
    return sealed.update().with(lockKey, values.toArray());
  }
}
