package dev.snaptill.simulator.bank;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import com.solab.iso8583.MessageFactory;
import com.solab.iso8583.parse.FieldParseInfo;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages to bytes and back by a {@link BankProfile} (ISO 8583:1987), by j8583. Before each stand
 * two bytes of binary length that do not count themselves.
 */
final class WireFormat {
  /** No message comes near; a longer one means that the framing is lost. */
  static final int LONGEST = 4096;

  private static final String LATIN = "ISO-8859-1";
  private static final int[] REQUESTS = {
    0x100, 0x101, 0x120, 0x121, 0x200, 0x201, 0x220, 0x221, 0x400, 0x401, 0x420, 0x421, 0x600,
    0x601, 0x800, 0x801, 0x810, 0x820
  };

  /** Fields an answer carries back as they came. */
  private static final int[] ECHOED = {3, 4, 7, 11, 12, 13, 37, 41, 42, 49, 70};

  private final BankProfile profile;
  private final MessageFactory<IsoMessage> factory = new MessageFactory<>();

  WireFormat(BankProfile profile) {
    this.profile = profile;
    factory.setUseBinaryBitmap(true);
    factory.setUseBinaryMessages(profile == BankProfile.POS);
    factory.setCharacterEncoding(LATIN);
    for (int mti : REQUESTS) {
      factory.setParseMap(mti, table(profile));
    }
    factory.freeze();
  }

  BankProfile profile() {
    return profile;
  }

  private static Map<Integer, FieldParseInfo> table(BankProfile profile) {
    Map<Integer, FieldParseInfo> table = new HashMap<>();
    if (profile == BankProfile.PLAIN) {
      // In BCD it would be left-aligned digits, which j8583 has no type for: pos names accounts in
      // 102 and 103 only.
      put(table, 2, IsoType.LLVAR, 0);
    }
    put(table, 3, IsoType.NUMERIC, 6);
    put(table, 4, IsoType.NUMERIC, 12);
    put(table, 7, IsoType.NUMERIC, 10);
    put(table, 11, IsoType.NUMERIC, 6);
    put(table, 12, IsoType.NUMERIC, 6);
    put(table, 13, IsoType.NUMERIC, 4);
    put(table, 15, IsoType.NUMERIC, 4);
    put(table, 37, IsoType.ALPHA, 12);
    put(table, 39, IsoType.ALPHA, 2);
    put(table, 41, IsoType.ALPHA, 8);
    put(table, 42, IsoType.ALPHA, 15);
    put(table, 48, IsoType.LLLVAR, 0);
    put(table, 49, IsoType.ALPHA, 3);
    // The eight bytes of a MAC, one character each: j8583's own binary type is hexadecimal in
    // ASCII messages.
    put(table, profile.macField(), IsoType.ALPHA, MacAlgorithm.BYTES);
    put(table, 70, IsoType.NUMERIC, 3);
    put(table, 90, IsoType.NUMERIC, 42);
    put(table, 102, IsoType.LLVAR, 0);
    put(table, 103, IsoType.LLVAR, 0);
    return table;
  }

  private static void put(Map<Integer, FieldParseInfo> table, int field, IsoType type, int length) {
    table.put(field, FieldParseInfo.getInstance(type, length, LATIN, false));
  }

  /**
   * Takes the next message off the wire.
   *
   * @throws IOException at the stream's end, or where the length says that the framing is lost
   */
  static byte[] readFrame(DataInputStream in) throws IOException {
    int length = in.readUnsignedShort();
    if (length > LONGEST) {
      throw new IOException("a message of " + length + " bytes, the most is " + LONGEST);
    }
    return in.readNBytes(length);
  }

  /**
   * Parses one message without its length.
   *
   * @throws ParseException for whatever is wrong with it
   */
  IsoMessage decode(byte[] frame) throws ParseException {
    byte[] body = body(frame);
    if (body.length < 10) {
      throw new ParseException("a message of only " + frame.length + " bytes", 0);
    }
    if (profile == BankProfile.POS && frame[0] != 0x60) {
      throw new ParseException("a TPDU begins with 60", 0);
    }
    try {
      IsoMessage message = factory.parseMessage(body, 0);
      if (message == null) {
        throw new ParseException("unknown message type", 0);
      }
      // j8583 takes any half byte for a digit, and leaves alone what stands after the last field.
      if (profile == BankProfile.POS && !Arrays.equals(message.writeData(), body)) {
        throw new ParseException("digits that are none, or bytes left over", 0);
      }
      return message;
    } catch (RuntimeException | UnsupportedEncodingException e) {
      // j8583 checks most bounds but not all; whatever it stumbles over is the sender's fault.
      throw new ParseException(e.getClass().getSimpleName(), 0);
    }
  }

  private byte[] body(byte[] frame) {
    return Arrays.copyOfRange(frame, Math.min(profile.envelope(), frame.length), frame.length);
  }

  /** TPDU and header for whatever is sent back to where this frame came from. */
  byte[] envelopeBack(byte[] frame) {
    byte[] back = Arrays.copyOf(frame, profile.envelope());
    if (profile == BankProfile.POS) {
      System.arraycopy(frame, 1, back, 3, 2);
      System.arraycopy(frame, 3, back, 1, 2);
    }
    return back;
  }

