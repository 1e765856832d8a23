package dev.snaptill.channel.smpp;

import java.util.Locale;

/** The command_status values this package acts upon (SMPP 3.4 §5.1.3). */
final class Status {
  static final int OK = 0x00;
  static final int INVALID_COMMAND_LENGTH = 0x02;
  static final int WRONG_STATE = 0x04;
  static final int ALREADY_BOUND = 0x05;
  static final int SYSTEM_ERROR = 0x08;
  static final int BIND_FAILED = 0x0D;
  static final int WRONG_PASSWORD = 0x0E;
  static final int WRONG_SYSTEM_ID = 0x0F;
  static final int QUEUE_FULL = 0x14;
  static final int THROTTLED = 0x58;
  static final int REJECTED = 0x64;

  private Status() {}

  /** Whether the peer asks for less, not just for this one message again. */
  static boolean overload(int status) {
    return status == THROTTLED || status == QUEUE_FULL;
  }

  /** For people: {@code 0x58}. */
  static String text(int status) {
    return String.format(Locale.ROOT, "0x%02X", status);
  }
}
