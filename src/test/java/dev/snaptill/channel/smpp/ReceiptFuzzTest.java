package dev.snaptill.channel.smpp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.snaptill.channel.smpp.QuirksConfig.IdFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Whatever stands in a receipt, it is read within bounds or refused. */
class ReceiptFuzzTest {
  /** One octet each: how long the id's and the state's TLVs are; then these, then the text. */
  @FuzzTest(maxDuration = "2m")
  void receipts(byte[] data) {
    if (data.length < 2) {
      return;
    }
    Map<Integer, byte[]> tlvs = new HashMap<>();
    int at = 2;
    int[] tags = {InboundPdu.TAG_RECEIPTED_MESSAGE_ID, InboundPdu.TAG_MESSAGE_STATE};
    for (int i = 0; i < 2; i++) {
      int length = Math.min(data[i] & 0x7F, data.length - at);
      if (length > 0) {
        tlvs.put(tags[i], Arrays.copyOfRange(data, at, at + length));
      }
      at += length;
    }
    byte[] octets = Arrays.copyOfRange(data, at, data.length);
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    Receipt receipt = Receipt.read(new InboundPdu(1, "1", 0, "2", 4, false, 0, octets, tlvs), text);
    if (receipt == null) {
      return;
    }
    if (receipt.id().isEmpty() || receipt.id().length() > 64 || receipt.code().length() > 41) {
      throw new AssertionError("beyond its bounds");
    }
    for (IdFormat format : IdFormat.values()) {
      if (MessageIds.canonical(receipt.id(), format).length() > 64) {
        throw new AssertionError("an id beyond its bounds");
      }
    }
  }
}
