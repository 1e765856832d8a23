package dev.snaptill.party;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.store.Vault;
import dev.snaptill.value.AccountNumber;
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

/**
 * Rows of {@code party}, {@code party_address} and {@code account}. Look-ups are held for five
 * seconds; {@link #forget()} drops them at once after a change made by this node. What a decision
 * rests on is repeated in a guard ({@link MandateStore#use}).
 */
public final class PartyStore {
  private static final Duration HELD = Duration.ofSeconds(5);

  private static final Sql INSERT_PARTY =
      Sql.of(
          Table.PARTY,
          "INSERT INTO party (id, kind, name, language, state, created)"
              + " VALUES (?, ?, ?, ?, 'ACTIVE', ?)");
  private static final Sql SET_PARTY_STATE =
      Sql.of(Table.PARTY, "UPDATE party SET state = ? WHERE id = ?");
  private static final Sql SET_PAYOUT =
      Sql.of(Table.PARTY, "UPDATE party SET payout = ? WHERE id = ?");
  private static final Sql INSERT_ADDRESS =
      Sql.insertIfAbsent(
          Table.PARTY_ADDRESS,
          "INSERT INTO party_address (address_key, party_id, address, added) VALUES (?, ?, ?, ?)");
  private static final Sql INSERT_ACCOUNT =
      Sql.of(
          Table.ACCOUNT,
          "INSERT INTO account (id, party_id, bank, number_key, number, masked, currency, state,"
              + " created) VALUES (?, ?, ?, ?, ?, ?, ?, 'OPEN', ?)");
  private static final Sql SET_ACCOUNT_STATE =
      Sql.of(Table.ACCOUNT, "UPDATE account SET state = ? WHERE id = ? AND party_id = ?");
  private static final String PAYER =
      "SELECT p.id, p.kind, p.name, p.language, p.state, m.account_id, m.state, m.per_payment,"
          + " m.per_day, m.per_day_count, m.per_month, a.party_id, a.bank, a.number, a.currency,"
          + " a.state, m.created FROM party_address pa JOIN party p ON p.id = pa.party_id"
          + " LEFT JOIN mandate m ON m.party_id = p.id LEFT JOIN account a ON a.id = m.account_id"
          + " WHERE pa.address_key = ?";
  private static final String PARTY =
      "SELECT id, kind, name, language, state FROM party WHERE id = ?";
  private static final String PAYOUT = "SELECT payout FROM party WHERE id = ?";
  private static final String ACCOUNTS =
      "SELECT id, party_id, bank, number, currency, state FROM account ";
  private static final String ADDRESSES =
      "SELECT address FROM party_address WHERE party_id = ? ORDER BY added, address_key";

  private final Pool pool;
  private final MandateStore mandates;
  private final Vault vault;
  private final Function<String, byte[]> addressKey;
  private final Function<String, byte[]> accountKey;
  private final Cache<Address, Optional<Payer>> payers = cache();
  private final Cache<Long, Optional<Payee>> payees = cache();

  public PartyStore(Pool pool, Vault vault) {
    this.pool = pool;
    this.mandates = new MandateStore(pool);
    this.vault = vault;
    this.addressKey = vault.indexer("address");
    this.accountKey = vault.indexer("account");
  }

  /** The payers among the parties. */
  public MandateStore mandates() {
    return mandates;
  }

  private static <K, V> Cache<K, V> cache() {
    return Caffeine.newBuilder().expireAfterWrite(HELD).maximumSize(50_000).build();
  }

  public Statement insert(Party party, long now) {
    return INSERT_PARTY.with(
        party.id(), party.id(), party.kind().name(), party.name(), party.language(), now);
  }

  public Statement setState(long partyId, Party.State state) {
    return SET_PARTY_STATE.with(partyId, state.name(), partyId);
  }

  /** Guard: refuses if there is no such party. */
  public Statement setTerms(long partyId, PayoutTerms terms) {
    return SET_PAYOUT.with(partyId, terms.name(), partyId);
  }

  /** Guard: refuses if the address is somebody's already. It counts as enrolled by an operator. */
  public Statement insertAddress(long partyId, Address address) {
    return insertAddress(partyId, address, Instant.EPOCH);
  }

  /** Guard, as the other; the party itself adds the address by text. */
  public Statement insertAddress(long partyId, Address address, Instant added) {
    byte[] key = addressKey.apply(address.canonical());
    return INSERT_ADDRESS.with(
        ByteBuffer.wrap(key).getLong(),
        key,
        partyId,
        vault.seal(address.canonical()),
        added.toEpochMilli());
  }

  public Statement insert(Account account, long now) {
    String digits = account.number().digits();
    return INSERT_ACCOUNT.with(
        account.id(),
        account.id(),
        account.partyId(),
        account.bank(),
        accountKey.apply(digits),
        vault.seal(digits),
        account.number().masked(),
        account.currency(),
        now);
  }

