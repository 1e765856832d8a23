package dev.snaptill.bank;

import java.time.LocalDate;

/**
 * What identifies one message to a bank for ever (bank.md, write-ahead).
 *
 * @param bank configured name of the bank
 * @param terminal ISO 8583 field 41, eight characters
 * @param businessDay the bank's own day, moved by its cut-over
 * @param stan ISO 8583 field 11, 1 to 999,999
 */
public record OperationKey(String bank, String terminal, LocalDate businessDay, int stan) {}
