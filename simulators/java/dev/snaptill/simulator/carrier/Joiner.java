package dev.snaptill.simulator.carrier;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Joins the parts of long messages, in any order; keeps a bounded number of unfinished ones. Not
 * thread-safe.
 */
final class Joiner {
  private static final int UNFINISHED = 10_000;

  private record Key(String from, String to, int reference, int total) {}

  private final Map<Key, SubmittedPart[]> unfinished =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, SubmittedPart[]> eldest) {
          return size() > UNFINISHED;
        }
      };

  /** The whole message, when this was its last missing part. */
  Optional<ShortMessage> join(SubmittedPart part) {
    if (part.total() == 1) {
      return Optional.of(whole(part, part.text()));
    }
    Key key = new Key(part.from(), part.to(), part.reference(), part.total());
    SubmittedPart[] parts = unfinished.computeIfAbsent(key, any -> new SubmittedPart[part.total()]);
    parts[part.number() - 1] = part;
    StringBuilder text = new StringBuilder();
    for (SubmittedPart each : parts) {
      if (each == null) {
        return Optional.empty();
      }
      text.append(each.text());
    }
    unfinished.remove(key);
    return Optional.of(whole(part, text.toString()));
  }

  private static ShortMessage whole(SubmittedPart last, String text) {
    return new ShortMessage(last.id(), last.from(), last.to(), text, last.at());
  }
}
