package dev.snaptill.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
  private static final Vault VAULT = new Vault(new byte[32]);
  private static final Vault OTHER =
      new Vault(
          "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.UTF_8));

  @Property(tries = 200)
  void opensWhatItSealed(@ForAll byte[] plain) {
    assertThat(VAULT.open(VAULT.seal(plain))).isEqualTo(plain);
  }

  @Property(tries = 200)
  void noticesEveryFlippedBit(
      @ForAll @IntRange(max = 44) int place, @ForAll @IntRange(max = 7) int bit) {
    byte[] sealed = VAULT.seal("138000000012345x");
    assertThat(sealed).hasSize(45);
    sealed[place] ^= (byte) (1 << bit);
    assertThatThrownBy(() -> VAULT.open(sealed)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void sealsTheSameTextDifferentlyEachTime() {
    assertThat(VAULT.seal("text")).isNotEqualTo(VAULT.seal("text"));
    assertThat(VAULT.openText(VAULT.seal("付款"))).isEqualTo("付款");
  }

  @Test
  void opensNothingOfAnotherKeys() {
    assertThatThrownBy(() -> OTHER.open(VAULT.seal("text")))
        .hasMessage("altered, or sealed under another key");
  }

  @Test
  void opensNothingThatIsNoSeal() {
    for (int length : new int[] {0, 1, 12, 13, 28}) {
      assertThatThrownBy(() -> VAULT.open(new byte[length]))
          .isInstanceOf(IllegalStateException.class);
    }
    byte[] cut = VAULT.seal("");
    assertThatThrownBy(() -> VAULT.open(java.util.Arrays.copyOf(cut, 20)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void hashesDifferByPurposeAndKeyAndAreTheSameAgain() {
    byte[] hash = VAULT.index("address", "tel:+1");
    assertThat(VAULT.indexer("address").apply("tel:+1")).isEqualTo(hash).hasSize(32);
    assertThat(VAULT.index("account", "tel:+1")).isNotEqualTo(hash);
    assertThat(VAULT.index("address", "tel:+2")).isNotEqualTo(hash);
    assertThat(OTHER.index("address", "tel:+1")).isNotEqualTo(hash);
  }

  @Test
  void makesItsKeyOnceForItsOwnerOnly(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("keys/master.key");
    byte[] sealed = Vault.fromFile(file).seal("text");
    assertThat(Vault.fromFile(file).openText(sealed)).isEqualTo("text");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void refusesWhatIsNoKeyAndNamesTheFile(@TempDir Path directory) throws Exception {
    for (String content : new String[] {"", "abc", "00", "zz".repeat(32), "00".repeat(33)}) {
      Path file = Files.writeString(directory.resolve("k"), content);
      assertThatThrownBy(() -> Vault.fromFile(file))
          .hasMessageContaining(file + ": is not a readable master key file");
    }
  }
}
