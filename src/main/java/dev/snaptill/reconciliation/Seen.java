package dev.snaptill.reconciliation;

import dev.snaptill.reconciliation.BankLine.Place;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Which keys a file has named: one bit each, so that a day of millions stays small. */
final class Seen {
  private static final int MOST_TERMINALS = 1000;

  private final Map<String, BitSet> stans = new HashMap<>();

  /**
   * Remembers a key.
   *
   * @return false if the file has named it before
   */
  boolean add(Place place) throws BadFileException {
    BitSet bits = stans.get(terminal(place));
    if (bits == null) {
      if (stans.size() >= MOST_TERMINALS) {
        throw new BadFileException("the file names more than " + MOST_TERMINALS + " terminals");
      }
      bits = new BitSet();
      stans.put(terminal(place), bits);
    }
    boolean fresh = !bits.get(place.stan());
    bits.set(place.stan());
    return fresh;
  }

  boolean has(Place place) {
    BitSet bits = stans.get(terminal(place));
    return bits != null && bits.get(place.stan());
  }

  private static String terminal(Place place) {
    return place.day() + "/" + place.terminal();
  }
}
