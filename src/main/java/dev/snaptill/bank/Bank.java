package dev.snaptill.bank;

import dev.snaptill.bus.Ask;
import dev.snaptill.bus.Topic;

/** Bus addresses of the bank port. */
public final class Bank {
  private Bank() {}

  /** Sends one operation to the named bank and waits for its answer or time-out. */
  public static Ask<BankOperation, BankAnswer> submit(String bank) {
    return new Ask<>("bank.submit." + bank, BankOperation.class, BankAnswer.class);
  }

  /** Answers that came too late; published, never ignored (bank.md). */
  public static final Topic<LateAnswer> LATE = new Topic<>("bank.late", LateAnswer.class);

  /** Every change of a bank link's readiness, and once at start. */
  public static final Topic<LinkState> STATE = new Topic<>("bank.state", LinkState.class);

  /** Whether a bank can be asked now: connected, signed on, not broken. */
  public record LinkState(String bank, boolean ready, String why) {}
}
