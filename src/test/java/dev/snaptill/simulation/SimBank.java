package dev.snaptill.simulation;

import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.OperationKey;
import dev.snaptill.settlement.BankTerms;
import dev.snaptill.value.AccountNumber;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A bank by the rules of bank.md: its own books, which are what is true, and every way it has of
 * keeping the truth to itself. Written from the rules and not from the gateway's code.
 */
final class SimBank {
  private static final List<String> REFUSED = List.of("51", "05", "61", "14", "54", "65");
  private static final List<String> UNREACHABLE = List.of("90", "91", "92");
  private static final List<String> UNCLEAR = List.of("06", "09", "68", "96", "98", "A0", "7Z");

  /** Money moved on an account, for a payment. */
  record Posting(long paymentId, AccountNumber account, long amount) {}

  /** A message that the bank has, and what it did about it. */
  private static final class Seen {
    final BankOperation op;

    /** What it answers; null while it has not decided. */
    String code;

    /** What it posted. */
    long posted;

    boolean takenBack;

    Seen(BankOperation op) {
      this.op = op;
    }
  }

  final BankTerms terms;
  final List<Posting> books = new ArrayList<>();

  /** What must never happen at a bank, whatever it does itself. */
  final List<String> wrong = new ArrayList<>();

  /** Every answer it gave, also those that got lost, by key: for judging MANUAL. */
  final Map<String, Set<String>> told = new HashMap<>();

  /** Where it last had a connection to; null before the first. */
  SimLink link;

  private final Schedule schedule;
  private final Faults faults;

  /** After the cut-over it still finds yesterday's messages. */
  private final boolean looksBack;

  /** A repeat of a reversal that was done is answered 94 instead of 00. */
  private final boolean saysDuplicate;

  /** An original that comes after its reversal is refused; at other banks it is posted. */
  private final boolean remembersReversals;

  private final Map<String, Seen> seen = new LinkedHashMap<>();
  private final Set<String> reversedBefore = new HashSet<>();
  private final Map<AccountNumber, Long> balances = new HashMap<>();
  private LocalDate day;
  private long downUntil;

  SimBank(String name, Schedule schedule, Faults faults, LocalDate day) {
    this.schedule = schedule;
    this.faults = faults;
    this.day = day;
    looksBack = faults.chance(0.5);
    saysDuplicate = faults.chance(0.4);
    remembersReversals = faults.chance(0.5);
    terms =
        new BankTerms(
            name,
            ZoneId.of("Asia/Shanghai"),
            List.of("SNAP0001", "SNAP0002"),
            faults.chance(0.6),
            faults.chance(0.85),
            faults.chance(0.3),
            Duration.ofMinutes(faults.between(3, 10)));
  }

  LocalDate day() {
    return day;
  }

  void cutOver() {
    day = day.plusDays(1);
    say("its business day is " + day);
  }

  void down(long millis) {
    downUntil = Math.max(downUntil, schedule.now() + millis);
    say("goes down for " + millis / 1000 + " s");
  }

  boolean isDown() {
    return schedule.now() < downUntil;
  }

  void open(AccountNumber account, long balance) {
    balances.put(account, balance);
  }

  private void say(String what) {
    schedule.tell("bank " + terms.name(), what);
  }

  private static String key(BankOperation op) {
    return (op.type() == BankOperation.Type.REVERSAL ? "R" : "F") + op.key().text();
  }

  // ---- messages

  /** A message has arrived; what the bank answers goes to {@code line}, if and when it does. */
  void receive(BankOperation op, Consumer<String> line) {
    if (op.type() == BankOperation.Type.ENQUIRY) {
      answer(op, balances.containsKey(op.from()) ? "00" : "14", line, 0);
      return;
    }
    if (faults.bank(0.02)) {
      say("loses " + name(op));
      return;
    }
    Seen known = seen.get(key(op));
    if (known == null) {
      if (faults.bank(0.01)) {
        say("can't check the MAC of " + name(op));
        answer(op, "A0", line, 0);
        return;
      }
      Seen fresh = new Seen(op);
      seen.put(key(op), fresh);
      if (op.type() == BankOperation.Type.REVERSAL) {
        reverse(fresh, line);
      } else {
        decide(fresh, line);
      }
    } else if (!same(known.op, op)) {
      answer(op, "94", line, 0);
    } else if (op.type() == BankOperation.Type.REVERSAL) {
      again(known, op, line);
    } else if (known.code == null) {
      say("is still busy with " + name(op));
      if (faults.chance(0.5)) {
        answer(op, "09", line, 0);
      }
    } else {
      answer(op, known.posted > 0 && !known.code.equals("10") ? "00" : known.code, line, 0);
    }
  }

  private static boolean same(BankOperation a, BankOperation b) {
    return a.type() == b.type()
        && a.amount().equals(b.amount())
        && Objects.equals(a.from(), b.from())
        && Objects.equals(a.to(), b.to());
  }

