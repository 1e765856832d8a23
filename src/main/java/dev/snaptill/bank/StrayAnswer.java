package dev.snaptill.bank;

/**
 * An answer to nothing that this process remembers: perhaps to an operation that was sent before a
 * restart. It does not name its business day, so whoever has the operations looks for it.
 *
 * @param terminal field 41
 * @param stan field 11
 * @param rrn field 37
 * @param toReversal whether it answers a reversal
 * @param amount field 4 in minor units; negative if it has none
 * @param code field 39
 */
public record StrayAnswer(
    String bank,
    String terminal,
    int stan,
    String rrn,
    boolean toReversal,
    long amount,
    String code) {}
