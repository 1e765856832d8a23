package dev.snaptill.qr;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Adds up the readings of one message's pictures. */
final class Gathering {
  private final Predicate<String> check;
  private final Set<String> passed = new LinkedHashSet<>();
  private final Set<String> others = new LinkedHashSet<>();
  private final Set<Refusal> refusals = EnumSet.noneOf(Refusal.class);

  private final Set<Seen> seen = EnumSet.noneOf(Seen.class);

  Gathering(Predicate<String> check) {
    this.check = check;
  }

  void refused(Refusal reason) {
    refusals.add(reason);
  }

  void add(PhotoReading reading) {
    reading.refusal().ifPresent(refusals::add);
    reading.seen().ifPresent(seen::add);
    for (String text : reading.texts()) {
      (check.test(text) ? passed : others).add(text);
    }
  }

  PhotosRead answer() {
    return new PhotosRead(
        List.copyOf(passed),
        others.size(),
        passed.isEmpty() ? Optional.of(trouble()) : Optional.empty());
  }

  /** The one that tells the payer most about what to do next. */
  private Trouble trouble() {
    if (!others.isEmpty()) {
      return Trouble.NOT_OURS;
    }
    for (Seen sight : seen) {
      if (sight != Seen.NO_CODE) {
        return trouble(sight);
      }
    }
    if (refusals.contains(Refusal.TOO_BIG)) {
      return Trouble.TOO_BIG;
    }
    if (refusals.contains(Refusal.UNKNOWN_KIND)) {
      return Trouble.UNKNOWN_KIND;
    }
    return refusals.contains(Refusal.BROKEN) ? Trouble.BROKEN : Trouble.NO_CODE;
  }

  private static Trouble trouble(Seen seen) {
    return switch (seen) {
      case NO_CODE -> Trouble.NO_CODE;
      case TOO_SMALL -> Trouble.CODE_TOO_SMALL;
      case BLURRED -> Trouble.BLURRED;
      case GLARE -> Trouble.GLARE;
      case UNREADABLE -> Trouble.UNREADABLE;
    };
  }
}
