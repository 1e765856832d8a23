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

  /** Decides and posts only after this time, then answers: what arrives meanwhile overtakes it. */
  record ProcessLate(Duration by) implements Fault {
    public ProcessLate {
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

  /** Posts, then cuts the connection instead of answering. */
  record CutBeforeAnswer() implements Fault {}

  /** Posts, then cuts every connection and stops listening for a while instead of answering. */
  record GoDown(Duration lasting) implements Fault {
    public GoDown {
      requireSane(lasting);
    }
  }

  private static void requireSane(Duration time) {
    if (time.isNegative() || time.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("not between 0 and 1 hour: " + time);
    }
  }
}