  /** Guard: refuses if the party has no such account. */
  public Statement setState(long partyId, long accountId, Account.State state) {
    return SET_ACCOUNT_STATE.with(accountId, state.name(), accountId, partyId);
  }

  /** Who writes from this address. */
  public Future<Optional<Payer>> payer(Address address) {
    Optional<Payer> held = payers.getIfPresent(address);
    if (held != null) {
      return Future.succeededFuture(held);
    }
    return pool.preparedQuery(PAYER)
        .execute(Tuple.of(addressKey.apply(address.canonical())))
        .map(
            rows -> {
              Optional<Payer> payer =
                  rows.size() == 0 ? Optional.empty() : Optional.of(payer(rows.iterator().next()));
              payers.put(address, payer);
              return payer;
            });
  }

  private Payer payer(Row row) {
    Party party = party(row);
    if (row.getLong(5) == null) {
      return new Payer(party, null, null);
    }
    Mandate mandate =
        new Mandate(
            party.id(),
            row.getLong(5),
            Mandate.State.valueOf(row.getString(6)),
            row.getLong(7),
            row.getLong(8),
            row.getInteger(9),
            row.getLong(10));
    Account account =
        new Account(
            row.getLong(5),
            row.getLong(11),
            row.getString(12),
            new AccountNumber(vault.openText(row.getBuffer(13).getBytes())),
            row.getString(14),
            Account.State.valueOf(row.getString(15)));
    return new Payer(party, mandate, account, Instant.ofEpochMilli(row.getLong(16)));
  }

  private static Party party(Row row) {
    return new Party(
        row.getLong(0),
        Party.Kind.valueOf(row.getString(1)),
        row.getString(2),
        row.getString(3),
        Party.State.valueOf(row.getString(4)));
  }

  /** Who is paid into this account; empty if there is no such account. */
  public Future<Optional<Payee>> payee(long accountId) {
    Optional<Payee> held = payees.getIfPresent(accountId);
    if (held != null) {
      return Future.succeededFuture(held);
    }
    return account(accountId)
        .compose(
            account ->
                account.isEmpty()
                    ? Future.succeededFuture(Optional.<Payee>empty())
                    : payeeOf(account.get()))
        .onSuccess(payee -> payees.put(accountId, payee));
  }

  private Future<Optional<Payee>> payeeOf(Account account) {
    Future<Optional<Party>> party = party(account.partyId());
    Future<List<Address>> addresses = addresses(account.partyId());
    Future<PayoutTerms> terms = terms(account.partyId());
    return Future.all(party, addresses, terms)
        .map(
            all ->
                party
                    .result()
                    .map(
                        p ->
                            new Payee(
                                p,
                                account,
                                addresses.result().stream().findFirst().orElse(null),
                                terms.result())));
  }

  /** When the party is paid what it has earned; instantly if there is no such party. */
  public Future<PayoutTerms> terms(long partyId) {
    return pool.preparedQuery(PAYOUT)
        .execute(Tuple.of(partyId))
        .map(
            rows ->
                rows.size() == 0
                    ? PayoutTerms.INSTANT
                    : PayoutTerms.valueOf(rows.iterator().next().getString(0)));
  }

  public Future<Optional<Party>> party(long id) {
    return pool.preparedQuery(PARTY)
        .execute(Tuple.of(id))
        .map(
            rows ->
                rows.size() == 0 ? Optional.empty() : Optional.of(party(rows.iterator().next())));
  }

  public Future<Optional<Account>> account(long id) {
    return pool.preparedQuery(ACCOUNTS + "WHERE id = ?")
        .execute(Tuple.of(id))
        .map(rows -> accounts(rows).stream().findFirst());
  }

  /** A party's accounts, oldest first. The first open one is where it is paid. */
  public Future<List<Account>> accountsOf(long partyId) {
    return pool.preparedQuery(ACCOUNTS + "WHERE party_id = ? ORDER BY id")
        .execute(Tuple.of(partyId))
        .map(this::accounts);
  }

  private List<Account> accounts(RowSet<Row> rows) {
    List<Account> accounts = new ArrayList<>(rows.size());
    for (Row row : rows) {
      accounts.add(
          new Account(
              row.getLong(0),
              row.getLong(1),
              row.getString(2),
              new AccountNumber(vault.openText(row.getBuffer(3).getBytes())),
              row.getString(4),
              Account.State.valueOf(row.getString(5))));
    }
    return accounts;
  }

  /** A party's addresses: those it was enrolled with first, then as they were added. */
  public Future<List<Address>> addresses(long partyId) {
    return pool.preparedQuery(ADDRESSES)
        .execute(Tuple.of(partyId))
        .map(
            rows -> {
              List<Address> addresses = new ArrayList<>(rows.size());
              for (Row row : rows) {
                addresses.add(Address.parse(vault.openText(row.getBuffer(0).getBytes())));
              }
              return addresses;
            });
  }

  /** Drops what is held, after a change. */
  public void forget() {
    payers.invalidateAll();
    payees.invalidateAll();
  }
}
