package dev.snaptill.simulator.bank;

import com.solab.iso8583.IsoMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bank's ISO 8583:1987 front-end: takes debits, credits, transfers, enquiries and reversals over
 * TCP, and writes down and fsyncs what it posts before it answers. Thread-safe. Amounts are minor
 * units.
 */
public final class BankSimulator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BankSimulator.class);
  private final String name;
  private final String host;
  private final String currency;
  private final Books books;
  private final Faults faults = new Faults();
  private final Wire wire;
  private final Teller teller;
  private final Answers answers;
  private final NetworkDesk network;
  private final BusinessDays days;
  private final Listener listener;
  private final FrontDesk desk;
  private final ScheduledExecutorService timer;
  private final Later putOff;
  private final boolean followCalendar;
  private @Nullable ScheduledFuture<?> back;
  private volatile boolean ended;

  BankSimulator(BankBuilder b, Books books, @Nullable MacKeys keys) {
    name = b.name;
    host = b.host;
    currency = b.currency;
    this.books = books;
    faults.magicAmounts(b.magicAmounts);
    timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "bank-" + name + "-timer");
              thread.setDaemon(true);
              return thread;
            });
    wire = new Wire(new WireFormat(b.profile), keys);
    network = new NetworkDesk(wire, books, b.clock);
    teller =
        new Teller(books, new Teller.Rules(b.currency, b.closedAccountCode, b.refuseLateOriginals));
    putOff = new Later(timer);
    answers = new Answers(wire, putOff, b.heldBack, this::goDown);
    days = new BusinessDays(name, currency, books, b.clock.withZone(b.zone), b.dayFiles);
    followCalendar = b.followCalendar;
    desk = new FrontDesk(name, books, teller, network, faults, answers, putOff, this::booksFailed);
    listener = new Listener(host, b.port, wire, b.tls, desk::put);
  }

  private void booksFailed() {
    end();
    listener.cutAll();
  }

  public static BankBuilder builder() {
    return new BankBuilder();
  }

  /** Only inside {@link Books#group}. */
  void beginDay() {
    days.begin(followCalendar);
  }

  void open() throws IOException {
    listener.open();
    desk.start();
    if (followCalendar) {
      timer.scheduleWithFixedDelay(this::followCalendar, 1, 1, TimeUnit.SECONDS);
    }
  }

  private void followCalendar() {
    try {
      if (days.behind()) {
        cutOver();
      }
    } catch (RuntimeException e) {
      LOG.warn("bank {} could not cut over: {}", name, e.toString());
    }
  }

  public String name() {
    return name;
  }

  public String host() {
    return host;
  }

  /** Where it listens, or did before it went down. */
  public int port() {
    return listener.port();
  }

  /** ISO 4217 number, field 49. */
  public String currency() {
    return currency;
  }

  /** Whether it takes connections now. */
  public boolean isUp() {
    return listener.isOpen();
  }

  public int connections() {
    return listener.connections().size();
  }

  /** Connections that have signed on. */
  public int signedOn() {
    return (int) listener.connections().stream().filter(Connection::signedOn).count();
  }

  public Faults faults() {
    return faults;
  }

  /**
   * Opens an account; does nothing where the books know it already.
   *
   * @throws IllegalArgumentException for a number that is not 4 to 28 letters and digits, or less
   *     than 0
   */
  public void openAccount(String number, long balance) {
    change(() -> books.open(number, balance));
  }

  /** Opens many at once, with one fsync; numbers and opening balances. */
  public void openAccounts(Map<String, Long> numbers) {
    change(() -> numbers.forEach(books::open));
  }

  /**
   * @throws IllegalArgumentException for an account that does not exist
   */
  public void setState(String number, AccountState state) {
    change(() -> books.state(number, state));
  }

  /**
   * The most that one debit or transfer may take.
   *
   * @throws IllegalArgumentException for an account that does not exist, or less than 0
   */
  public void setLimit(String number, long limit) {
    change(() -> books.limit(number, limit));
  }

  /**
   * Carries out a pain.001 file: all of it or, if it isn't one or names a strange account, nothing.
   * A reference that was paid before is passed by.
   *
   * @throws IllegalArgumentException for a file that can't be carried out
   */
  public void carryOut(String pain001) {
    PayoutFile file = PayoutFile.parse(pain001);
    int exponent = DayFile.currency(currency).getDefaultFractionDigits();
    for (PayoutFile.Part part : file.parts()) {
      if (account(part.account()).isEmpty()) {
        throw new IllegalArgumentException("no such account");
      }
    }
    change(
        () -> {
          for (PayoutFile.Part part : file.parts()) {
            books.payOut(
                part.account(),
                part.decimal().movePointRight(exponent).longValueExact(),
                part.reference());
          }
        });
  }

  private void change(Books.Work work) {
    try {
      books.group(work);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws IllegalArgumentException for an account that does not exist
   */
  public long balance(String number) {
    return account(number)
        .orElseThrow(() -> new IllegalArgumentException("no such account"))
        .balance();
  }

  public Optional<AccountView> account(String number) {
    return books.read(() -> books.account(number));
  }

  /** All accounts in the order they were opened, the bank's own SETTLEMENT and VAULT first. */
  public List<AccountView> accounts() {
    return books.read(books::accounts);
  }

  /**
   * Debits and transfers out of it less credits, as the bank owes them to whoever it settles with.
   */
  public long settlementBalance() {
    return balance(Books.SETTLEMENT);
  }

  /** Zero, always. */
  public long sumOfBalances() {
    return accounts().stream().mapToLong(AccountView::balance).sum();
  }

  /** Every debit, credit, transfer and reversal, oldest first. All of it is on disk. */
  public List<BookEntry> postings() {
    return books.read(books::postings);
  }

  public int postingCount() {
    return books.read(books::postingCount);
  }

  /** Up to {@code most} postings whose {@code seq} is above {@code since}, oldest first. */
  public List<BookEntry> postingsSince(long since, int most) {
    return books.read(() -> books.postingsSince(since, most));
  }

  /** The newest {@code most} postings, oldest first. */
  public List<BookEntry> lastPostings(int most) {
    return books.read(() -> books.lastPostings(most));
  }

  /**
   * What stands under each retrieval reference number after reversals, in order of first posting.
   */
  public Map<String, RrnNet> netByRrn() {
    return books.read(books::netByRrn);
  }

  /** Reference numbers under which money was moved twice and not taken back. */
  public List<RrnNet> doubled() {
    return netByRrn().values().stream().filter(RrnNet::doubled).toList();
  }

  /**
   * Reads a books file without a bank: every whole line, notes and refusals too. For the bank of a
   * process that was killed.
   *
   * @throws UncheckedIOException also for a line that no bank wrote
   */
  public static List<BookEntry> readBooks(Path file) {
    try {
      return List.copyOf(BookFile.read(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cuts every connection and does not listen for a while, then listens on the same port again. */
  public synchronized void goDown(Duration lasting) {
    listener.close();
    listener.cutAll();
    comeBackAfter(lasting);
  }

  private void comeBackAfter(Duration time) {
    if (back != null) {
      back.cancel(false);
    }
    if (!ended) {
      back = timer.schedule(this::comeBack, time.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Listens again before its time. */
  public synchronized void comeBack() {
    if (ended) {
      return;
    }
    if (back != null) {
      back.cancel(false);
    }
    try {
      listener.open();
    } catch (IOException e) {
      LOG.warn("bank {} cannot listen again yet: {}", name, e.getMessage());
      comeBackAfter(Duration.ofMillis(200));
    }
  }

  /** Cuts every connection, and goes on listening. */
  public void cutConnections() {
    listener.cutAll();
  }

  /** The bank's own day, field 15. */
  public LocalDate businessDay() {
    return books.read(books::day);
  }

  /** Ends the business day and begins the next of the calendar; see {@link #cutOver(LocalDate)}. */
  public void cutOver() {
    cutOver(days.next());
  }

  /**
   * Ends the business day, writes its files where they are kept, and tells every signed-on client
   * of the new one: 0800 with 201 in field 70 and the day in field 15.
   *
   * @throws IllegalArgumentException for a day that is not after the present one
   */
  public void cutOver(LocalDate next) {
    LocalDate before = businessDay();
    change(() -> books.day(next));
    days.write(before);
    tellAll(network.cutOver(next));
  }

  /**
   * What was posted on a business day, present or past.
   *
   * @throws IllegalArgumentException for a day that never was
   */
  public DayFile dayFile(LocalDate day) {
    return days.file(day);
  }

  /**
   * Sends every signed-on client a new MAC key, unasked: 0800 with 101 in field 70 and the key in
   * field 48. It is in force once a client has answered with 00.
   *
   * @throws IllegalArgumentException where this bank exchanges no keys
   */
  public void offerKey() {
    tellAll(
        network
            .offerKey()
            .orElseThrow(() -> new IllegalArgumentException("this bank exchanges no keys")));
  }

  private void tellAll(IsoMessage message) {
    byte[] bytes = wire.unasked(message);
    listener.connections().stream()
        .filter(Connection::signedOn)
        .forEach(connection -> connection.send(bytes));
  }

  /** Algorithm and check value of the key in force; empty for a bank without MACs. */
  public Optional<String> mac() {
    return wire.keys().map(keys -> (keys.algorithm() + " " + keys.checkValue()).strip());
  }

  public BankProfile profile() {
    return wire.format().profile();
  }

  public boolean tls() {
    return listener.tls();
  }

  /** See {@link BankBuilder#refuseLateOriginals}. */
  public boolean refuseLateOriginals() {
    return teller.refuseLateOriginals();
  }

  public void refuseLateOriginals(boolean now) {
    teller.refuseLateOriginals(now);
  }

  /** How much later than it could every answer leaves; nothing unless told. */
  public Duration slow() {
    return answers.slow();
  }

  /**
   * @throws IllegalArgumentException for more than 10 minutes
   */
  public void slow(Duration by) {
    if (by.isNegative() || by.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException("not between 0 and 10 minutes: " + by);
    }
    answers.slow(by);
  }

  /** Does at once what a fault or slowness has put off: posts what is late, sends what waits. */
  public void hurry() {
    putOff.now();
  }

  /** Groups written so far; far fewer than postings under load. */
  long syncs() {
    return books.read(books::syncs);
  }

  int waiting() {
    return desk.waiting();
  }

  /** Takes no more, answers what it has, closes. The books stay readable. */
  @Override
  public void close() {
    if (end()) {
      desk.finish();
      listener.connections().forEach(Connection::finish);
      closeBooks();
    }
  }

  /**
   * Ends as kill -9 would: connections reset, requests that waited gone, a group that is just being
   * written stays written and unanswered. Start another bank on the same books to go on.
   */
  public void kill() {
    if (end()) {
      listener.cutAll();
      desk.kill();
      closeBooks();
    }
  }

  private synchronized boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    listener.close();
    timer.shutdownNow();
    return true;
  }

  private void closeBooks() {
    try {
      books.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
