package dev.snaptill.api;

/**
 * Who sent a request, from its key.
 *
 * @param partyId the payee; 0 for an operator
 * @param owner whose idempotency keys these are: all keys of one payee share theirs, each operator
 *     key has its own (a negative number, which no party's id is)
 */
record Caller(Role role, long partyId, long owner) {}
