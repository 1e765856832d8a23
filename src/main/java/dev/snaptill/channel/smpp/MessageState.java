package dev.snaptill.channel.smpp;

import dev.snaptill.channel.DeliveryReport.State;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The states of a message in the words of SMPP (3.4 §5.2.28 and appendix B, 5.0 §4.7.15). */
final class MessageState {
  private MessageState() {}

  /** By message_state's number; null if there is none such. */
  static @Nullable State of(int messageState) {
    return switch (messageState) {
      // scheduled, en route; and accepted, which carriers say of what has come as far as a switch
      case 0, 1, 6 -> State.UNDER_WAY;
      case 2 -> State.DELIVERED;
      case 3 -> State.EXPIRED;
      // deleted, undeliverable, rejected, skipped
      case 4, 5, 8, 9 -> State.FAILED;
      case 7 -> State.UNKNOWN;
      default -> null;
    };
  }

  /** By the word behind {@code stat:}, long or short, in any case; null if it is none. */
  static @Nullable State of(String word) {
    String begins = word.substring(0, Math.min(5, word.length())).toUpperCase(Locale.ROOT);
    return switch (begins) {
      case "DELIV" -> State.DELIVERED;
      case "EXPIR" -> State.EXPIRED;
      case "UNDEL", "DELET", "REJEC", "FAILE", "SKIPP" -> State.FAILED;
      case "UNKNO", "UNKWN" -> State.UNKNOWN;
      case "ENROU", "ACCEP", "SCHED", "BUFFE", "BUFFR", "SENT" -> State.UNDER_WAY;
      default -> null;
    };
  }
}
