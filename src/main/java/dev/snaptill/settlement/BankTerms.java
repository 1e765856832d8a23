package dev.snaptill.settlement;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/**
 * What settlement has to know of a bank.
 *
 * @param terminals ISO 8583 field-41 values this gateway may use
 * @param repeats whether the bank answers an 0201 repeat with its first answer
 * @param reversals whether the bank takes 0420; where it doesn't, a debit is given back by a credit
 * @param enquiry whether the payer's account is asked for before the debit
 * @param processingTime after this long a message the bank doesn't know never comes
 */
public record BankTerms(
    String name,
    ZoneId zone,
    List<String> terminals,
    boolean repeats,
    boolean reversals,
    boolean enquiry,
    Duration processingTime) {}
