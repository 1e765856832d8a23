package dev.snaptill.simulator.bank;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/**
 * The faults a bank is to commit. Rules for the next messages come before rules for an amount or an
 * account, older before newer; magic amounts come last.
 */
public final class Faults {

  /** Which messages a rule is about. */
  public enum Target {
    DEBIT,
    CREDIT,
    TRANSFER,
    ENQUIRY,
    REVERSAL,
    /** Sign-on, sign-off, echo, key exchange. */
    NETWORK,
    /** Any 0200 or 0201. */
    REQUEST,
    ANY;

    boolean covers(Target kind) {
      return switch (this) {
        case ANY -> true;
        case REQUEST -> kind != REVERSAL && kind != NETWORK;
        default -> this == kind;
      };
    }
  }

  /** The count of a rule that holds until it is cleared. */
  public static final int ALWAYS = Integer.MAX_VALUE;

  /**
   * One rule in force.
   *
   * @param id by which it can be taken away
   * @param amount minor units; empty for any
   * @param account payer's or payee's; empty for any
   * @param chance of each message it fits to be hit, above 0 up to 1
   * @param left how many messages it still hits; {@link #ALWAYS} is always
   */
  public record Rule(
      int id,
      OptionalLong amount,
      String account,
      double chance,
      int left,
      Target target,
      Fault fault) {

    private Rule less() {
      return new Rule(id, amount, account, chance, left - 1, target, fault);
    }

    private boolean fits(Sought sought) {
      return target.covers(sought.kind())
          && (amount.isEmpty() || amount.getAsLong() == sought.amount())
          && (account.isEmpty() || sought.accounts().contains(account));
    }

    /** Whether it asks for an amount or an account. */
    private boolean particular() {
      return amount.isPresent() || !account.isEmpty();
    }
  }

  /** What a message is, as far as rules ask. */
  record Sought(Target kind, long amount, List<String> accounts) {}

  private static final int MOST_RULES = 1000;
  private final List<Rule> next = new ArrayList<>();
  private final List<Rule> particular = new ArrayList<>();
  private Random random = new Random(8583);
  private boolean magic;
  private int last;

  Faults() {}

  /** Hits the next request, 0200 or 0201. */
  public void next(Fault fault) {
    next(1, Target.REQUEST, fault);
  }

  public void next(int messages, Fault fault) {
    next(messages, Target.REQUEST, fault);
  }

  public void next(int messages, Target target, Fault fault) {
    add(OptionalLong.empty(), "", 1, messages, target, fault);
  }

  /** Hits each such message with this chance, until cleared. */
  public void sometimes(double chance, Target target, Fault fault) {
    add(OptionalLong.empty(), "", chance, ALWAYS, target, fault);
  }

  /** Hits every request, 0200 or 0201, over exactly this many minor units. */
  public void forAmount(long minor, Fault fault) {
    forAmount(minor, ALWAYS, Target.REQUEST, fault);
  }

  public void forAmount(long minor, Target target, Fault fault) {
    forAmount(minor, ALWAYS, target, fault);
  }

  public void forAmount(long minor, int messages, Target target, Fault fault) {
    add(OptionalLong.of(minor), "", 1, messages, target, fault);
  }

  /** Hits messages that debit or credit this account; of reversals those that name it. */
  public void forAccount(String account, int messages, Target target, Fault fault) {
    add(OptionalLong.empty(), account, 1, messages, target, fault);
  }

  /**
   * A rule with everything said.
   *
   * @return its id
   * @throws IllegalArgumentException for a chance not above 0 up to 1, or less than 1 message
   */
  public synchronized int add(
      OptionalLong amount,
      String account,
      double chance,
      int messages,
      Target target,
      Fault fault) {
    if (messages < 1) {
      throw new IllegalArgumentException("a fault hits at least 1 message, not " + messages);
    }
    if (!(chance > 0 && chance <= 1)) {
      throw new IllegalArgumentException("a chance is above 0 and up to 1, not " + chance);
    }
    if (next.size() + particular.size() >= MOST_RULES) {
      throw new IllegalStateException(
          "there are already " + MOST_RULES + " fault rules; clear them");
    }
    Rule rule = new Rule(++last, amount, account, chance, messages, target, fault);
    (rule.particular() ? particular : next).add(rule);
    return rule.id();
  }

