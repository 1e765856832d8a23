package dev.snaptill.simulator.phone;

import dev.snaptill.simulator.mmsc.Picture;
import java.time.Instant;
import java.util.List;

/**
 * One message in a phone's thread.
 *
 * @param id rising within the phone, from 1
 * @param peer who sent it or whom it went to
 * @param note for outgoing ones that failed: what the carrier said; else empty
 */
public record PhoneMessage(
    long id,
    Direction direction,
    String peer,
    String text,
    List<Picture> pictures,
    Instant at,
    State state,
    String note) {

  public enum Direction {
    IN,
    OUT
  }

  /** An incoming message is RECEIVED from the start. */
  public enum State {
    SENDING,
    SENT,
    FAILED,
    RECEIVED
  }

  PhoneMessage settled(State state, String note) {
    return new PhoneMessage(id, direction, peer, text, pictures, at, state, note);
  }
}
