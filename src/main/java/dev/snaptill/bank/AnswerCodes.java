package dev.snaptill.bank;

import java.util.Set;

/** What ISO 8583 field 39 means for the money (bank.md, answer codes). */
public final class AnswerCodes {
  private static final Set<String> APPROVED = Set.of("00", "11", "16");
  private static final Set<String> REFUSED =
      Set.of(
          "05", "12", "13", "14", "30", "41", "43", "51", "54", "55", "57", "58", "61", "62", "65",
          "75");
  private static final Set<String> NOTHING_POSTED = Set.of("90", "91", "92");

  private AnswerCodes() {}

  /** What an answer says about the money. */
  public enum Meaning {
    APPROVED,
    /** Definitely refused, nothing posted. */
    REFUSED,
    /** The bank could not act now; nothing posted. */
    NOTHING_POSTED,
    /** Part of the amount only: to be taken back. */
    PARTIAL,
    /** The connection must sign on again; whether it was posted is not certain. */
    SECURITY,
    /** May or may not have been posted, any code we don't know included. */
    UNCLEAR
  }

  public static Meaning meaning(String code) {
    if (APPROVED.contains(code)) {
      return Meaning.APPROVED;
    }
    if (REFUSED.contains(code)) {
      return Meaning.REFUSED;
    }
    if (NOTHING_POSTED.contains(code)) {
      return Meaning.NOTHING_POSTED;
    }
    return switch (code) {
      case "10" -> Meaning.PARTIAL;
      case "A0", "97" -> Meaning.SECURITY;
      default -> Meaning.UNCLEAR;
    };
  }
}
