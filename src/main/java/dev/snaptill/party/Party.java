package dev.snaptill.party;

/**
 * Somebody who pays or is paid: a person or a shop.
 *
 * @param language texts to this party are in this language: {@code en} or {@code zh}
 */
public record Party(long id, Kind kind, String name, String language, State state) {

  /** Persons and shops differ only in what people call them. */
  public enum Kind {
    PERSON,
    SHOP
  }

  /** Whether the party may pay and be paid. */
  public enum State {
    ACTIVE,
    CLOSED
  }

  public boolean active() {
    return state == State.ACTIVE;
  }
}
