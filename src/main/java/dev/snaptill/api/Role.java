package dev.snaptill.api;

/** What a key is good for. */
enum Role {
  PAYEE,
  OPERATOR
}
