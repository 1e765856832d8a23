package dev.snaptill.simulator.bank;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sets up a {@link BankSimulator}. */
public final class BankBuilder {
  String name = "bank";
  String host = "127.0.0.1";
  int port;
  String currency = "156";
  String closedAccountCode = "14";
  boolean refuseLateOriginals = true;
  Clock clock = Clock.systemUTC();
  ZoneId zone = ZoneId.of("Asia/Shanghai");
  BankProfile profile = BankProfile.PLAIN;
  @Nullable BankTls tls;
  @Nullable Path dayFiles;
  boolean followCalendar;
  boolean magicAmounts;
  private @Nullable MacAlgorithm mac;
  private byte @Nullable [] macKey;
  private byte @Nullable [] kek;
  private @Nullable Path books;
  private Runnable beforeSync = () -> {};
  Duration heldBack = Duration.ofSeconds(1);
  private final List<Consumer<Books>> accounts = new ArrayList<>();

  BankBuilder() {}

  public BankBuilder name(String value) {
    if (!value.matches("[a-z0-9-]{1,32}")) {
      throw new IllegalArgumentException("a bank's name has 1 to 32 of a-z, 0-9 and -: " + value);
    }
    name = value;
    return this;
  }

  /** Address to listen on; 127.0.0.1 unless told. */
  public BankBuilder host(String value) {
    host = value;
    return this;
  }

  /** 0, the default, takes any free port. */
  public BankBuilder port(int value) {
    port = value;
    return this;
  }

  /** The file of the books; made if missing, else replayed. Must be given. */
  public BankBuilder books(Path file) {
    books = file;
    return this;
  }

  /** An account to open with this balance in minor units, unless the books know it already. */
  public BankBuilder account(String number, long balance) {
    accounts.add(b -> b.open(number, balance));
    return this;
  }

  /** As {@link #account(String, long)}, in this state. */
  public BankBuilder account(String number, long balance, AccountState state) {
    account(number, balance);
    accounts.add(b -> b.state(number, state));
    return this;
  }

  /** The most that one debit may take from an account opened before, minor units. */
  public BankBuilder limit(String number, long limit) {
    accounts.add(b -> b.limit(number, limit));
    return this;
  }

  /** ISO 4217 number; 156 (CNY) unless told. Requests in another are answered with 57. */
  public BankBuilder currency(String value) {
    if (!value.matches("\\d{3}")) {
      throw new IllegalArgumentException("a currency has 3 digits in ISO 4217: " + value);
    }
    currency = value;
    return this;
  }

  /** What field 39 says of a closed account; 14 unless told. */
  public BankBuilder closedAccountCode(String value) {
    closedAccountCode = new Fault.Refuse(value).code();
    return this;
  }

  /**
   * Whether a request that comes after its own reversal is refused with 05, as by default, or
   * posted.
   */
  public BankBuilder refuseLateOriginals(boolean value) {
    refuseLateOriginals = value;
    return this;
  }

  /** {@link BankProfile#PLAIN} unless told. */
  public BankBuilder profile(BankProfile value) {
    profile = value;
    return this;
  }

  /** Signs every message and believes none without a right MAC. Off unless told. */
  public BankBuilder mac(MacAlgorithm value) {
    mac = value;
    return this;
  }

  /** The key both sides know from the start, in hexadecimal digits. */
  public BankBuilder macKey(String hex) {
    macKey = KeyBlock.key("the MAC key", hex);
    return this;
  }

  /** Under which new keys travel: double-length DES or AES-128, 32 hexadecimal digits. */
  public BankBuilder kek(String hex) {
    kek = KeyBlock.key("the key-encrypting key", hex);
    if (kek.length != 16) {
      throw new IllegalArgumentException("the key-encrypting key has 32 hexadecimal digits");
    }
    return this;
  }

  /** Listens with TLS. */
  public BankBuilder tls(BankTls value) {
    tls = value;
    return this;
  }

  /** In which the first business day is the calendar's; Asia/Shanghai unless told. */
  public BankBuilder zone(ZoneId value) {
    zone = value;
    return this;
  }

  /** Cuts over by itself when the calendar turns; else only on command. */
  public BankBuilder followCalendar(boolean value) {
    followCalendar = value;
    return this;
  }

  /** Where the files of a business day are put when it ends; nowhere unless told. */
  public BankBuilder dayFiles(Path folder) {
    dayFiles = folder;
    return this;
  }

  /** See {@link Faults#magicAmounts(boolean)}. */
  public BankBuilder magicAmounts(boolean value) {
    magicAmounts = value;
    return this;
  }

  /** Dates the lines of the books. */
  public BankBuilder clock(Clock value) {
    clock = value;
    return this;
  }

  /** Run between the write and the fsync of each group. */
  BankBuilder beforeSync(Runnable value) {
    beforeSync = value;
    return this;
  }

  /** How long an answer out of order waits for the next one; a second unless told. */
  BankBuilder heldBack(Duration value) {
    heldBack = value;
    return this;
  }

  /**
   * Replays the books, opens the accounts and listens.
   *
   * @throws UncheckedIOException where the books cannot be opened or the port is taken
   */
  public BankSimulator start() {
    if (books == null) {
      throw new IllegalStateException("a bank needs books(file)");
    }
    try {
      MacKeys keys = keys(books);
      Books opened = new Books(books, clock, beforeSync);
      BankSimulator bank = new BankSimulator(this, opened, keys);
      try {
        opened.group(
            () -> {
              bank.beginDay();
              accounts.forEach(account -> account.accept(opened));
            });
        bank.open();
      } catch (IOException | RuntimeException e) {
        bank.kill();
        throw e;
      }
      return bank;
    } catch (IOException e) {
      throw new UncheckedIOException("bank " + name + ": " + e.getMessage(), e);
    }
  }

  private @Nullable MacKeys keys(Path beside) throws IOException {
    if (mac == null) {
      if (macKey != null || kek != null) {
        throw new IllegalStateException("a bank with keys needs mac(algorithm)");
      }
      return null;
    }
    if (macKey != null) {
      mac.requireKey(macKey);
    } else if (kek == null) {
      throw new IllegalStateException("a bank with MACs needs macKey(hex) or kek(hex)");
    }
    Path file = beside.resolveSibling(beside.getFileName() + ".keys");
    return new MacKeys(mac, macKey, kek, file, clock);
  }
}
