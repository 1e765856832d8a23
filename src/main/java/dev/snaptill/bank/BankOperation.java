package dev.snaptill.bank;

import dev.snaptill.value.AccountNumber;
import dev.snaptill.value.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message for a bank front-end, already written ahead in the database.
 *
 * @param paymentId for logs and metrics only
 * @param from account to be debited; null for a credit
 * @param to account to be credited; null for a debit
 * @param transmitted ISO 8583 fields 7, 12 and 13, whole seconds, in the bank's zone on the wire
 * @param rrn field 37, twelve characters
 * @param sendBefore dropped unsent after this time (journal.md, fencing)
 * @param original for a reversal: what it takes back
 * @param repeat sent before under the same key: 0421 instead of 0420, 0201 instead of 0200
 */
public record BankOperation(
    OperationKey key,
    long paymentId,
    Type type,
    Money amount,
    @Nullable AccountNumber from,
    @Nullable AccountNumber to,
    Instant transmitted,
    String rrn,
    Instant sendBefore,
    @Nullable Original original,
    boolean repeat) {

  /** What is asked of the bank. */
  public enum Type {
    DEBIT,
    CREDIT,
    /** Both accounts at this bank: one message, fields 102 and 103. */
    TRANSFER,
    REVERSAL,
    /** Whether the account exists and may be debited (processing code 31xxxx); moves nothing. */
    ENQUIRY
  }

  /**
   * What ISO 8583 field 90 tells of the message being reversed.
   *
   * @param transmitted the original's field 7
   */
  public record Original(OperationKey key, Type type, Instant transmitted, String rrn) {}
}
