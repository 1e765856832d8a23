package dev.snaptill.simulator.bank;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import com.solab.iso8583.MessageFactory;
import com.solab.iso8583.parse.FieldParseInfo;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The profile <em>plain</em>: two bytes of binary length that do not count themselves, message type
 * and numbers in ASCII, binary bitmaps (ISO 8583:1987).
 */
final class PlainFormat {
  /** No message of this profile comes near; a longer one means that the framing is lost. */
  static final int LONGEST = 4096;

  private static final String LATIN = "ISO-8859-1";
  private static final int[] REQUESTS = {
    0x100, 0x101, 0x120, 0x121, 0x200, 0x201, 0x220, 0x221, 0x400, 0x401, 0x420, 0x421, 0x600,
    0x601, 0x800, 0x801, 0x810, 0x820
  };

  /** Fields an answer carries back as they came. */
  private static final int[] ECHOED = {3, 4, 7, 11, 12, 13, 37, 41, 42, 49, 70};

  private final MessageFactory<IsoMessage> factory = new MessageFactory<>();

  PlainFormat() {
    factory.setUseBinaryBitmap(true);
    factory.setCharacterEncoding(LATIN);
    for (int mti : REQUESTS) {
      factory.setParseMap(mti, table());
    }
    factory.freeze();
  }

  private static Map<Integer, FieldParseInfo> table() {
    Map<Integer, FieldParseInfo> table = new HashMap<>();
    put(table, 2, IsoType.LLVAR, 0);
    put(table, 3, IsoType.NUMERIC, 6);
    put(table, 4, IsoType.NUMERIC, 12);
    put(table, 7, IsoType.NUMERIC, 10);
    put(table, 11, IsoType.NUMERIC, 6);
    put(table, 12, IsoType.NUMERIC, 6);
    put(table, 13, IsoType.NUMERIC, 4);
    put(table, 37, IsoType.ALPHA, 12);
    put(table, 39, IsoType.ALPHA, 2);
    put(table, 41, IsoType.ALPHA, 8);
    put(table, 42, IsoType.ALPHA, 15);
    put(table, 49, IsoType.NUMERIC, 3);
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
    if (frame.length < 12) {
      throw new ParseException("a message of only " + frame.length + " bytes", 0);
    }
    try {
      IsoMessage message = factory.parseMessage(frame, 0);
      if (message == null) {
        throw new ParseException("unknown message type", 0);
      }
      return message;
    } catch (RuntimeException | UnsupportedEncodingException e) {
      // j8583 checks most bounds but not all; whatever it stumbles over is the sender's fault.
      throw new ParseException(e.getClass().getSimpleName(), 0);
    }
  }

  /**
   * The refusal (code 30) of a message that could not be parsed, or null where not even its type is
   * a request's.
   */
  byte @Nullable [] refusalOfUnreadable(byte[] frame) {
    if (frame.length < 4) {
      return null;
    }
    int mti = 0;
    for (int i = 0; i < 4; i++) {
      if (frame[i] < '0' || frame[i] > '9') {
        return null;
      }
      mti = mti << 4 | (frame[i] - '0');
    }
    return isRequest(mti) ? encode(answer(mti, "30")) : null;
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
  IsoMessage network(String transmitted, int stan, String date13, String function) {
    IsoMessage message = factory.newMessage(0x800);
    message.setValue(7, transmitted, IsoType.NUMERIC, 10);
    message.setValue(11, String.format("%06d", stan), IsoType.NUMERIC, 6);
    message.setValue(13, date13, IsoType.NUMERIC, 4);
    message.setValue(70, function, IsoType.NUMERIC, 3);
    return message;
  }

  /** The message as it goes onto the wire, length first. */
  byte[] encode(IsoMessage message) {
    byte[] data = message.writeData();
    byte[] framed = new byte[data.length + 2];
    framed[0] = (byte) (data.length >> 8);
    framed[1] = (byte) data.length;
    System.arraycopy(data, 0, framed, 2, data.length);
    return framed;
  }
}
