package dev.snaptill.api;

import dev.snaptill.voucher.Voucher;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * Where a page of a list ends. Opaque to clients: a time and an id in base64url.
 *
 * @param time milliseconds since 1970; 0 where ids alone give the order
 */
record Cursor(long time, long id) {
  /** Before the newest entry. */
  static final Cursor START = new Cursor(Long.MAX_VALUE, Long.MAX_VALUE);

  static Cursor after(Voucher last) {
    return new Cursor(last.created().toEpochMilli(), last.id());
  }

  String text() {
    byte[] bytes = ByteBuffer.allocate(16).putLong(time).putLong(id).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static Cursor parse(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (bytes.length == 16) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new Cursor(in.getLong(), in.getLong());
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw ProblemException.badField("cursor", "is not the next_cursor of an earlier answer");
  }
}
