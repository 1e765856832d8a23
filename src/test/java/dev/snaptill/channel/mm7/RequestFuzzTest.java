package dev.snaptill.channel.mm7;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever an MMSC posts is read, or refused in words and by decision. */
class RequestFuzzTest {
  private static final RequestParser PARSER = new RequestParser(Samples.mmsc());

  /** The first line is the Content-Type, the rest the body. */
  @FuzzTest(maxDuration = "2m")
  void requests(byte[] data) {
    int end = 0;
    while (end < data.length && data[end] != '\n') {
      end++;
    }
    String type = new String(data, 0, end, StandardCharsets.ISO_8859_1);
    byte[] body = java.util.Arrays.copyOfRange(data, Math.min(end + 1, data.length), data.length);
    Mm7Request read = PARSER.parse(type, body);
    if (read instanceof Mm7Request.Refused refused && refused.why().endsWith("Exception")) {
      throw new AssertionError("refused by accident: " + refused.why());
    }
    PARSER.tooBig(type, body);
  }
}
