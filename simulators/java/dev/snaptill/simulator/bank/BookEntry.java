package dev.snaptill.simulator.bank;

import java.time.Instant;

/**
 * One line of a bank's books. Empty text and 0 stand for what does not apply.
 *
 * @param seq line number, from 1, without gaps
 * @param code what field 39 of the answer said; for {@link Kind#STATE} the new state, for {@link
 *     Kind#BUSINESS_DAY} the new day, yyyy-MM-dd
 * @param terminal field 41 without trailing blanks
 * @param stan field 11; of a {@link Kind#NOT_FOUND} the missing original's
 * @param transmitted field 7, MMDDhhmmss; of a {@link Kind#NOT_FOUND} the missing original's
 * @param from account the money left
 * @param to account the money reached
 * @param amount minor units
 * @param rrn field 37; of a reversal its original's
 * @param reversalOf {@code seq} of the line taken back
 * @param time12 field 12, hhmmss
 * @param date13 field 13, MMDD
 * @param processing field 3
 * @param currency field 49
 * @param merchant field 42 without trailing blanks
 * @param asked minor units the request asked for; more than {@code amount} where only a part was
 *     approved (code 10)
 */
public record BookEntry(
    long seq,
    Instant time,
    Kind kind,
    String code,
    String terminal,
    int stan,
    String transmitted,
    String from,
    String to,
    long amount,
    String rrn,
    long reversalOf,
    String time12,
    String date13,
    String processing,
    String currency,
    String merchant,
    long asked) {

  /** What a line records. */
  public enum Kind {
    /** An account and the money it began with. */
    OPENING,
    STATE,
    LIMIT,
    /** From this line on it is another business day. */
    BUSINESS_DAY,
    DEBIT,
    CREDIT,
    TRANSFER,
    /** A credit that a payout file asked for; {@code rrn} is its EndToEndId. */
    PAYOUT,
    REVERSAL,
    /** A request that was answered with a refusal; kept so that a repeat gets the same answer. */
    REFUSED,
    /** A reversal of a request that was refused: nothing to take back. */
    VOID,
    /** A reversal whose original never came, remembered in case it still does. */
    NOT_FOUND;

    /** Whether such a line is a customer's posting, as opposed to a note. */
    public boolean posting() {
      return this == DEBIT
          || this == CREDIT
          || this == TRANSFER
          || this == PAYOUT
          || this == REVERSAL;
    }
  }

  Key key() {
    return new Key(terminal, stan, transmitted);
  }

  /** What tells one request from another: fields 41, 11 and 7 (bank.md, duplicates). */
  record Key(String terminal, int stan, String transmitted) {}

  /** Whether a request with this entry's key asks for the very same thing. */
  boolean sameContent(Instruction other) {
    return processing.equals(other.processing())
        && asked == other.amount()
        && rrn.equals(other.rrn())
        && time12.equals(other.time12())
        && date13.equals(other.date13())
        && currency.equals(other.currency())
        && merchant.equals(other.merchant())
        && from.equals(other.from())
        && to.equals(other.to());
  }

  /** A line for an account itself rather than for a request. */
  static BookEntry ofAccount(Kind kind, String code, String account, long amount) {
    String from = kind == Kind.OPENING ? Books.VAULT : "";
    return new BookEntry(
        0,
        Instant.EPOCH,
        kind,
        code,
        "",
        0,
        "",
        from,
        account,
        amount,
        "",
        0,
        "",
        "",
        "",
        "",
        "",
        amount);
  }

  /** A credit out of a payout file. */
  static BookEntry ofPayout(String account, long amount, String reference) {
    return new BookEntry(
        0,
        Instant.EPOCH,
        Kind.PAYOUT,
        "00",
        "",
        0,
        "",
        Books.SETTLEMENT,
        account,
        amount,
        reference,
        0,
        "",
        "",
        "",
        "",
        "",
        amount);
  }

  /** A line for a request that was decided with {@code code}. */
  static BookEntry of(Kind kind, String code, Instruction i) {
    return of(kind, code, i, i.amount());
  }

  /** As {@link #of(Kind, String, Instruction)}, over a part of what was asked for. */
  static BookEntry of(Kind kind, String code, Instruction i, long amount) {
    return new BookEntry(
        0,
        Instant.EPOCH,
        kind,
        code,
        i.terminal(),
        i.stan(),
        i.transmitted(),
        i.from(),
        i.to(),
        amount,
        i.rrn(),
        0,
        i.time12(),
        i.date13(),
        i.processing(),
        i.currency(),
        i.merchant(),
        i.amount());
  }

  BookEntry numbered(long newSeq, Instant at) {
    return new BookEntry(
        newSeq,
        at,
        kind,
        code,
        terminal,
        stan,
        transmitted,
        from,
        to,
        amount,
        rrn,
        reversalOf,
        time12,
        date13,
        processing,
        currency,
        merchant,
        asked);
  }
}
