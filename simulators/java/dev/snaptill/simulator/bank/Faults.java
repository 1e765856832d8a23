package dev.snaptill.simulator.bank;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The faults a bank is to commit. Rules for the next messages come before rules for an amount,
 * older before newer.
 */
public final class Faults {

  /** Which messages a rule is about. */
  public enum Target {
    DEBIT,
    CREDIT,
    TRANSFER,
    ENQUIRY,
    REVERSAL,
    /** Sign-on, sign-off, echo. */
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

  /**
   * One rule in force.
   *
   * @param amount minor units; empty for any
   * @param left how many messages it still hits; {@link Integer#MAX_VALUE} is always
   */
  public record Rule(OptionalLong amount, int left, Target target, Fault fault) {}

  private static final int MOST_RULES = 1000;
  private final List<Rule> next = new ArrayList<>();
  private final List<Rule> byAmount = new ArrayList<>();

  /** Hits the next request, 0200 or 0201. */
  public void next(Fault fault) {
    next(1, Target.REQUEST, fault);
  }

  public void next(int messages, Fault fault) {
    next(messages, Target.REQUEST, fault);
  }

  public synchronized void next(int messages, Target target, Fault fault) {
    add(next, new Rule(OptionalLong.empty(), positive(messages), target, fault));
  }

  /** Hits every request, 0200 or 0201, over exactly this many minor units. */
  public void forAmount(long minor, Fault fault) {
    forAmount(minor, Integer.MAX_VALUE, Target.REQUEST, fault);
  }

  public void forAmount(long minor, Target target, Fault fault) {
    forAmount(minor, Integer.MAX_VALUE, target, fault);
  }

  public synchronized void forAmount(long minor, int messages, Target target, Fault fault) {
    add(byAmount, new Rule(OptionalLong.of(minor), positive(messages), target, fault));
  }

  /** From now on the bank behaves. */
  public synchronized void clear() {
    next.clear();
    byAmount.clear();
  }

  public synchronized List<Rule> rules() {
    List<Rule> all = new ArrayList<>(next);
    all.addAll(byAmount);
    return List.copyOf(all);
  }

  synchronized Optional<Fault> take(Target kind, long amount) {
    Optional<Fault> fault = take(next, kind, amount);
    return fault.isPresent() ? fault : take(byAmount, kind, amount);
  }

  private static Optional<Fault> take(List<Rule> rules, Target kind, long amount) {
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      if (rule.target.covers(kind)
          && (rule.amount.isEmpty() || rule.amount.getAsLong() == amount)) {
        if (rule.left == 1) {
          rules.remove(i);
        } else if (rule.left < Integer.MAX_VALUE) {
          rules.set(i, new Rule(rule.amount, rule.left - 1, rule.target, rule.fault));
        }
        return Optional.of(rule.fault);
      }
    }
    return Optional.empty();
  }

  private static void add(List<Rule> rules, Rule rule) {
    if (rules.size() >= MOST_RULES) {
      throw new IllegalStateException(
          "there are already " + MOST_RULES + " fault rules; clear them");
    }
    rules.add(rule);
  }

  private static int positive(int messages) {
    if (messages < 1) {
      throw new IllegalArgumentException("a fault hits at least 1 message, not " + messages);
    }
    return messages;
  }
}
