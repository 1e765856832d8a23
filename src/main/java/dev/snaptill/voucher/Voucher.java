package dev.snaptill.voucher;

import dev.snaptill.value.Money;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A payee's standing request to be paid (patent P1).
 *
 * @param id drawn at random at each creation, or derived from the request that asked for it
 * @param used payments completed; found by code, these count as reserved
 * @param reserved payments under way
 * @param taken minor units paid and under way, where a total bounds them; else 0
 * @param codeAttempt which derivation of the typed code was free
 * @param last4 last four digits of the typed code, all of it that is kept in clear
 */
public record Voucher(
    long id,
    long payeeId,
    long payeeAccount,
    Price price,
    Terms terms,
    State state,
    int used,
    int reserved,
    long taken,
    Instant created,
    Instant expires,
    int codeAttempt,
    String last4) {

  /** Stored states; expiry and exhaustion follow from the other columns. */
  public enum State {
    ACTIVE,
    /** By its payee, or after too many tries by others than its payer. */
    PAUSED,
    CANCELLED
  }

  /** Whether one more payment may be reserved, as far as uses go. */
  public boolean hasUsesLeft() {
    return used + reserved < terms.maxUses();
  }

  public boolean expiredAt(Instant now) {
    return !now.isBefore(expires);
  }

  public String currency() {
    return price.currency();
  }

  public String note() {
    return terms.note();
  }

  public int maxUses() {
    return terms.maxUses();
  }

  /** What each payment comes to; empty if the payer chooses. */
  public Optional<Money> fixedAmount() {
    return price instanceof Price.Fixed fixed ? Optional.of(fixed.amount()) : Optional.empty();
  }

  /** What may still be paid; null if no total bounds it. Never negative. */
  public @Nullable Money rest() {
    Money total = terms.total();
    return total == null ? null : new Money(Math.max(0, total.minor() - taken), total.currency());
  }

  /** Whether no further payment is possible, whatever the time. */
  public boolean isExhausted() {
    Money rest = rest();
    return !hasUsesLeft()
        || (rest != null
            && (rest.minor() == 0
                || (price instanceof Price.Fixed fixed && fixed.amount().compareTo(rest) > 0)));
  }

  /** With what its order has been charged, which stands elsewhere. */
  Voucher withTaken(long minor) {
    return new Voucher(
        id,
        payeeId,
        payeeAccount,
        price,
        terms,
        state,
        used,
        reserved,
        minor,
        created,
        expires,
        codeAttempt,
        last4);
  }
}
