package dev.snaptill.qr;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How to make one picture of another. Views form a tree whose root is the picture as it came; each
 * is made at most once a picture, and only when a stage asks for it. Compared by identity.
 */
final class View {
  /** The picture as it came. */
  static final View FULL = new View("full", null, grey -> true, grey -> grey);

  private final String name;
  private final @Nullable View from;
  private final Predicate<Grey> suits;
  private final Filter filter;

  private View(String name, @Nullable View from, Predicate<Grey> suits, Filter filter) {
    this.name = name;
    this.from = from;
    this.suits = suits;
    this.filter = filter;
  }

  /** A view made of this one. */
  View then(String name, Filter filter) {
    return new View(name, this, grey -> true, filter);
  }

  /** A view made of this one where that is worth its time, judged by this one's picture. */
  View then(String name, Predicate<Grey> suits, Filter filter) {
    return new View(name, this, suits, filter);
  }

  /** Short; part of a stage's name. */
  String name() {
    return name;
  }

  @Nullable View from() {
    return from;
  }

  boolean suits(Grey source) {
    return suits.test(source);
  }

  Grey make(Grey source) {
    return filter.apply(source);
  }
}
