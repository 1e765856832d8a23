package dev.snaptill.simulator.bank;

import java.time.Duration;

/** What a bank can do wrong with one message. */
public sealed interface Fault {

  /** Posts nothing and answers this code. A request seen before still gets its first answer. */
  record Refuse(String code) implements Fault {
    public Refuse {
      if (!code.matches("[0-9A-Z]{2}")) {
        throw new IllegalArgumentException("field 39 has two characters 0-9 or A-Z, not: " + code);
      }
    }
  }

  /** Posts at once, answers later. */
  record Delay(Duration by) implements Fault {
    public Delay {
      requireSane(by);
    }
  }

  /** Posts at once and writes the answer out a few bytes at a time, over this time. */
  record Trickle(Duration over) implements Fault {
    public Trickle {
      requireSane(over);
    }
  }

  /** Decides and posts only after this time, then answers: what arrives meanwhile overtakes it. */
  record ProcessLate(Duration by) implements Fault {
    public ProcessLate {
      requireSane(by);
    }
  }

  /**
   * Lays a request aside until its reversal has come and has been answered with 25, then posts and
   * answers it, this much later. Without a reversal it is as good as lost.
   */
  record PostAfterReversal(Duration by) implements Fault {
    public PostAfterReversal {
      requireSane(by);
    }
  }

  /** Posts and never answers. */
  record NoAnswer() implements Fault {}

  /** Neither posts nor answers, as if the message never came. */
  record Lost() implements Fault {}

  /** Posts once and answers twice. */
  record AnswerTwice() implements Fault {}

  /**
   * Posts at once and lets the connection's next answer go first; after a second without one,
   * answers.
   */
  record OutOfOrder() implements Fault {}

  /** Posts, and answers on whatever connection signs on next, as some front-ends do. */
  record AnswerOnNextLink() implements Fault {}

  /** Posts, and signs the answer wrongly. Without MACs the answer is as always. */
  record BadMac() implements Fault {}

  /** Posts what was asked for, and answers with field 4 this many minor units off. */
  record WrongAmount(long by) implements Fault {
    public WrongAmount {
      if (by == 0 || Math.abs(by) > 999_999_999) {
        throw new IllegalArgumentException("by: minor units, not " + by);
      }
    }
  }

  /** Posts this part of the amount and answers 10 with the part in field 4. */
  record Partial(int percent) implements Fault {
    public Partial {
      if (percent < 1 || percent > 99) {
        throw new IllegalArgumentException("percent: 1 to 99, not " + percent);
      }
    }
  }

  /** Posts, then cuts the connection instead of answering. */
  record CutBeforeAnswer() implements Fault {}

  /** Posts, writes half of the answer and ends the connection. */
  record CutMidFrame() implements Fault {}

  /** Posts, then cuts every connection and stops listening for a while instead of answering. */
  record GoDown(Duration lasting) implements Fault {
    public GoDown {
      requireSane(lasting);
    }
  }

  private static void requireSane(Duration time) {
    if (time.isNegative() || time.compareTo(Duration.ofDays(7)) > 0) {
      throw new IllegalArgumentException("not between 0 and 7 days: " + time);
    }
  }
}
