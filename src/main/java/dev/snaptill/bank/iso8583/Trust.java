package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.iso8583.Requests.Network;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a message that came is to be believed. Decided before anything in it is acted on; the
 * message type and the fields that tie it to a question of ours are looked at, nothing else.
 */
enum Trust {
  /** Its MAC is missing or wrong. */
  NONE,
  /** It belongs to the beginning of a conversation, when no key is known yet. */
  OPENING,
  /** Its MAC is right, or the bank's messages carry none. */
  FULL;

  /**
   * @param waiting our question that has no answer yet
   * @param keyless whether the connection is being opened and no key is known
   */
  static Trust in(
      Message message, Seal seal, NewKeys newKeys, @Nullable Exchange waiting, boolean keyless) {
    KeyRing keys = seal.keys();
    if (keys == null || seal.isSigned(message, keys.accepted())) {
      return FULL;
    }
    if (message.type().equals("0810") && waiting != null && waiting.opens()) {
      return waiting.isAnsweredBy(message)
          ? answer(message, seal, newKeys, waiting, keys.base())
          : NONE;
    }
    return keyless && message.type().equals("0800") ? OPENING : NONE;
  }

  private static Trust answer(
      Message message, Seal seal, NewKeys newKeys, Exchange waiting, @Nullable MacKey base) {
    if (base != null && seal.isSigned(message, List.of(base))) {
      return FULL;
    }
    if (waiting.unsigned()) {
      return OPENING;
    }
    if (waiting.kind() == Network.KEY) {
      try {
        return seal.isSigned(message, List.of(newKeys.open(message))) ? FULL : NONE;
      } catch (KeyBlock.Refused e) {
        return NONE;
      }
    }
    return NONE;
  }
}
