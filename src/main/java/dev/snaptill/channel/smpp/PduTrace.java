package dev.snaptill.channel.smpp;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A PDU as a line of a trace: everything a carrier's engineer asks for, and nothing of what people
 * wrote. Of optional parameters only tags and lengths.
 */
final class PduTrace {
  private static final int RESPONSE = 0x80000000;
  private static final int SUBMIT_SM = 4;
  private static final int DELIVER_SM = 5;
  private static final int MOST_TLVS = 20;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0x00000001, "bind_receiver"),
          Map.entry(0x00000002, "bind_transmitter"),
          Map.entry(0x00000003, "query_sm"),
          Map.entry(SUBMIT_SM, "submit_sm"),
          Map.entry(DELIVER_SM, "deliver_sm"),
          Map.entry(0x00000006, "unbind"),
          Map.entry(0x00000009, "bind_transceiver"),
          Map.entry(0x0000000B, "outbind"),
          Map.entry(0x00000015, "enquire_link"),
          Map.entry(0x00000103, "data_sm"));

  private PduTrace() {}

  /** Never fails: what can't be read is left out. */
  static String line(String direction, byte[] pdu) {
    if (pdu.length < 16) {
      return direction + " " + pdu.length + " bytes";
    }
    ByteBuffer in = ByteBuffer.wrap(pdu);
    int length = in.getInt();
    int id = in.getInt();
    int status = in.getInt();
    int sequence = in.getInt();
    StringBuilder out = new StringBuilder(direction);
    out.append(' ').append(name(id)).append(" seq ").append(sequence);
    if (id < 0) {
      out.append(String.format(" status 0x%08X", status));
    }
    out.append(" length ").append(length);
    try {
      if (id == SUBMIT_SM || id == DELIVER_SM) {
        message(in, out);
      } else if (id == (SUBMIT_SM | RESPONSE) && in.hasRemaining()) {
        out.append(" message_id ").append(text(in, 65));
      }
    } catch (BufferUnderflowException cutShort) {
      out.append(" (cut short)");
    }
    return out.toString();
  }

  private static String name(int id) {
    if (id == RESPONSE) {
      return "generic_nack";
    }
    String known = NAMES.get(id & ~RESPONSE);
    String name = known == null ? String.format("0x%08X", id & ~RESPONSE) : known;
    return id < 0 ? name + "_resp" : name;
  }

  /** SMPP 3.4 §4.4.1, §4.6.1. */
  private static void message(ByteBuffer in, StringBuilder out) {
    String service = text(in, 6);
    if (!service.isEmpty()) {
      out.append(" service_type ").append(service);
    }
    address(in, out, " from ");
    address(in, out, " to ");
    out.append(String.format(" esm_class 0x%02X", in.get()));
    in.getShort();
    text(in, 17);
    text(in, 17);
    out.append(" registered_delivery ").append(in.get() & 0xFF);
    in.get();
    out.append(String.format(" data_coding 0x%02X", in.get()));
    in.get();
    int octets = in.get() & 0xFF;
    out.append(" text of ").append(octets).append(" octets");
    in.position(Math.min(in.limit(), in.position() + octets));
    for (int i = 0; i < MOST_TLVS && in.remaining() >= 4; i++) {
      int tag = in.getShort() & 0xFFFF;
      int length = in.getShort() & 0xFFFF;
      out.append(String.format(" tlv 0x%04X/%d", tag, length));
      in.position(Math.min(in.limit(), in.position() + length));
    }
  }

  /** All but the last four characters are masked; short codes and names stand as they are. */
  private static void address(ByteBuffer in, StringBuilder out, String word) {
    int ton = in.get() & 0xFF;
    int npi = in.get() & 0xFF;
    String address = text(in, 21);
    boolean subscriber = address.length() >= 7 && address.matches("\\+?\\d+");
    out.append(word)
        .append(
            subscriber
                ? "*".repeat(address.length() - 4) + address.substring(address.length() - 4)
                : address)
        .append('/')
        .append(ton)
        .append('/')
        .append(npi);
  }

  /** A C-octet string; control characters, which would break a line, as dots. */
  private static String text(ByteBuffer in, int most) {
    int start = in.position();
    int end = start;
    while (end < in.limit() && end - start < most && in.get(end) != 0) {
      end++;
    }
    String text =
        new String(in.array(), start, end - start, StandardCharsets.ISO_8859_1)
            .replaceAll("[^\\x20-\\x7e]", ".");
    in.position(end);
    if (in.get() != 0) {
      throw new BufferUnderflowException();
    }
    return text;
  }
}
