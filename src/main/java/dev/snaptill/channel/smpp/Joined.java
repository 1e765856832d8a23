package dev.snaptill.channel.smpp;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Puts the parts of a long message together. */
final class Joined {
  private Joined() {}

  /**
   * The whole text. Octets of neighbours in one coding are read together: a sender may have cut an
   * escape sequence or a surrogate pair.
   *
   * @param parts all of them, in their order
   */
  static String text(List<LongPart> parts) {
    StringBuilder text = new StringBuilder();
    ByteArrayOutputStream run = new ByteArrayOutputStream();
    for (int i = 0; i < parts.size(); i++) {
      LongPart part = parts.get(i);
      run.writeBytes(part.octets());
      boolean last = i + 1 == parts.size();
      if (last || !parts.get(i + 1).coding().equals(part.coding())) {
        text.append(part.coding().read(run.toByteArray()));
        run.reset();
      }
    }
    return text.toString();
  }
}
