package dev.snaptill.bank.iso8583;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class KeyRingTest {
  private static final byte[] KEK = CodecTest.bytes("00112233445566778899AABBCCDDEEFF");
  private static final byte[] ONE = CodecTest.bytes("0123456789ABCDEFFEDCBA9876543210");
  private static final byte[] TWO = CodecTest.bytes("89ABCDEF012345677654321089ABCDEF");

  private long nanos = Long.MAX_VALUE - 5;

  @Test
  void theKeyBeforeIsAcceptedForItsGraceAndNoLonger() throws Exception {
    KeyRing keys = ring(null, Duration.ZERO);
    assertThat(keys.lacking()).isTrue();
    assertThat(keys.signing()).isNull();
    MacKey one = open(ONE);
    MacKey two = open(TWO);
    keys.install(one);
    assertThat(keys.lacking()).isFalse();
    keys.install(two);
    assertThat(keys.signing()).isSameAs(two);
    pass(Duration.ofSeconds(59));
    assertThat(keys.accepted()).containsExactly(two, one);
    pass(Duration.ofSeconds(1));
    assertThat(keys.accepted()).containsExactly(two);
  }

  @Test
  void aKeyIsDueWhenItsTimeIsUpAndAgainSoonIfThatFailed() throws Exception {
    KeyRing keys = ring(null, Duration.ofHours(10));
    keys.install(open(ONE));
    assertThat(keys.due()).isFalse();
    pass(Duration.ofHours(10));
    assertThat(keys.due()).isTrue();
    keys.putOff();
    assertThat(keys.due()).isFalse();
    pass(Duration.ofHours(1));
    assertThat(keys.due()).isTrue();
  }

  @Test
  void onlyOneLinkExchangesAtATimeAndForgettingBeginsAgain() throws Exception {
    KeyRing keys = ring(ONE, Duration.ZERO);
    assertThat(keys.lacking()).as("a fresh key is asked for even if one is configured").isTrue();
    assertThat(keys.claim("a")).isTrue();
    assertThat(keys.claim("b")).isFalse();
    keys.release("b");
    assertThat(keys.claim("b")).isFalse();
    keys.release("a");
    assertThat(keys.claim("b")).isTrue();
    keys.install(open(TWO));
    keys.forget();
    assertThat(keys.signing()).isSameAs(keys.base());
    assertThat(keys.lacking()).isTrue();
  }

  @Test
  void aKeyBlockWithAWrongCheckValueOrFormIsRefused() throws Exception {
    String block = RetailMac.keyBlock(KEK, ONE);
    assertThat(block).hasSize(39);
    assertThat(
            KeyBlock.open(block, MacAlgorithm.X9_19, KEK)
                .isSameAs(new MacKey(MacAlgorithm.X9_19, ONE)))
        .isTrue();
    String lower = "D" + block.substring(1).toLowerCase(Locale.ROOT);
    assertThat(KeyBlock.open(lower, MacAlgorithm.X9_19, KEK)).isNotNull();
    refused(block.substring(0, 38) + (block.endsWith("0") ? "1" : "0"), "96");
    refused(block.substring(1), "30");
    refused("A" + block.substring(1), "30");
    refused("DX" + block.substring(2), "30");
  }

  @Test
  void anAesKeyBlockIsReadToo() throws Exception {
    Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
    byte[] key = CodecTest.bytes("2b7e151628aed2a6abf7158809cf4f3c");
    aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEK, "AES"));
    String encrypted = CodecTest.hex(aes.doFinal(key));
    // SP 800-38B D.1: the block cipher applied to zeros under this key is 7df76b0c1ab899b3...
    KeyBlock.open("A" + encrypted + "7DF76B", MacAlgorithm.CMAC_AES, KEK);
  }

  private static void refused(String block, String code) {
    assertThatThrownBy(() -> KeyBlock.open(block, MacAlgorithm.X9_19, KEK))
        .isInstanceOfSatisfying(KeyBlock.Refused.class, e -> assertThat(e.code).isEqualTo(code));
  }

  private static MacKey open(byte[] key) throws Exception {
    return KeyBlock.open(RetailMac.keyBlock(KEK, key), MacAlgorithm.X9_19, KEK);
  }

  private KeyRing ring(byte[] key, Duration rotate) {
    return new KeyRing(
        new MacConfig(
            128,
            MacAlgorithm.X9_19,
            MacConfig.Encoding.BINARY,
            MacConfig.Cover.BEFORE,
            key,
            KEK,
            true,
            rotate,
            Duration.ofSeconds(60),
            false),
        () -> nanos);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }
}