  /** From now on the bank behaves, magic amounts apart. */
  public synchronized void clear() {
    next.clear();
    particular.clear();
  }

  /** Takes one rule away; does nothing where it is gone already. */
  public synchronized void remove(int id) {
    next.removeIf(rule -> rule.id() == id);
    particular.removeIf(rule -> rule.id() == id);
  }

  /** Where the chances begin; the same seed and the same messages give the same faults. */
  public synchronized void seed(long seed) {
    random = new Random(seed);
  }

  /** Whether amounts between 4,444.00 and 4,447.99 are faults by themselves; off unless told. */
  public synchronized void magicAmounts(boolean on) {
    magic = on;
  }

  public synchronized boolean magicAmounts() {
    return magic;
  }

  public synchronized List<Rule> rules() {
    List<Rule> all = new ArrayList<>(next);
    all.addAll(particular);
    return List.copyOf(all);
  }

  synchronized Optional<Fault> take(Sought sought) {
    Optional<Fault> fault = take(next, sought).or(() -> take(particular, sought));
    return fault.isEmpty() && magic ? MagicAmounts.of(sought.kind(), sought.amount()) : fault;
  }

  private Optional<Fault> take(List<Rule> rules, Sought sought) {
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      if (rule.fits(sought) && (rule.chance() >= 1 || random.nextDouble() < rule.chance())) {
        if (rule.left() == 1) {
          rules.remove(i);
        } else if (rule.left() < ALWAYS) {
          rules.set(i, rule.less());
        }
        return Optional.of(rule.fault());
      }
    }
    return Optional.empty();
  }

  /** A fault for people. */
  static String words(Fault fault) {
    if (fault instanceof Fault.Refuse f) {
      return "refused with " + f.code();
    } else if (fault instanceof Fault.Delay f) {
      return "posted, answered after " + seconds(f.by());
    } else if (fault instanceof Fault.Trickle f) {
      return "posted, answer trickles over " + seconds(f.over());
    } else if (fault instanceof Fault.ProcessLate f) {
      return "posted and answered after " + seconds(f.by());
    } else if (fault instanceof Fault.PostAfterReversal f) {
      return "25 to its reversal, posted " + seconds(f.by()) + " after that";
    } else if (fault instanceof Fault.NoAnswer) {
      return "posted, never answered";
    } else if (fault instanceof Fault.Lost) {
      return "neither posted nor answered";
    } else if (fault instanceof Fault.AnswerTwice) {
      return "answered twice";
    } else if (fault instanceof Fault.OutOfOrder) {
      return "answered after the next one";
    } else if (fault instanceof Fault.AnswerOnNextLink) {
      return "posted, answered on the next connection";
    } else if (fault instanceof Fault.BadMac) {
      return "posted, answered with a wrong MAC";
    } else if (fault instanceof Fault.WrongAmount f) {
      return "posted, answered with an amount " + f.by() + " minor units off";
    } else if (fault instanceof Fault.Partial f) {
      return f.percent() + " % posted, answered with 10";
    } else if (fault instanceof Fault.CutBeforeAnswer) {
      return "posted, connection cut";
    } else if (fault instanceof Fault.CutMidFrame) {
      return "posted, connection cut in the middle of the answer";
    } else if (fault instanceof Fault.GoDown f) {
      return "posted, then down for " + seconds(f.lasting());
    }
    throw new IllegalStateException("no words for " + fault);
  }

  private static String seconds(java.time.Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
