package dev.snaptill.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PduTraceTest {
  private static byte[] deliver() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {0, 1, 1});
    body.writeBytes("8613800000001\0".getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(new byte[] {3, 0});
    body.writeBytes("10658\0".getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(new byte[] {0x40, 0, 0, 0, 0, 1, 0, 8, 0, 6});
    body.writeBytes("secret".getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(new byte[] {0x02, 0x0A, 0, 2, 1, 2});
    ByteBuffer pdu = ByteBuffer.allocate(16 + body.size());
    pdu.putInt(16 + body.size()).putInt(5).putInt(0).putInt(7).put(body.toByteArray());
    return pdu.array();
  }

  @Test
  void aMessageIsShownWithoutItsTextAndNumber() {
    assertThat(PduTrace.line("IN", deliver()))
        .isEqualTo(
            "IN deliver_sm seq 7 length 63 from *********0001/1/1 to 10658/3/0 esm_class 0x40"
                + " registered_delivery 1 data_coding 0x08 text of 6 octets tlv 0x020A/2");
  }

  @Test
  void responsesAreShownWithTheirStatus() {
    byte[] pdu =
        ByteBuffer.allocate(16).putInt(16).putInt(0x80000004).putInt(0x58).putInt(9).array();
    assertThat(PduTrace.line("IN", pdu))
        .isEqualTo("IN submit_sm_resp seq 9 status 0x00000058 length 16");
    pdu = ByteBuffer.allocate(16).putInt(16).putInt(0x80000000).putInt(3).putInt(1).array();
    assertThat(PduTrace.line("OUT", pdu)).startsWith("OUT generic_nack ");
  }

  @Test
  void nothingMakesItFail() {
    byte[] whole = deliver();
    for (int length = 0; length <= whole.length; length++) {
      assertThat(PduTrace.line("IN", Arrays.copyOf(whole, length))).startsWith("IN ");
    }
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      byte[] pdu = whole.clone();
      for (int n = 0; n < 8; n++) {
        pdu[8 + random.nextInt(pdu.length - 8)] = (byte) random.nextInt();
      }
      assertThat(PduTrace.line("IN", pdu)).doesNotContain("\n");
    }
  }
}
