package dev.snaptill.bank.iso8583;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The MACs against the vectors of their standards, and against messages of another library. */
class MacTest {
  private static final byte[] KEY = CodecTest.bytes("0123456789ABCDEFFEDCBA9876543210");

  @Test
  void cbcMacAsInFips113() {
    assertThat(mac(MacAlgorithm.CBC_MAC, "0123456789ABCDEF", "7654321 Now is the time for "))
        .isEqualTo("F1D30F6849312CA4");
  }

  @ParameterizedTest
  @CsvSource({
    "'Now is the time for all ', A1C72E74EA3FA9B6",
    "'Now is the time for it', 2E2B1428CC78254F"
  })
  void retailMacAsInIso9797(String text, String expected) {
    assertThat(mac(MacAlgorithm.X9_19, CodecTest.hex(KEY), text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, BB1D6929E9593728",
    "16, 070A16B46B4D4144",
    "40, DFA66747DE9AE630",
    "64, 51F0BEBF7E3B9D92"
  })
  void cmacAsInSp80038b(int bytes, String expected) {
    byte[] text =
        CodecTest.bytes(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
    MacKey key =
        new MacKey(MacAlgorithm.CMAC_AES, CodecTest.bytes("2b7e151628aed2a6abf7158809cf4f3c"));
    assertThat(CodecTest.hex(key.sign(Arrays.copyOf(text, bytes)))).isEqualTo(expected);
  }

  @Property(tries = 300)
  void theRetailMacAgreesWithItsOtherDescription(
      @ForAll @Size(16) byte[] key, @ForAll @Size(max = 200) byte[] data) {
    assertThat(new MacKey(MacAlgorithm.X9_19, key).sign(data)).isEqualTo(RetailMac.of(key, data));
  }

  @Test
  void aKeyOfAWrongLengthIsRefusedAndNoneIsEverShown() {
    assertThatThrownBy(() -> new MacKey(MacAlgorithm.X9_19, new byte[8]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new MacKey(MacAlgorithm.X9_19, KEY).toString()).isEqualTo("a key of 16 bytes");
    assertThat(macConfig(128, MacConfig.Cover.BEFORE, MacConfig.Encoding.BINARY).toString())
        .isEqualTo("x9.19 in field 128");
  }

  @Test
  void theMacOfThePosProfileCoversTheBytesFromTheTypeUpToField64() throws Exception {
    MacConfig config = macConfig(64, MacConfig.Cover.BEFORE, MacConfig.Encoding.BINARY);
    Seal seal = seal(Profiles.pos(), config);
    byte[] frame = seal.write(echo());
    // length, TPDU, header; 0800, two bitmaps, fields 7 and 11; MAC; field 70
    byte[] covered =
        CodecTest.bytes("0800" + "8220000000000001" + "0400000000000000" + "1123123456" + "000007");
    assertThat(CodecTest.hex(frame))
        .isEqualTo(
            "002F"
                + "6000010000603100000000"
                + CodecTest.hex(covered)
                + CodecTest.hex(RetailMac.of(KEY, covered))
                + "0301");
    Message read = seal.read(Arrays.copyOfRange(frame, 2, frame.length));
    assertThat(new J8583(true).read(read.raw()).get(64))
        .isEqualTo(CodecTest.hex(RetailMac.of(KEY, covered)));
    assertThat(seal.isSigned(read, List.of(new MacKey(MacAlgorithm.X9_19, KEY)))).isTrue();
    assertThat(seal.isSigned(read, List.of())).isFalse();
  }

  @Test
  void theExampleOfTheDocumentIsRight() throws Exception {
    byte[] frame =
        seal(Profiles.plain(), macConfig(128, MacConfig.Cover.BEFORE, MacConfig.Encoding.BINARY))
            .write(echo());
    String text = Files.readString(Path.of("docs/bank.md"));
    String example = text.substring(text.indexOf("002F "), text.indexOf("field 128, over"));
    String bytes = example.lines().map(line -> line.split(" ")[0]).collect(Collectors.joining());
    assertThat(bytes).isEqualTo(CodecTest.hex(frame));
  }

  @Property(tries = 300)
  void aChangeOfAnyByteThatIsCoveredIsNoticed(
      @ForAll boolean whole, @ForAll boolean hex, @ForAll int where, @ForAll byte change)
      throws Exception {
    Seal seal =
        seal(
            Profiles.pos().addressed("", ""),
            macConfig(
                64,
                whole ? MacConfig.Cover.WHOLE : MacConfig.Cover.BEFORE,
                hex ? MacConfig.Encoding.HEX : MacConfig.Encoding.BINARY));
    List<MacKey> keys = List.of(new MacKey(MacAlgorithm.X9_19, KEY));
    byte[] frame = seal.write(echo());
    byte[] message = Arrays.copyOfRange(frame, 2, frame.length);
    assertThat(seal.isSigned(seal.read(message.clone()), keys)).isTrue();
    int covered = whole ? message.length : message.length - 2;
    int at = Math.floorMod(where, covered);
    message[at] ^= change == 0 ? 1 : change;
    try {
      assertThat(seal.isSigned(seal.read(message), keys)).isFalse();
    } catch (MalformedMessage refused) {
      assertThat(refused).hasMessageContaining(":");
    }
  }

  static Message echo() {
    return Message.of("0800").set(7, "1123123456").set(11, "000007").set(70, "301").build();
  }

  static MacConfig macConfig(int field, MacConfig.Cover covers, MacConfig.Encoding encoding) {
    return new MacConfig(
        field,
        MacAlgorithm.X9_19,
        encoding,
        covers,
        KEY,
        null,
        true,
        Duration.ZERO,
        Duration.ofSeconds(60),
        false);
  }

  private static Seal seal(Profile profile, MacConfig mac) {
    BankConfig config =
        Samples.config(
            List.of(1),
            profile,
            Duration.ofSeconds(25),
            Duration.ofSeconds(60),
            Breaker.Config.DEFAULT,
            mac,
            null);
    return new Seal(config, new KeyRing(mac, () -> 0));
  }

  private static String mac(MacAlgorithm algorithm, String key, String text) {
    return CodecTest.hex(
        new MacKey(algorithm, CodecTest.bytes(key)).sign(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
