package dev.snaptill.simulator.bank;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import com.solab.iso8583.MessageFactory;
import com.solab.iso8583.parse.FieldParseInfo;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;

/**
 * An ISO 8583 client with a field table of its own, so that it reads the bank's bytes and not the
 * bank's classes.
 */
class BankClient implements Closeable {
  static final String PAYER = "6222020000001111";
  static final String PAYEE = "6222020000002222";
  static final String TERMINAL = "SNAP0001";
  private static final Map<Integer, IsoType> TYPES =
      Map.ofEntries(
          Map.entry(2, IsoType.LLVAR),
          Map.entry(3, IsoType.NUMERIC),
          Map.entry(4, IsoType.NUMERIC),
          Map.entry(7, IsoType.NUMERIC),
          Map.entry(11, IsoType.NUMERIC),
          Map.entry(12, IsoType.NUMERIC),
          Map.entry(13, IsoType.NUMERIC),
          Map.entry(37, IsoType.ALPHA),
          Map.entry(15, IsoType.NUMERIC),
          Map.entry(39, IsoType.ALPHA),
          Map.entry(48, IsoType.LLLVAR),
          Map.entry(41, IsoType.ALPHA),
          Map.entry(42, IsoType.ALPHA),
          Map.entry(49, IsoType.ALPHA),
          Map.entry(64, IsoType.ALPHA),
          Map.entry(70, IsoType.NUMERIC),
          Map.entry(90, IsoType.NUMERIC),
          Map.entry(128, IsoType.ALPHA),
          Map.entry(102, IsoType.LLVAR),
          Map.entry(103, IsoType.LLVAR));
  private static final Map<Integer, Integer> LENGTHS =
      Map.ofEntries(
          Map.entry(3, 6),
          Map.entry(4, 12),
          Map.entry(7, 10),
          Map.entry(11, 6),
          Map.entry(12, 6),
          Map.entry(13, 4),
          Map.entry(15, 4),
          Map.entry(37, 12),
          Map.entry(39, 2),
          Map.entry(41, 8),
          Map.entry(42, 15),
          Map.entry(49, 3),
          Map.entry(64, 8),
          Map.entry(128, 8),
          Map.entry(70, 3),
          Map.entry(90, 42));

  private final MessageFactory<IsoMessage> factory = new MessageFactory<>();
  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  BankClient(int port) throws IOException {
    this(new Socket("127.0.0.1", port));
  }

  BankClient(Socket connected) throws IOException {
    factory.setUseBinaryBitmap(true);
    factory.setCharacterEncoding("ISO-8859-1");
    for (int mti : new int[] {0x110, 0x210, 0x430, 0x800, 0x810}) {
      Map<Integer, FieldParseInfo> table = new HashMap<>();
      TYPES.forEach(
          (field, type) ->
              table.put(
                  field,
                  FieldParseInfo.getInstance(
                      type, LENGTHS.getOrDefault(field, 0), "ISO-8859-1", false)));
      factory.setParseMap(mti, table);
    }
    socket = connected;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(60_000);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
  }

  static BankClient signedOn(int port) throws IOException {
    BankClient client = new BankClient(port);
    client.ask(client.network("001"));
    return client;
  }

  IsoMessage network(String function) {
    return with(with(with(message(0x800), 7, "0612101500"), 11, "900001"), 70, function);
  }

  IsoMessage debit(int stan, long minor) {
    return with(request(stan, "000000", minor), 102, PAYER);
  }

  IsoMessage credit(int stan, long minor) {
    return with(request(stan, "210000", minor), 103, PAYEE);
  }

  IsoMessage transfer(int stan, long minor) {
    return with(with(request(stan, "400000", minor), 102, PAYER), 103, PAYEE);
  }

  IsoMessage enquiry(int stan, String account) {
    return with(request(stan, "310000", 0), 102, account);
  }

  IsoMessage request(int stan, String processing, long minor) {
    IsoMessage m = message(0x200);
    with(m, 3, processing);
    with(m, 4, String.format("%012d", minor));
    with(m, 7, "0612101500");
    with(m, 11, String.format("%06d", stan));
    with(m, 12, "181500");
    with(m, 13, "0612");
    with(m, 37, String.format("RRN%09d", stan));
    with(m, 41, TERMINAL);
    with(m, 42, "SNAPTILL0000001");
    return with(m, 49, "156");
  }

  /** The reversal of a request, under a STAN of its own. */
  IsoMessage reversal(int stan, IsoMessage original) {
    IsoMessage m = message(0x420);
    m.copyFieldsFrom(original, 3, 4, 12, 13, 37, 41, 42, 49);
    with(m, 7, "0612101600");
    with(m, 11, String.format("%06d", stan));
    String type = String.format("%04x", original.getType());
    return with(m, 90, type + text(original, 11) + text(original, 7) + "0".repeat(22));
  }

  static IsoMessage repeat(IsoMessage m) {
    m.setType(m.getType() | 1);
    return m;
  }

  private IsoMessage message(int mti) {
    return factory.newMessage(mti);
  }

  static IsoMessage with(IsoMessage m, int field, String value) {
    IsoType type = TYPES.get(field);
    return m.setValue(
        field, value, type, LENGTHS.containsKey(field) ? LENGTHS.get(field) : value.length());
  }

  static String text(IsoMessage m, int field) {
    return m.hasField(field) ? m.getField(field).toString() : "";
  }

  static String code(IsoMessage answer) {
    return text(answer, 39);
  }

  /** Whether digits are in BCD; asked before anything is sent. */
  final void reconfigure(boolean pos) {
    factory.setUseBinaryMessages(pos);
  }

  /** What goes onto the wire after the length. */
  byte[] frame(IsoMessage m) {
    return m.writeData();
  }

  /** The message in what came after the length. */
  byte[] body(byte[] frame) {
    return frame;
  }

  void send(IsoMessage m) throws IOException {
    sendRaw(frame(m));
  }

  /** All in one go, so that none comes long after another. */
  void sendTogether(IsoMessage... messages) throws IOException {
    for (IsoMessage m : messages) {
      byte[] data = frame(m);
      out.writeShort(data.length);
      out.write(data);
    }
    out.flush();
  }

  void sendRaw(byte[] data) throws IOException {
    out.writeShort(data.length);
    out.write(data);
    out.flush();
  }

  IsoMessage receive() throws IOException {
    return parse(body(receiveRaw()));
  }

  IsoMessage parse(byte[] body) throws IOException {
    try {
      return factory.parseMessage(body, 0);
    } catch (ParseException e) {
      throw new IOException(e);
    }
  }

  /** What comes next, without its length. */
  byte[] receiveRaw() throws IOException {
    int length = in.readUnsignedShort();
    byte[] frame = in.readNBytes(length);
    if (frame.length < length) {
      throw new EOFException(frame.length + " bytes of " + length);
    }
    return frame;
  }

  IsoMessage ask(IsoMessage m) throws IOException {
    send(m);
    return receive();
  }

  String codeOf(IsoMessage m) throws IOException {
    return code(ask(m));
  }

  /** Whether an answer, or its beginning, has come. */
  boolean hasAnswer() throws IOException {
    return in.available() > 0;
  }

  /** Waits until the bank ends the connection; false if it answers instead. */
  boolean isCut() throws IOException {
    try {
      in.readUnsignedShort();
      return false;
    } catch (EOFException | SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
