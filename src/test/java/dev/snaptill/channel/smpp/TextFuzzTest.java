package dev.snaptill.channel.smpp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Whatever octets a text or a user data header has, reading ends and stays within its bounds. */
class TextFuzzTest {

  /** data_coding, default charset, locking and single shift table; the rest is the text. */
  @FuzzTest(maxDuration = "2m")
  void texts(byte[] data) {
    if (data.length < 4) {
      return;
    }
    DefaultCharset charset = DefaultCharset.values()[(data[1] & 0xFF) % 3];
    String text =
        TextDecoder.decode(data[0] & 0xFF, charset, data[2] & 0xFF, data[3] & 0xFF, data, 4);
    if (text.length() > data.length) {
      throw new AssertionError("more characters than octets");
    }
    if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new AssertionError("a text no database takes");
    }
  }

  /** A short message with its header. */
  @FuzzTest(maxDuration = "2m")
  void headers(byte[] data) {
    UserDataHeader header = UserDataHeader.read(data);
    if (header == null) {
      return;
    }
    UserDataHeader.Part part = header.part();
    if (header.end() < 1 || header.end() > data.length) {
      throw new AssertionError("its end lies outside");
    }
    if (part != null && (part.number() < 1 || part.number() > part.total() || part.total() < 2)) {
      throw new AssertionError("a part outside of its message");
    }
    TextDecoder.decode(
        0, DefaultCharset.GSM7, header.locking(), header.single(), data, header.end());
  }

  /** A text cut into parts, in a style by the first three octets, reads as it was. */
  @FuzzTest(maxDuration = "2m")
  void parts(byte[] data) {
    if (data.length < 3) {
      return;
    }
    TextStyle style =
        new TextStyle(
            DefaultCharset.GSM7,
            TextStyle.LongMessages.values()[(data[0] & 0xFF) % 3],
            Arrays.asList(Language.values()).subList(0, (data[1] & 0xFF) % 14));
    String given = new String(data, 3, data.length - 3, StandardCharsets.UTF_8).replace("\0", "");
    String text = given.startsWith("\uFEFF") ? "" : given;
    Segments segments = Segments.of(text, style, data[2]);
    StringBuilder read = new StringBuilder();
    for (byte[] body : segments.bodies()) {
      UserDataHeader header =
          segments.hasHeader() ? UserDataHeader.read(body) : new UserDataHeader(0, null, 0, 0);
      if (header == null || body.length > 160) {
        throw new AssertionError("no short message");
      }
      // a byte order mark within a text stays one at the beginning of a part
      String part =
          TextDecoder.decode(
              segments.dataCoding(),
              DefaultCharset.GSM7,
              header.locking(),
              header.single(),
              body,
              header.end());
      read.append(part);
    }
    if (!read.toString().equals(text) && text.indexOf('\uFEFF') < 0) {
      throw new AssertionError("another text came out");
    }
  }
}
