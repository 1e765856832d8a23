package dev.snaptill.channel;

/**
 * What became of an {@link InboundMessage}. Only the first two may be acknowledged to a carrier.
 */
public sealed interface Intake {
  /** Durably stored; it will end. */
  record Stored(long id) implements Intake {}

  /** Was stored before under the same hard key; acknowledge it again and do nothing. */
  record Repeat(long id) implements Intake {}

  /** Too much unfinished work: tell the carrier to try again. */
  record Busy() implements Intake {}

  /** Could not be stored: tell the carrier to try again. */
  record Failed(String why) implements Intake {}
}
