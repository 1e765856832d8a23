package dev.snaptill.qr;

/** One rung of the {@link Ladder}. */
interface Stage {
  /** Lower case with dashes; a metric's tag, so out of a small fixed set. */
  String name();

  /** Looks at the picture, or does nothing where that is not worth its time. */
  void look(Sight sight, Finds finds);
}
