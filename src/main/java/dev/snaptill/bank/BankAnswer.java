package dev.snaptill.bank;

/** What came of a {@link BankOperation}. */
public sealed interface BankAnswer {
  /**
   * The bank answered.
   *
   * @param code ISO 8583 field 39, two characters; 00 is approved
   */
  record Answered(String code) implements BankAnswer {}

  /** Not one byte left: nothing can have been posted. */
  record NotSent(String why) implements BankAnswer {}

  /** Sent, or perhaps sent, and no answer came in time: it may or may not have been posted. */
  record Unknown(String why) implements BankAnswer {}
}
