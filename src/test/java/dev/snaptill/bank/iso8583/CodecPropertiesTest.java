package dev.snaptill.bank.iso8583;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bank.iso8583.FieldFormat.Kind;
import dev.snaptill.bank.iso8583.FieldFormat.Length;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CodecPropertiesTest {
  @Property(tries = 500)
  void whatIsWrittenIsReadBack(@ForAll("profiles") Profile profile, @ForAll long seed)
      throws Exception {
    Codec codec = new Codec(profile);
    Message message = message(profile, new Random(seed));
    byte[] bytes = codec.encode(message);
    Message read = codec.decode(bytes.clone());
    assertThat(read).isEqualTo(message);
    assertThat(read.raw()).isEqualTo(bytes);
    assertThat(codec.encode(read)).isEqualTo(bytes);
  }

  @Property(tries = 2000)
  void randomBytesAreReadOrRefused(
      @ForAll("profiles") Profile profile, @ForAll @Size(max = 600) byte[] bytes) {
    readOrRefuse(new Codec(profile), bytes);
  }

  @Property(tries = 3000)
  void aDamagedMessageIsReadOrRefused(
      @ForAll("profiles") Profile profile,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 5) int damages)
      throws Exception {
    Random random = new Random(seed);
    Codec codec = new Codec(profile);
    byte[] bytes = codec.encode(message(profile, random));
    for (int i = 0; i < damages; i++) {
      // The first bytes decide most: type and bitmaps.
      int reach = random.nextBoolean() ? Math.min(48, bytes.length) : bytes.length;
      bytes[random.nextInt(reach)] = (byte) random.nextInt(256);
    }
    readOrRefuse(codec, bytes);
  }

  @Provide
  Arbitrary<Profile> profiles() {
    return Arbitraries.of(Profiles.plain(), Profiles.pos());
  }

  private static void readOrRefuse(Codec codec, byte[] bytes) {
    try {
      Message message = codec.decode(bytes);
      // What was read can be written again, if not always to the same bytes.
      assertThat(codec.decode(codec.encode(message))).isEqualTo(message);
    } catch (MalformedMessage refused) {
      assertThat(refused).hasMessageContaining(":");
    }
  }

  private static Message message(Profile profile, Random random) {
    List<Integer> fields = new ArrayList<>(profile.fields().keySet());
    Message.Builder out = Message.of(String.format("%04d", random.nextInt(10_000)));
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      int field = fields.get(random.nextInt(fields.size()));
      out.set(field, value(profile.fields().get(field), random));
    }
    return out.build();
  }

  private static String value(FieldFormat format, Random random) {
    int most = Math.min(format.size(), 250);
    int size = format.length() == Length.FIXED ? format.size() : random.nextInt(most + 1);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < size; i++) {
      switch (format.kind()) {
        case N -> out.append((char) ('0' + random.nextInt(10)));
        case AN -> out.append((char) (0x20 + random.nextInt(0x5f)));
        case ANS ->
            out.append(
                (char)
                    (random.nextBoolean()
                        ? 0x20 + random.nextInt(0x5f)
                        : 0x80 + random.nextInt(128)));
        case B -> out.append(String.format("%02X", random.nextInt(256)));
      }
    }
    assertThat(format.kind() == Kind.B ? out.length() / 2 : out.length()).isEqualTo(size);
    return out.toString();
  }
}
