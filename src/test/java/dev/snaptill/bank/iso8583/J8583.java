package dev.snaptill.bank.iso8583;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import com.solab.iso8583.MessageFactory;
import com.solab.iso8583.parse.FieldParseInfo;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The two shipped profiles as another library writes and reads them. */
final class J8583 {
  /** TPDU and header of the POS profile, with the addresses as a bank's answers have them. */
  private static final String FROM_BANK = "6000000001" + "603100000000";

  private static final Map<Integer, Integer> NUMERIC =
      Map.ofEntries(
          Map.entry(3, 6),
          Map.entry(4, 12),
          Map.entry(7, 10),
          Map.entry(11, 6),
          Map.entry(12, 6),
          Map.entry(13, 4),
          Map.entry(15, 4),
          Map.entry(70, 3),
          Map.entry(90, 42));
  private static final Map<Integer, Integer> TEXT =
      Map.of(37, 12, 38, 6, 39, 2, 41, 8, 42, 15, 49, 3);
  private static final int[] LLVAR = {44, 102, 103};
  private static final int[] LLLVAR = {48, 63};
  private static final int[] BINARY = {64, 128};

  private final boolean pos;
  private final MessageFactory<IsoMessage> factory = new MessageFactory<>();

  J8583(boolean pos) {
    this.pos = pos;
    factory.setUseBinaryBitmap(true);
    factory.setUseBinaryMessages(pos);
    factory.setCharacterEncoding("ISO-8859-1");
    Map<Integer, FieldParseInfo> fields = new HashMap<>();
    NUMERIC.forEach((f, size) -> fields.put(f, info(IsoType.NUMERIC, size)));
    TEXT.forEach((f, size) -> fields.put(f, info(IsoType.ALPHA, size)));
    Arrays.stream(LLVAR).forEach(f -> fields.put(f, info(IsoType.LLVAR, 0)));
    Arrays.stream(LLLVAR).forEach(f -> fields.put(f, info(IsoType.LLLVAR, 0)));
    if (pos) {
      Arrays.stream(BINARY).forEach(f -> fields.put(f, info(IsoType.BINARY, 8)));
    } else {
      // Outside binary messages j8583 would write sixteen hexadecimal digits.
      Arrays.stream(BINARY).forEach(f -> fields.put(f, info(IsoType.ALPHA, 8)));
    }
    for (String type : "0200 0201 0210 0420 0421 0430 0800 0810".split(" ")) {
      factory.setParseMap(Integer.parseInt(type, 16), fields);
    }
  }

  private static FieldParseInfo info(IsoType type, int length) {
    return FieldParseInfo.getInstance(type, length, "ISO-8859-1", false);
  }

  /** The message without length prefix, as a bank sends it. */
  byte[] write(String type, Map<Integer, String> fields) {
    IsoMessage message = factory.newMessage(Integer.parseInt(type, 16));
    message.setBinaryBitmap(true);
    fields.forEach(
        (f, value) -> {
          if (NUMERIC.containsKey(f)) {
            message.setValue(f, value, IsoType.NUMERIC, NUMERIC.get(f));
          } else if (TEXT.containsKey(f)) {
            message.setValue(f, value, IsoType.ALPHA, TEXT.get(f));
          } else if (Arrays.stream(LLVAR).anyMatch(v -> v == f)) {
            message.setValue(f, value, IsoType.LLVAR, 0);
          } else if (Arrays.stream(LLLVAR).anyMatch(v -> v == f)) {
            message.setValue(f, value, IsoType.LLLVAR, 0);
          } else if (!pos) {
            byte[] eight = CodecTest.bytes(value);
            message.setValue(f, new String(eight, StandardCharsets.ISO_8859_1), IsoType.ALPHA, 8);
          } else {
            message.setValue(f, CodecTest.bytes(value), IsoType.BINARY, 8);
          }
        });
    message.setCharacterEncoding("ISO-8859-1");
    byte[] body = message.writeData();
    byte[] before = pos ? CodecTest.bytes(FROM_BANK) : new byte[0];
    byte[] out = Arrays.copyOf(before, before.length + body.length);
    System.arraycopy(body, 0, out, before.length, body.length);
    return out;
  }

  /** A message without its length prefix, as it left the gateway: type under 0, then fields. */
  TreeMap<Integer, String> read(byte[] bytes) throws Exception {
    byte[] body = pos ? Arrays.copyOfRange(bytes, 11, bytes.length) : bytes;
    IsoMessage message = factory.parseMessage(body, 0);
    TreeMap<Integer, String> out = new TreeMap<>();
    out.put(0, String.format("%04x", message.getType()));
    for (int f = 2; f <= 128; f++) {
      if (message.hasField(f)) {
        Object value = message.getObjectValue(f);
        String text =
            value instanceof byte[] binary ? CodecTest.hex(binary) : String.valueOf(value);
        Integer digits = NUMERIC.get(f);
        out.put(f, digits == null ? text : "0".repeat(Math.max(0, digits - text.length())) + text);
      }
    }
    return out;
  }
}
