package dev.snaptill.channel.smpp;

import org.jspecify.annotations.Nullable;

/**
 * The user data header in front of a short message (TS 23.040 §9.2.3.24).
 *
 * @param end index of the first octet of the text
 * @param part what part of a long message this is, or null if it stands alone
 * @param locking identifier of a locking shift table, 0 for the default alphabet
 * @param single identifier of a single shift table, 0 for the default one
 */
record UserDataHeader(int end, @Nullable Part part, int locking, int single) {
  static final int CONCATENATED_8 = 0x00;
  static final int CONCATENATED_16 = 0x08;
  static final int SINGLE_SHIFT = 0x24;
  static final int LOCKING_SHIFT = 0x25;

  /** How the parts of a message are held together; references of two kinds are never the same. */
  enum Kind {
    UDH8,
    UDH16,
    SAR
  }

  /** Where a part belongs: number {@code number} of {@code total}, of the message {@code ref}. */
  record Part(Kind kind, int reference, int total, int number) {
    /**
     * Null unless the number is between 1 and a total above 1: a receiver ignores all else (TS
     * 23.040 §9.2.3.24.1, SMPP 3.4 §5.3.2.23).
     */
    static @Nullable Part of(Kind kind, int reference, int total, int number) {
      return total > 1 && number >= 1 && number <= total
          ? new Part(kind, reference, total, number)
          : null;
    }
  }

  /**
   * Reads the header; null if it is longer than what holds it. Elements may stand in any order;
   * those that are unknown or cut off are skipped. The last of a kind counts.
   */
  static @Nullable UserDataHeader read(byte[] userData) {
    if (userData.length == 0 || (userData[0] & 0xFF) >= userData.length) {
      return null;
    }
    int end = 1 + (userData[0] & 0xFF);
    Part part = null;
    int locking = 0;
    int single = 0;
    int at = 1;
    while (at + 2 <= end) {
      int id = userData[at] & 0xFF;
      int length = userData[at + 1] & 0xFF;
      int value = at + 2;
      at = value + length;
      if (at > end) {
        break;
      }
      if (id == CONCATENATED_8 && length == 3) {
        part = part(Kind.UDH8, octet(userData, value), userData, value + 1);
      } else if (id == CONCATENATED_16 && length == 4) {
        int reference = octet(userData, value) << 8 | octet(userData, value + 1);
        part = part(Kind.UDH16, reference, userData, value + 2);
      } else if (id == SINGLE_SHIFT && length == 1) {
        single = octet(userData, value);
      } else if (id == LOCKING_SHIFT && length == 1) {
        locking = octet(userData, value);
      }
    }
    return new UserDataHeader(end, part, locking, single);
  }

  private static @Nullable Part part(Kind kind, int reference, byte[] userData, int at) {
    return Part.of(kind, reference, octet(userData, at), octet(userData, at + 1));
  }

  private static int octet(byte[] octets, int at) {
    return octets[at] & 0xFF;
  }
}
