package dev.snaptill.bank.iso8583;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts what a connection delivers into messages by their length prefix. One for each connection;
 * never holds more than one unfinished message. Not for use by several threads.
 */
final class FrameReader {
  private final LengthPrefix prefix;
  private byte[] held = new byte[0];

  FrameReader(LengthPrefix prefix) {
    this.prefix = prefix;
  }

  /** The messages that were complete, and what was wrong with the length after them, if it was. */
  record Cut(List<byte[]> messages, String broken) {
    /** Once a length is wrong nobody can tell where the next message begins. */
    boolean isBroken() {
      return !broken.isEmpty();
    }
  }

  /**
   * Takes the next bytes and gives the messages they completed, without their prefixes; empty ones,
   * which some banks send to keep the line open, are left out.
   */
  Cut take(byte[] chunk) {
    byte[] in = chunk;
    if (held.length > 0) {
      in = Arrays.copyOf(held, held.length + chunk.length);
      System.arraycopy(chunk, 0, in, held.length, chunk.length);
    }
    List<byte[]> messages = new ArrayList<>();
    int at = 0;
    try {
      while (in.length - at >= prefix.bytes()) {
        int size = prefix.read(in, at);
        int begin = at + prefix.bytes();
        if (in.length - begin < size) {
          break;
        }
        if (size > 0) {
          messages.add(Arrays.copyOfRange(in, begin, begin + size));
        }
        at = begin + size;
      }
    } catch (MalformedMessage e) {
      held = new byte[0];
      return new Cut(messages, String.valueOf(e.getMessage()));
    }
    held = at == in.length ? new byte[0] : Arrays.copyOfRange(in, at, in.length);
    return new Cut(messages, "");
  }
}
