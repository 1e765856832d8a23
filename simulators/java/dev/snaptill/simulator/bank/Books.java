package dev.snaptill.simulator.bank;

import dev.snaptill.simulator.bank.BookEntry.Key;
import dev.snaptill.simulator.bank.BookEntry.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A bank's accounts and everything it decided. Double entry: whatever leaves one account reaches
 * another, so that all balances add up to zero. What a reader sees is on disk: {@link #group} holds
 * the lock until its fsync is done.
 */
final class Books {
  /** Where debits go to and credits come from. */
  static final String SETTLEMENT = "SETTLEMENT";

  /** Where opening balances come from. */
  static final String VAULT = "VAULT";

  /** Work on the books that may fail to reach the disk. */
  interface Work {
    void run() throws IOException;
  }

  // Fair: under load the bank's own thread would otherwise never let a reader in.
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Clock clock;
  private final BookFile file;
  private final Map<String, AccountView> accounts = new LinkedHashMap<>();
  private final Map<Key, BookEntry> decided = new HashMap<>();
  private final Set<Key> notFound = new HashSet<>();
  private final Set<Long> takenBack = new HashSet<>();
  private final Set<String> paidOut = new HashSet<>();
  private final List<BookEntry> postings = new ArrayList<>();
  private final List<BookEntry> days = new ArrayList<>();
  private LocalDate day = LocalDate.EPOCH;
  private long seq;

  Books(Path path, Clock clock, Runnable beforeSync) throws IOException {
    this.clock = clock;
    this.file = new BookFile(path, beforeSync);
    accounts.put(SETTLEMENT, internal(SETTLEMENT));
    accounts.put(VAULT, internal(VAULT));
    try {
      file.replay(this::apply);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static AccountView internal(String name) {
    return new AccountView(name, 0, AccountState.OPEN, Long.MAX_VALUE);
  }

  static boolean isInternal(String account) {
    return account.equals(SETTLEMENT) || account.equals(VAULT);
  }

  /** Does the work, then writes and fsyncs all of its entries at once. */
  void group(Work work) throws IOException {
    lock.lock();
    try {
      work.run();
      file.commit();
    } finally {
      lock.unlock();
    }
  }

  <T> T read(Supplier<T> reader) {
    lock.lock();
    try {
      return reader.get();
    } finally {
      lock.unlock();
    }
  }

  void close() throws IOException {
    lock.lock();
    try {
      file.close();
    } finally {
      lock.unlock();
    }
  }

  /** Writes an entry down and lets it take effect. Only inside {@link #group}. */
  BookEntry enter(BookEntry draft) {
    BookEntry entry = draft.numbered(seq + 1, clock.instant().truncatedTo(ChronoUnit.MICROS));
    file.append(entry);
    apply(entry);
    return entry;
  }

  private void apply(BookEntry e) {
    seq = e.seq();
    switch (e.kind()) {
      case OPENING -> {
        accounts.put(e.to(), new AccountView(e.to(), 0, AccountState.OPEN, Long.MAX_VALUE));
        move(e);
      }
      case STATE ->
          accounts.computeIfPresent(
              e.to(),
              (n, a) -> new AccountView(n, a.balance(), AccountState.valueOf(e.code()), a.limit()));
      case LIMIT ->
          accounts.computeIfPresent(
              e.to(), (n, a) -> new AccountView(n, a.balance(), a.state(), e.amount()));
      case DEBIT, CREDIT, TRANSFER -> {
        move(e);
        postings.add(e);
        decided.put(e.key(), e);
      }
      case PAYOUT -> {
        move(e);
        postings.add(e);
        paidOut.add(e.rrn());
      }
      case REVERSAL -> {
        move(e);
        postings.add(e);
        takenBack.add(e.reversalOf());
      }
      case REFUSED -> decided.put(e.key(), e);
      case VOID -> takenBack.add(e.reversalOf());
      case NOT_FOUND -> notFound.add(e.key());
      case BUSINESS_DAY -> {
        day = LocalDate.parse(e.code());
        days.add(e);
      }
    }
  }

  private void move(BookEntry e) {
    add(e.from(), -e.amount());
    add(e.to(), e.amount());
  }

  private void add(String account, long amount) {
    AccountView a = accounts.get(account);
    if (a == null) {
      throw new IllegalStateException("posting " + seq + " names an account that was never opened");
    }
    accounts.put(
        account,
        new AccountView(account, Math.addExact(a.balance(), amount), a.state(), a.limit()));
  }

  Optional<AccountView> account(String number) {
    return Optional.ofNullable(accounts.get(number));
  }

  Optional<BookEntry> decided(Key key) {
    return Optional.ofNullable(decided.get(key));
  }

  /** Whether a reversal asked for this request before it came. */
  boolean missed(Key key) {
    return notFound.contains(key);
  }

  boolean takenBack(BookEntry entry) {
    return takenBack.contains(entry.seq());
  }

  List<AccountView> accounts() {
    return List.copyOf(accounts.values());
  }

  List<BookEntry> postings() {
    return List.copyOf(postings);
  }

  int postingCount() {
    return postings.size();
  }

  /** Up to {@code most} postings numbered above {@code since}, oldest first. */
  List<BookEntry> postingsSince(long since, int most) {
    int from = firstAbove(since);
    return List.copyOf(postings.subList(from, Math.min(postings.size(), from + most)));
  }

  /** The newest {@code most} postings, oldest first. */
  List<BookEntry> lastPostings(int most) {
    return List.copyOf(postings.subList(Math.max(0, postings.size() - most), postings.size()));
  }

  private int firstAbove(long since) {
    int low = 0;
    int high = postings.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (postings.get(middle).seq() > since) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  Map<String, RrnNet> netByRrn() {
    Map<String, RrnNet> nets = new LinkedHashMap<>();
    for (BookEntry p : postings) {
      nets.merge(p.rrn(), RrnNet.of(p), RrnNet::plus);
    }
    return Collections.unmodifiableMap(nets);
  }

  long syncs() {
    return file.syncs();
  }

  /** The business day; {@link LocalDate#EPOCH} before the first. */
  LocalDate day() {
    return day;
  }

  /**
   * Begins another business day.
   *
   * @throws IllegalArgumentException for one that is not after the present one
   */
  void day(LocalDate next) {
    if (!next.isAfter(day)) {
      throw new IllegalArgumentException("a business day comes after " + day + ", not " + next);
    }
    enter(BookEntry.ofAccount(Kind.BUSINESS_DAY, next.toString(), "", 0));
  }

  /** When each business day began: the first line of it, and the day. */
  List<BookEntry> days() {
    return List.copyOf(days);
  }

  /** Opens an account unless the books know it already. */
  void open(String number, long balance) {
    if (!number.matches("[0-9A-Za-z]{4,28}") || isInternal(number)) {
      throw new IllegalArgumentException("an account number has 4 to 28 letters and digits");
    }
    if (balance < 0) {
      throw new IllegalArgumentException("an account opens with 0 or more, not " + balance);
    }
    if (!accounts.containsKey(number)) {
      enter(BookEntry.ofAccount(Kind.OPENING, "", number, balance));
    }
  }

  void state(String number, AccountState state) {
    if (customer(number).state() != state) {
      enter(BookEntry.ofAccount(Kind.STATE, state.name(), number, 0));
    }
  }

  void limit(String number, long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("a limit is 0 or more, not " + limit);
    }
    if (customer(number).limit() != limit) {
      enter(BookEntry.ofAccount(Kind.LIMIT, "", number, limit));
    }
  }

  /** Credits a customer, unless this reference was paid before. */
  void payOut(String number, long amount, String reference) {
    AccountView account = customer(number);
    if (amount <= 0 || account.state() != AccountState.OPEN) {
      throw new IllegalArgumentException("a payout is above 0, to an open account");
    }
    if (!paidOut.contains(reference)) {
      enter(BookEntry.ofPayout(number, amount, reference));
    }
  }

  private AccountView customer(String number) {
    AccountView account = accounts.get(number);
    if (account == null || isInternal(number)) {
      throw new IllegalArgumentException("no such account");
    }
    return account;
  }
}
