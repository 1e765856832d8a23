package dev.snaptill.bank;

/** An answer that came after its operation had been given up as {@link BankAnswer.Unknown}. */
public record LateAnswer(OperationKey key, String code) {}
