package dev.snaptill.channel.smpp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jsmpp.bean.OptionalParameter;
import org.jspecify.annotations.Nullable;

/**
 * A text cut into short messages.
 *
 * @param hasHeader whether each body begins with a user data header
 */
record Segments(int dataCoding, boolean hasHeader, List<Segment> segments) {
  static final int UCS2 = 0x08;

  /** What a short message holds, but for 7-bit packing: 140 octets (TS 23.040 §9.2.3.16). */
  private static final int OCTETS = 140;

  /**
   * One short message.
   *
   * @param body what goes into short_message, user data header included
   * @param optional TLVs that go with it
   */
  record Segment(byte[] body, List<OptionalParameter> optional) {}

  /** An alphabet to try: a language's shift tables, or none for UCS-2. */
  private record Alphabet(@Nullable Septets septets, int locking, int single) {
    int cost(char c) {
      return septets == null ? 1 : septets.septets(c);
    }

    int shiftOctets() {
      return (locking > 0 ? 3 : 0) + (single > 0 ? 3 : 0);
    }

    /** How many septets or UTF-16 units fit behind a header of so many octets, its length apart. */
    int room(int header) {
      int octets = header == 0 ? OCTETS : OCTETS - 1 - header;
      return septets == null ? octets / 2 : octets * 8 / 7;
    }
  }

  List<byte[]> bodies() {
    return segments.stream().map(Segment::body).toList();
  }

  /**
   * Cuts a text: 160 septets or 70 UTF-16 units in one message; in each of several, 153 or 67 with
   * an 8-bit reference, 152 or 66 with a 16-bit one, and less by what shift tables take. Never cuts
   * an escape sequence or a surrogate pair.
   *
   * @param reference the same for all parts of one text; its low 8 or 16 bits are used
   */
  static Segments of(String text, TextStyle style, int reference) {
    Alphabet best = null;
    List<String> parts = List.of();
    for (Alphabet alphabet : alphabets(text, style)) {
      List<String> cut = cut(text, alphabet, style.longMessages());
      // the first of equals: what more phones can read
      if (best == null || cut.size() < parts.size()) {
        best = alphabet;
        parts = cut;
      }
    }
    return write(parts, java.util.Objects.requireNonNull(best), style, reference);
  }

  private static List<Alphabet> alphabets(String text, TextStyle style) {
    Alphabet ucs2 = new Alphabet(null, 0, 0);
    if (style.charset().holds(text)) {
      return List.of(new Alphabet(Septets.of(0, 0), 0, 0));
    }
    List<Alphabet> all = new ArrayList<>();
    all.add(ucs2);
    for (Language language : style.languages()) {
      int id = language.id();
      all.add(new Alphabet(Septets.of(0, id), 0, id));
      if (language.hasLocking()) {
        all.add(new Alphabet(Septets.of(id, 0), id, 0));
        all.add(new Alphabet(Septets.of(id, id), id, id));
      }
    }
    all.removeIf(alphabet -> alphabet.septets != null && !alphabet.septets.holds(text));
    return all;
  }

  private static List<String> cut(String text, Alphabet alphabet, TextStyle.LongMessages how) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      length += alphabet.cost(text.charAt(i));
    }
    int shift = alphabet.shiftOctets();
    if (length <= alphabet.room(shift) || how == TextStyle.LongMessages.PAYLOAD) {
      return List.of(text);
    }
    int each = alphabet.room(shift + (how == TextStyle.LongMessages.UDH16 ? 6 : 5));
    List<String> parts = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = start;
      int used = 0;
      while (end < text.length() && used + alphabet.cost(text.charAt(end)) <= each) {
        used += alphabet.cost(text.charAt(end++));
      }
      if (end < text.length()
          && Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end))) {
        end--;
      }
      parts.add(text.substring(start, end));
      start = end;
    }
    return parts;
  }

  private static Segments write(
      List<String> parts, Alphabet alphabet, TextStyle style, int reference) {
    TextStyle.LongMessages how = style.longMessages();
    boolean several = parts.size() > 1;
    boolean header =
        alphabet.shiftOctets() > 0
            || (several
                && (how == TextStyle.LongMessages.UDH8 || how == TextStyle.LongMessages.UDH16));
    List<Segment> segments = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      ByteArrayOutputStream body = new ByteArrayOutputStream(OCTETS + 20);
      if (header) {
        writeHeader(body, alphabet, several ? how : null, reference, parts.size(), i + 1);
      }
      body.writeBytes(encode(part, alphabet, style));
      List<OptionalParameter> optional = List.of();
      byte[] octets = body.toByteArray();
      if (several && how == TextStyle.LongMessages.SAR) {
        optional = sar(reference, parts.size(), i + 1);
      } else if (how == TextStyle.LongMessages.PAYLOAD && tooLong(part, alphabet)) {
        optional =
            List.of(
                new OptionalParameter.OctetString((short) InboundPdu.TAG_MESSAGE_PAYLOAD, octets));
        octets = new byte[0];
      }
      segments.add(new Segment(octets, optional));
    }
    return new Segments(alphabet.septets == null ? UCS2 : 0, header, List.copyOf(segments));
  }

  private static boolean tooLong(String text, Alphabet alphabet) {
    return text.chars().map(c -> alphabet.cost((char) c)).sum()
        > alphabet.room(alphabet.shiftOctets());
  }

  private static byte[] encode(String text, Alphabet alphabet, TextStyle style) {
    if (alphabet.septets == null) {
      return text.getBytes(StandardCharsets.UTF_16BE);
    }
    return alphabet.shiftOctets() > 0
        ? alphabet.septets.encode(text)
        : style.charset().encode(text);
  }

  private static void writeHeader(
      ByteArrayOutputStream out,
      Alphabet alphabet,
      TextStyle.@Nullable LongMessages how,
      int reference,
      int total,
      int number) {
    ByteArrayOutputStream elements = new ByteArrayOutputStream();
    if (how == TextStyle.LongMessages.UDH8) {
      elements.writeBytes(
          octets(UserDataHeader.CONCATENATED_8, 3, reference & 0xFF, total, number));
    } else if (how == TextStyle.LongMessages.UDH16) {
      elements.writeBytes(
          octets(
              UserDataHeader.CONCATENATED_16,
              4,
              reference >> 8 & 0xFF,
              reference & 0xFF,
              total,
              number));
    }
    if (alphabet.single > 0) {
      elements.writeBytes(octets(UserDataHeader.SINGLE_SHIFT, 1, alphabet.single));
    }
    if (alphabet.locking > 0) {
      elements.writeBytes(octets(UserDataHeader.LOCKING_SHIFT, 1, alphabet.locking));
    }
    out.write(elements.size());
    out.writeBytes(elements.toByteArray());
  }

  private static List<OptionalParameter> sar(int reference, int total, int number) {
    return List.of(
        new OptionalParameter.OctetString(
            (short) InboundPdu.TAG_SAR_REFERENCE, octets(reference >> 8 & 0xFF, reference & 0xFF)),
        new OptionalParameter.OctetString((short) InboundPdu.TAG_SAR_TOTAL_SEGMENTS, octets(total)),
        new OptionalParameter.OctetString((short) InboundPdu.TAG_SAR_SEGMENT, octets(number)));
  }

  private static byte[] octets(int... values) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      out[i] = (byte) values[i];
    }
    return out;
  }
}
