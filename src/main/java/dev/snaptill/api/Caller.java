package dev.snaptill.api;

import dev.snaptill.operator.Operator;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, from its key.
 *
 * @param partyId the payee; 0 for an operator
 * @param owner whose idempotency keys these are: all keys of one payee share theirs, each operator
 *     key has its own (a negative number, which no party's id is)
 * @param operator who holds the key and what it may do; null for a payee's
 * @param keyId the key's name where the key itself must not be shown
 */
record Caller(Role role, long partyId, long owner, @Nullable Operator operator, String keyId) {

  /** The operator, of a caller that was checked to be one. */
  Operator asOperator() {
    Operator known = operator;
    if (known == null) {
      throw new IllegalStateException("not an operator");
    }
    return known;
  }
}
