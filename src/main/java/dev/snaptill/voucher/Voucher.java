package dev.snaptill.voucher;

import dev.snaptill.value.Money;
import java.time.Instant;

/**
 * A payee's standing request to be paid (patent P1).
 *
 * @param id drawn at random at each creation, or derived from the request that asked for it
 * @param used payments completed; found by code, these count as reserved
 * @param reserved payments under way
 * @param codeAttempt which derivation of the typed code was free
 * @param last4 last four digits of the typed code, all of it that is kept in clear
 */
public record Voucher(
    long id,
    long payeeId,
    long payeeAccount,
    Money amount,
    String note,
    State state,
    int maxUses,
    int used,
    int reserved,
    Instant created,
    Instant expires,
    int codeAttempt,
    String last4) {

  /** Stored states; expiry and exhaustion follow from the other columns. */
  public enum State {
    ACTIVE,
    CANCELLED
  }

  /** Whether one more payment may be reserved, as far as uses go. */
  public boolean hasUsesLeft() {
    return used + reserved < maxUses;
  }

  public boolean expiredAt(Instant now) {
    return !now.isBefore(expires);
  }
}
