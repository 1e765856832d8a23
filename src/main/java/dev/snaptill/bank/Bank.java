package dev.snaptill.bank;

import dev.snaptill.bus.Ask;
import dev.snaptill.bus.Topic;
import java.time.LocalDate;

/** Bus addresses of the bank port. */
public final class Bank {
  private Bank() {}

  /** Sends one operation to the named bank and waits for its answer or time-out. */
  public static Ask<BankOperation, BankAnswer> submit(String bank) {
    return new Ask<>("bank.submit." + bank, BankOperation.class, BankAnswer.class);
  }

  /** Answers that came too late; published, never ignored (bank.md). */
  public static final Topic<LateAnswer> LATE = new Topic<>("bank.late", LateAnswer.class);

  /**
   * Answers that nothing in this process waited for; published, as a restart may have forgotten.
   */
  public static final Topic<StrayAnswer> STRAY = new Topic<>("bank.stray", StrayAnswer.class);

  /** Every change of a bank link's readiness, and once at start. */
  public static final Topic<LinkState> STATE = new Topic<>("bank.state", LinkState.class);

  /** Whether a bank can be asked now: connected, signed on, not broken. */
  public record LinkState(String bank, boolean ready, String why) {}

  /** The bank's business day, when a link learns it and at each cut-over. */
  public static final Topic<BusinessDay> DAY = new Topic<>("bank.day", BusinessDay.class);

  /** From now on the bank's keys carry this day. */
  public record BusinessDay(String bank, LocalDate day) {}
}
