package dev.snaptill.command;

import dev.snaptill.value.Money;

/** What a text asks for. */
public sealed interface Command {
  /** Fourteen digits whose check digits are right. */
  record Pay(String code) implements Command {}

  /** Looks like a code, but a digit is wrong. */
  record Mistyped() implements Command {}

  /** To be paid; the note may be empty. */
  record Request(Money amount, String note) implements Command {}

  /** To be paid, but the amount is not one. */
  record BadAmount() implements Command {}

  /** Yes, once more: the two digits that were asked for. */
  record Again(int number) implements Command {}

  record Help() implements Command {}

  record Empty() implements Command {}

  record NotUnderstood() implements Command {}
}
