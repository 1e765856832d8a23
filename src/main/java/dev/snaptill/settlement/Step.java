package dev.snaptill.settlement;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a payment's life. A payment carries its steps as one text, a line each: they are
 * written once, with the row that says how it ended, instead of a row for each.
 *
 * @param note why, or nothing
 */
public record Step(Payment.State state, Instant at, String note) {
  /** A payment that is repeated for days keeps how it began and what it did last. */
  private static final int MOST = 40;

  static String add(String history, Payment.State state, Instant at, @Nullable String note) {
    String line = state + " " + at.toEpochMilli() + " " + (note == null ? "" : note.strip());
    if (history.isEmpty()) {
      return line;
    }
    List<String> lines = new ArrayList<>(Arrays.asList(history.split("\n")));
    lines.add(line);
    if (lines.size() > MOST) {
      lines.remove(MOST / 2);
    }
    return String.join("\n", lines);
  }

  static List<Step> parse(String history) {
    List<Step> steps = new ArrayList<>();
    for (String line : history.split("\n")) {
      List<String> parts = Arrays.asList(line.split(" ", 3));
      steps.add(
          new Step(
              Payment.State.valueOf(parts.get(0)),
              Instant.ofEpochMilli(Long.parseLong(parts.get(1))),
              parts.get(2)));
    }
    return steps;
  }
}
