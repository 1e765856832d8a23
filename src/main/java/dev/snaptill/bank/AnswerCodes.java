package dev.snaptill.bank;

import java.util.Set;

/**
 * What ISO 8583 field 39 of an answer to a debit, credit or transfer means for the money (bank.md,
 * "answer codes"). Answers to reversals have rules of their own beside 00 (25 and 94).
 */
public final class AnswerCodes {
  private static final Set<String> APPROVED = Set.of("00", "11", "16");
  private static final Set<String> REFUSED =
      Set.of(
          "05", "12", "13", "14", "30", "41", "43", "51", "54", "55", "57", "58", "61", "62", "65",
          "75");
  private static final Set<String> NOTHING_POSTED = Set.of("90", "91", "92");
  private static final Set<String> SECURITY = Set.of("97", "A0");

  private AnswerCodes() {}

  /** Every code means exactly one of these. */
  public enum Meaning {
    /** The whole amount is posted. */
    APPROVED,
    /** Nothing is posted, and asking again will not change that. */
    REFUSED,
    /** Nothing is posted, because the bank or its issuer can't be reached now. */
    NOTHING_POSTED,
    /** It may or may not be posted: enquire or reverse. Every unknown code means this. */
    UNCLEAR,
    /** The bank could not check our MAC: the link signs on again. It says nothing of the money. */
    SECURITY,
    /** Only part of the amount is posted: reverse, and refuse the payment. */
    PARTIAL
  }

  /**
   * @param code field 39 as the bank sent it; anything at all is allowed
   */
  public static Meaning of(String code) {
    if (APPROVED.contains(code)) {
      return Meaning.APPROVED;
    }
    if (REFUSED.contains(code)) {
      return Meaning.REFUSED;
    }
    if (NOTHING_POSTED.contains(code)) {
      return Meaning.NOTHING_POSTED;
    }
    if (SECURITY.contains(code)) {
      return Meaning.SECURITY;
    }
    return code.equals("10") ? Meaning.PARTIAL : Meaning.UNCLEAR;
  }
}