  private void decide(Seen s, Consumer<String> line) {
    BankOperation op = s.op;
    if (faults.bank(0.08)) {
      s.code = faults.one(faults.chance(0.5) ? REFUSED : UNREACHABLE);
      answer(op, s.code, line, 0);
      return;
    }
    long busy = faults.between(20, 400);
    if (faults.bank(0.06)) {
      // as late as its longest processing time allows
      long left =
          op.transmitted().plus(terms.processingTime()).toEpochMilli() - schedule.now() - 10_000;
      busy = faults.between(0, Math.max(0, left));
    }
    boolean never = faults.bank(0.03);
    String unclear = faults.bank(0.03) ? faults.one(UNCLEAR) : null;
    schedule.in(
        busy,
        () -> {
          boolean late =
              schedule.now() > op.transmitted().plus(terms.processingTime()).toEpochMilli();
          if (late || (never && unclear == null)) {
            say("drops " + name(op));
            return;
          }
          s.code = never ? unclear : post(s);
          answer(op, unclear == null || s.posted == 0 ? s.code : unclear, line, 0);
        });
  }

  /** Posts, unless the balance forbids it; tells field 39. */
  private String post(Seen s) {
    BankOperation op = s.op;
    if (reversedBefore.contains(op.key().text())) {
      return "05";
    }
    long amount = op.amount().minor();
    if (op.type() == BankOperation.Type.DEBIT && faults.bank(0.01)) {
      amount /= 2;
    }
    if (op.from() != null && balances.get(op.from()) < amount) {
      return "51";
    }
    s.posted = amount;
    move(s, 1);
    return amount == op.amount().minor() ? "00" : "10";
  }

  private void move(Seen s, int sign) {
    BankOperation op = s.op;
    say((sign > 0 ? "posts " : "takes back ") + s.posted + " of " + name(op));
    post(op.paymentId(), op.from(), -sign * s.posted);
    post(op.paymentId(), op.to(), sign * s.posted);
    if (sign > 0 && op.from() != null && net(op.paymentId(), op.from()) < -op.amount().minor()) {
      wrong.add("debited twice: payment " + op.paymentId());
    }
  }

  private void post(long paymentId, AccountNumber account, long amount) {
    if (account != null) {
      balances.merge(account, amount, Long::sum);
      books.add(new Posting(paymentId, account, amount));
    }
  }

  /** What an account has had of a payment. */
  long net(long paymentId, AccountNumber account) {
    return books.stream()
        .filter(p -> p.paymentId() == paymentId && p.account().equals(account))
        .mapToLong(Posting::amount)
        .sum();
  }

  /** What stands on an account. */
  long balance(AccountNumber account) {
    return balances.getOrDefault(account, 0L);
  }

  // ---- reversals

  private void reverse(Seen s, Consumer<String> line) {
    BankOperation op = s.op;
    if (!terms.reversals() || faults.bank(0.01)) {
      answer(op, "12", line, 0);
      seen.remove(key(op));
      return;
    }
    if (faults.bank(0.06)) {
      // not done, and it may be asked for again
      answer(op, faults.one(List.of("91", "96", "68")), line, 0);
      return;
    }
    schedule.in(faults.between(20, 300), () -> look(s, op, line));
  }

  private void again(Seen s, BankOperation repeat, Consumer<String> line) {
    if ("00".equals(s.code)) {
      answer(repeat, saysDuplicate ? "94" : "00", line, 0);
    } else {
      schedule.in(faults.between(20, 300), () -> look(s, repeat, line));
    }
  }

  private void look(Seen s, BankOperation asked, Consumer<String> line) {
    if ("00".equals(s.code)) {
      answer(asked, saysDuplicate && asked.repeat() ? "94" : "00", line, 0);
      return;
    }
    OperationKey key = asked.original().key();
    Seen original = seen.get("F" + key.text());
    boolean dayOver = key.businessDay().isBefore(day) && !looksBack;
    if (dayOver || original == null || original.code == null || original.posted == 0) {
      if (remembersReversals && !dayOver) {
        reversedBefore.add(key.text());
      }
      answer(asked, "25", line, 0);
      return;
    }
    if (!original.takenBack) {
      original.takenBack = true;
      move(original, -1);
    }
    s.code = "00";
    String unclear = faults.bank(0.04) ? faults.one(List.of("96", "68")) : "00";
    answer(asked, unclear, line, 0);
  }

  // ---- answers

  private void answer(BankOperation op, String code, Consumer<String> line, long after) {
    told.computeIfAbsent(key(op), k -> new HashSet<>()).add(code);
    if (faults.bank(0.05)) {
      say("keeps silent on " + name(op) + " (" + code + ")");
      return;
    }
    long wait = after;
    if (faults.bank(0.05)) {
      wait += faults.between(20_000, 300_000);
    }
    schedule.in(wait, () -> line.accept(code));
    if (faults.bank(0.03)) {
      schedule.in(wait + faults.between(0, 60_000), () -> line.accept(code));
    }
  }

  /** Whether it ever posted this message: what its statement says. */
  boolean posted(BankOperation.Type type, OperationKey key) {
    Seen s = seen.get((type == BankOperation.Type.REVERSAL ? "R" : "F") + key.text());
    return s != null && (type == BankOperation.Type.REVERSAL ? "00".equals(s.code) : s.posted > 0);
  }

  private static String name(BankOperation op) {
    return op.type() + " " + op.key().text() + (op.repeat() ? " (repeat)" : "");
  }
}
