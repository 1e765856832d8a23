package dev.snaptill.simulator.bank;

/**
 * What stands under one retrieval reference number (field 37) after reversals.
 *
 * @param debits debits standing: posted less reversed
 * @param debited what they took from customers, minor units; a transfer counts on both sides
 * @param credited what customers got, minor units
 */
public record RrnNet(
    String rrn,
    int debits,
    int credits,
    int transfers,
    int reversals,
    long debited,
    long credited) {

  static RrnNet of(BookEntry p) {
    boolean reversal = p.kind() == BookEntry.Kind.REVERSAL;
    // A reversal runs the other way: what reaches the settlement account by it had been a credit.
    String paying = reversal ? p.to() : p.from();
    String paid = reversal ? p.from() : p.to();
    int one = reversal ? -1 : 1;
    boolean credit = paying.equals(Books.SETTLEMENT);
    boolean debit = paid.equals(Books.SETTLEMENT);
    return new RrnNet(
        p.rrn(),
        debit ? one : 0,
        credit ? one : 0,
        debit || credit ? 0 : one,
        reversal ? 1 : 0,
        credit ? 0 : one * p.amount(),
        debit ? 0 : one * p.amount());
  }

  RrnNet plus(RrnNet other) {
    return new RrnNet(
        rrn,
        debits + other.debits,
        credits + other.credits,
        transfers + other.transfers,
        reversals + other.reversals,
        debited + other.debited,
        credited + other.credited);
  }

  /** More than one debit, credit or transfer stands: money was moved twice. */
  public boolean doubled() {
    return debits > 1 || credits > 1 || transfers > 1;
  }
}
