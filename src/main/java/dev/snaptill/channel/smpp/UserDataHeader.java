package dev.snaptill.channel.smpp;

import org.jspecify.annotations.Nullable;

/**
 * The user data header in front of a short message (TS 23.040 §9.2.3.24).
 *
 * @param end index of the first octet of the text
 * @param part what part of a long message this is, or null if it stands alone
 */
record UserDataHeader(int end, @Nullable Part part) {
  private static final int CONCATENATED_8 = 0x00;
  private static final int CONCATENATED_16 = 0x08;

  /** Where a part belongs: number {@code number} of {@code total}, of the message {@code ref}. */
  record Part(int reference, int total, int number) {}

  /**
   * Reads the header; null if it is longer than what holds it. Elements may stand in any order;
   * those that are unknown or cut off are skipped.
   */
  static @Nullable UserDataHeader read(byte[] userData) {
    if (userData.length == 0 || (userData[0] & 0xFF) >= userData.length) {
      return null;
    }
    int end = 1 + (userData[0] & 0xFF);
    Part part = null;
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
        part = part(octet(userData, value), userData, value + 1);
      } else if (id == CONCATENATED_16 && length == 4) {
        int reference = octet(userData, value) << 8 | octet(userData, value + 1);
        part = part(reference, userData, value + 2);
      }
    }
    return new UserDataHeader(end, part);
  }

  private static @Nullable Part part(int reference, byte[] userData, int at) {
    int total = octet(userData, at);
    int number = octet(userData, at + 1);
    // a receiver ignores a number outside of 1 to total (§9.2.3.24.1)
    return total > 1 && number >= 1 && number <= total ? new Part(reference, total, number) : null;
  }

  private static int octet(byte[] octets, int at) {
    return octets[at] & 0xFF;
  }
}
