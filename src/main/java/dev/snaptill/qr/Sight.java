package dev.snaptill.qr;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** One picture and the views of it made so far. */
final class Sight {
  private final Grey picture;
  private final Map<View, Optional<Grey>> made = new IdentityHashMap<>();

  Sight(Grey picture) {
    this.picture = picture;
  }

  /** The view, or empty if it or one it is made of does not suit this picture. */
  Optional<Grey> see(View view) {
    Optional<Grey> known = made.get(view);
    if (known == null) {
      View from = view.from();
      Optional<Grey> source = from == null ? Optional.of(picture) : see(from);
      known = source.filter(view::suits).map(view::make);
      made.put(view, known);
    }
    return known;
  }
}
