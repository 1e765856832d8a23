package dev.snaptill.bank.iso8583;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.bank.iso8583.LengthPrefix.Format;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FramingTest {
  @Test
  void everyPrefixWritesItsLength() throws Exception {
    assertThat(prefix(2, Format.BINARY, false, 300)).isEqualTo("012C");
    assertThat(prefix(4, Format.BINARY, false, 300)).isEqualTo("0000012C");
    assertThat(prefix(2, Format.BINARY, true, 300)).isEqualTo("012E");
    assertThat(prefix(4, Format.ASCII, false, 300)).isEqualTo("30333030");
    assertThat(prefix(4, Format.ASCII, true, 300)).isEqualTo("30333034");
    assertThat(prefix(2, Format.BCD, false, 300)).isEqualTo("0300");
    assertThat(prefix(4, Format.BCD, true, 1234)).isEqualTo("00001238");
    assertThatThrownBy(() -> prefix(2, Format.ASCII, false, 300))
        .hasMessage("length: 300 does not fit its prefix");
  }

  @Test
  void aLengthThatIsTooLongOrNoNumberBreaksTheLine() {
    assertThat(broken(new LengthPrefix(2, Format.BINARY, false), "1001"))
        .isEqualTo("length: 4097 is not between 0 and 4096");
    assertThat(broken(new LengthPrefix(4, Format.BINARY, false), "FFFFFFFF"))
        .isEqualTo("length: 4294967295 is not between 0 and 4096");
    assertThat(broken(new LengthPrefix(2, Format.BINARY, true), "0001"))
        .isEqualTo("length: -1 is not between 0 and 4096");
    assertThat(broken(new LengthPrefix(4, Format.ASCII, false), "30316130"))
        .isEqualTo("length: 30316130 is not a number");
    assertThat(broken(new LengthPrefix(2, Format.BCD, false), "01A0"))
        .isEqualTo("length: 01A0 is not a number");
  }

  @Test
  void emptyMessagesOnlyKeepTheLineOpen() {
    FrameReader.Cut cut =
        new FrameReader(new LengthPrefix(2, Format.BINARY, false))
            .take(CodecTest.bytes("00000000" + "0001AA" + "0000"));
    assertThat(cut.isBroken()).isFalse();
    assertThat(cut.messages()).containsExactly(new byte[] {(byte) 0xaa});
  }

  @Test
  void whatCameBeforeAWrongLengthIsStillGiven() {
    FrameReader.Cut cut =
        new FrameReader(new LengthPrefix(2, Format.BINARY, false))
            .take(CodecTest.bytes("0001AA" + "FFFF"));
    assertThat(cut.messages()).containsExactly(new byte[] {(byte) 0xaa});
    assertThat(cut.isBroken()).isTrue();
  }

  @Property(tries = 300)
  void anyCutOfTheStreamGivesTheSameMessages(
      @ForAll @Size(max = 8) List<@Size(min = 1, max = 400) byte[]> messages,
      @ForAll @IntRange(min = 1, max = 97) int step,
      @ForAll boolean inclusive,
      @ForAll Format format)
      throws Exception {
    LengthPrefix prefix = new LengthPrefix(4, format, inclusive);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (byte[] message : messages) {
      stream.write(prefix.frame(message));
    }
    byte[] all = stream.toByteArray();
    FrameReader reader = new FrameReader(prefix);
    List<byte[]> out = new ArrayList<>();
    for (int at = 0; at < all.length; at += step) {
      FrameReader.Cut cut =
          reader.take(Arrays.copyOfRange(all, at, Math.min(all.length, at + step)));
      assertThat(cut.isBroken()).isFalse();
      out.addAll(cut.messages());
    }
    assertThat(out).hasSameSizeAs(messages);
    for (int i = 0; i < out.size(); i++) {
      assertThat(out.get(i)).isEqualTo(messages.get(i));
    }
  }

  @Property(tries = 500)
  void anyBytesAreCutOrRefused(
      @ForAll @Size(max = 300) byte[] bytes, @ForAll Format format, @ForAll boolean wide) {
    FrameReader.Cut cut =
        new FrameReader(new LengthPrefix(wide ? 4 : 2, format, false)).take(bytes);
    assertThat(cut.messages()).allMatch(m -> m.length > 0 && m.length <= Codec.MAX_BYTES);
  }

  private static String prefix(int bytes, Format format, boolean inclusive, int size)
      throws MalformedMessage {
    byte[] frame = new LengthPrefix(bytes, format, inclusive).frame(new byte[size]);
    assertThat(frame).hasSize(bytes + size);
    return Hex.text(frame, 0, bytes);
  }

  private static String broken(LengthPrefix prefix, String hex) {
    return new FrameReader(prefix).take(CodecTest.bytes(hex)).broken();
  }
}
