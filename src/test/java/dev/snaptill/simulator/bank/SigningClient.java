package dev.snaptill.simulator.bank;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;

/** A client that signs what it sends and checks what it gets, in either profile, byte by byte. */
final class SigningClient extends BankClient {
  private static final String ENVELOPE = "6000010000" + "603100000000";
  private static final String ENVELOPE_BACK = "6000000001" + "603100000000";
  private final boolean pos;
  private final MacAlgorithm algorithm;
  byte[] key;

  SigningClient(int port, boolean pos, MacAlgorithm algorithm, String keyHex) throws IOException {
    super(port);
    this.pos = pos;
    this.algorithm = algorithm;
    key = HexFormat.of().parseHex(keyHex);
    reconfigure(pos);
  }

  /** Without a MAC. */
  SigningClient(int port, boolean pos) throws IOException {
    this(port, pos, MacAlgorithm.X9_19, "");
  }

  SigningClient signOn() throws IOException {
    ask(network("001"));
    return this;
  }

  private int macField() {
    return pos ? 64 : 128;
  }

  @Override
  byte[] frame(IsoMessage m) {
    byte[] before = HexFormat.of().parseHex(pos ? ENVELOPE : "");
    if (key.length == 0) {
      return joined(before, m.writeData());
    }
    m.setValue(macField(), "00000000", IsoType.ALPHA, 8);
    byte[] body = m.writeData();
    int at = body.length - 8 - after(m);
    byte[] covered = Arrays.copyOf(body, at);
    System.arraycopy(algorithm.over(covered, at, key), 0, body, at, 8);
    return joined(before, body);
  }

  /** Bytes behind the MAC: in pos, field 70 (2), field 90 (21), 102 and 103 (1 and their text). */
  private int after(IsoMessage m) {
    if (!pos) {
      return 0;
    }
    int after = m.hasField(70) ? 2 : 0;
    after += m.hasField(90) ? 21 : 0;
    for (int field : new int[] {102, 103}) {
      after += m.hasField(field) ? 1 + text(m, field).length() : 0;
    }
    return after;
  }

  @Override
  byte[] body(byte[] frame) {
    if (!pos) {
      return frame;
    }
    String envelope = HexFormat.of().formatHex(Arrays.copyOf(frame, 11));
    if (!envelope.equals(ENVELOPE_BACK)) {
      throw new AssertionError("TPDU and header of an answer: " + envelope);
    }
    return Arrays.copyOfRange(frame, 11, frame.length);
  }

  /** The next message, and whether its MAC is right. */
  Signed receiveSigned() throws IOException {
    byte[] body = body(receiveRaw());
    IsoMessage message = parse(body);
    if (!message.hasField(macField())) {
      return new Signed(message, false, false);
    }
    int at = body.length - 8 - after(message);
    byte[] mac = Arrays.copyOfRange(body, at, at + 8);
    return new Signed(message, true, Arrays.equals(mac, algorithm.over(body, at, key)));
  }

  Signed askSigned(IsoMessage m) throws IOException {
    send(m);
    return receiveSigned();
  }

  record Signed(IsoMessage message, boolean signed, boolean right) {
    String code() {
      return BankClient.code(message);
    }
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