  /** TPDU and header for a client that has said nothing yet. */
  byte[] envelope() {
    return profile == BankProfile.POS
        ? HexFormat.of().parseHex("6000000001" + "603100000000")
        : new byte[0];
  }

  /** What a MAC covers of a frame: from the message type up to the MAC's own field. */
  byte[] covered(byte[] frame, IsoMessage message) {
    byte[] body = body(frame);
    return Arrays.copyOf(body, Math.max(0, body.length - MacAlgorithm.BYTES - after(message)));
  }

  /** The MAC of a frame; empty where it has none. */
  byte[] mac(byte[] frame, IsoMessage message) {
    if (!message.hasField(profile.macField())) {
      return new byte[0];
    }
    byte[] body = body(frame);
    int end = body.length - after(message);
    return Arrays.copyOfRange(body, end - MacAlgorithm.BYTES, end);
  }

  /** How many bytes stand after the MAC's field. */
  private int after(IsoMessage message) {
    IsoMessage rest = factory.newMessage(message.getType());
    boolean any = false;
    for (int field = profile.macField() + 1; field <= 128; field++) {
      if (message.hasField(field)) {
        rest.setField(field, message.getField(field));
        any = true;
      }
    }
    // The message type and both bitmaps go off again.
    return any ? rest.writeData().length - (profile == BankProfile.POS ? 2 : 4) - 16 : 0;
  }

  /**
   * The refusal (code 30) of a message that could not be parsed, or null where not even its type is
   * a request's.
   */
  @Nullable IsoMessage refusalOfUnreadable(byte[] frame) {
    byte[] body = body(frame);
    String digits =
        profile == BankProfile.POS
            ? HexFormat.of().formatHex(Arrays.copyOf(body, 2))
            : new String(Arrays.copyOf(body, 4), StandardCharsets.ISO_8859_1);
    if (body.length < 4 || !digits.matches("0\\d{3}")) {
      return null;
    }
    int mti = Integer.parseInt(digits, 16);
    return isRequest(mti) ? answer(mti, "30") : null;
  }

  /** Requests and advices have an even third digit. */
  static boolean isRequest(int mti) {
    return (mti & 0x10) == 0;
  }

  /** The answer to a request: its keys echoed, field 39 set. */
  IsoMessage answerTo(IsoMessage request, String code) {
    IsoMessage answer = answer(request.getType(), code);
    for (int field : ECHOED) {
      if (request.hasField(field)) {
        answer.setField(field, request.getField(field));
      }
    }
    return answer;
  }

  private IsoMessage answer(int requestMti, String code) {
    // The answer to a repeat (0201) is of the original's type (0210).
    IsoMessage answer = factory.newMessage((requestMti & ~0xf) + 0x10);
    answer.setValue(39, code, IsoType.ALPHA, 2);
    return answer;
  }

  /** A network message of the bank's own. */
  IsoMessage network(String transmitted, int stan, String function) {
    IsoMessage message = factory.newMessage(0x800);
    message.setValue(7, transmitted, IsoType.NUMERIC, 10);
    message.setValue(11, String.format("%06d", stan), IsoType.NUMERIC, 6);
    message.setValue(70, function, IsoType.NUMERIC, 3);
    return message;
  }

  /** Field 15, the business day as MMDD. */
  static void day(IsoMessage message, LocalDate day) {
    message.setValue(
        15, day.format(DateTimeFormatter.ofPattern("MMdd", Locale.ROOT)), IsoType.NUMERIC, 4);
  }

  static void amount(IsoMessage message, long minor) {
    message.setValue(4, String.format("%012d", minor), IsoType.NUMERIC, 12);
  }

  static void keyBlock(IsoMessage message, String block) {
    message.setValue(48, block, IsoType.LLLVAR, 0);
  }

  /** The message as it goes onto the wire, length first, with this TPDU and header. */
  byte[] encode(IsoMessage message, byte[] envelope) {
    byte[] data = message.writeData();
    int length = envelope.length + data.length;
    byte[] framed = new byte[length + 2];
    framed[0] = (byte) (length >> 8);
    framed[1] = (byte) length;
    System.arraycopy(envelope, 0, framed, 2, envelope.length);
    System.arraycopy(data, 0, framed, 2 + envelope.length, data.length);
    return framed;
  }

  /**
   * As {@link #encode}, with a MAC.
   *
   * @param right false flips a bit of it
   */
  byte[] encodeSigned(
      IsoMessage message, byte[] envelope, MacAlgorithm algorithm, byte[] key, boolean right) {
    // Written down first with a MAC of zeros, since its bit in the bitmap is covered too.
    message.setValue(profile.macField(), "\0".repeat(8), IsoType.ALPHA, MacAlgorithm.BYTES);
    byte[] framed = encode(message, envelope);
    int from = 2 + envelope.length;
    int at = framed.length - MacAlgorithm.BYTES - after(message);
    byte[] covered = Arrays.copyOfRange(framed, from, at);
    byte[] mac = algorithm.over(covered, covered.length, key);
    mac[0] ^= (byte) (right ? 0 : 1);
    System.arraycopy(mac, 0, framed, at, MacAlgorithm.BYTES);
    return framed;
  }
}
