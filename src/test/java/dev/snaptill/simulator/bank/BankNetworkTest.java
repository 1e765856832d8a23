package dev.snaptill.simulator.bank;

import static dev.snaptill.simulator.bank.BankClient.PAYEE;
import static dev.snaptill.simulator.bank.BankClient.PAYER;
import static dev.snaptill.simulator.bank.BankClient.text;
import static dev.snaptill.simulator.bank.BankClient.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.solab.iso8583.IsoMessage;
import dev.snaptill.simulator.bank.SigningClient.Signed;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Profiles, MACs, keys and business days, over sockets. */
class BankNetworkTest {
  private static final String FIRST = "0123456789ABCDEFFEDCBA9876543210";
  private static final String KEK = "00112233445566778899AABBCCDDEEFF";
  private static final Instant NOON = Instant.parse("2026-11-23T04:00:00Z");
  @TempDir Path folder;

  private BankBuilder builder() {
    return BankSimulator.builder()
        .name("north")
        .books(folder.resolve("books.tsv"))
        .clock(Clock.fixed(NOON, ZoneOffset.UTC))
        .account(PAYER, 100_00)
        .account(PAYEE, 0);
  }

  private BankBuilder signing(BankProfile profile, MacAlgorithm algorithm) {
    String key = algorithm == MacAlgorithm.CBC_MAC ? FIRST.substring(0, 16) : FIRST;
    return builder().profile(profile).mac(algorithm).macKey(key).kek(KEK);
  }

  @Test
  void posMessagesMoveMoneyAndComeBackWithTheirAddressesSwapped() throws IOException {
    try (BankSimulator bank = builder().profile(BankProfile.POS).start();
        SigningClient client = new SigningClient(bank.port(), true).signOn()) {
      IsoMessage debit = client.debit(7, 5_00);
      IsoMessage answer = client.ask(debit);
      assertThat(text(answer, 39)).isEqualTo("00");
      for (int field : new int[] {3, 4, 7, 11, 12, 13, 37, 41, 42, 49}) {
        assertThat(text(answer, field)).as("field %d", field).isEqualTo(text(debit, field));
      }
      assertThat(client.codeOf(client.transfer(8, 1_00))).isEqualTo("00");
      assertThat(client.codeOf(client.reversal(9, debit))).isEqualTo("00");
      assertThat(client.codeOf(client.enquiry(10, PAYEE))).isEqualTo("00");
      assertThat(client.codeOf(client.network("301"))).isEqualTo("00");
      assertThat(bank.balance(PAYER)).isEqualTo(99_00);
      assertThat(bank.postings().get(0).transmitted()).isEqualTo("0612101500");
    }
  }

  @Test
  void posGarbageIsRefusedAndTheConnectionLivesOn() throws IOException {
    try (BankSimulator bank = builder().profile(BankProfile.POS).start();
        SigningClient client = new SigningClient(bank.port(), true).signOn()) {
      byte[] letters = client.frame(client.debit(1, 5_00));
      letters[11 + 2 + 16 + 3] = (byte) 0xfa;
      client.sendRaw(letters);
      assertThat(text(client.receive(), 39)).isEqualTo("30");
      client.sendRaw(Arrays.copyOf(client.frame(client.debit(1, 5_00)), 9));
      client.sendRaw(Arrays.copyOf(client.frame(client.debit(1, 5_00)), 40));
      assertThat(text(client.receive(), 39)).isEqualTo("30");
      assertThat(client.codeOf(client.debit(1, 5_00))).isEqualTo("00");
      assertThat(bank.postings()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PLAIN, X9_19",
    "PLAIN, CBC_MAC",
    "PLAIN, CMAC_AES",
    "POS, X9_19",
    "POS, CBC_MAC",
    "POS, CMAC_AES"
  })
  void everyAnswerIsSignedAndNothingUnsignedIsActedOn(BankProfile profile, MacAlgorithm algorithm)
      throws IOException {
    boolean pos = profile == BankProfile.POS;
    String key = algorithm == MacAlgorithm.CBC_MAC ? FIRST.substring(0, 16) : FIRST;
    try (BankSimulator bank = signing(profile, algorithm).start();
        SigningClient client = new SigningClient(bank.port(), pos, algorithm, key);
        SigningClient unsigned = new SigningClient(bank.port(), pos)) {
      assertThat(client.askSigned(client.network("001"))).matches(Signed::right);
      Signed debit = client.askSigned(client.debit(1, 5_00));
      assertThat(debit.code()).isEqualTo("00");
      assertThat(debit.right()).isTrue();
      assertThat(client.askSigned(client.reversal(2, client.debit(1, 5_00))))
          .matches(Signed::right);

      byte[] good = client.key;
      client.key = HexFormat.of().parseHex("11".repeat(good.length));
      client.send(client.debit(3, 5_00));
      client.key = good;
      Signed refused = client.receiveSigned();
      assertThat(refused.code()).isEqualTo("A0");
      assertThat(refused.right()).isTrue();
      assertThat(unsigned.codeOf(unsigned.network("001"))).isEqualTo("A0");
      assertThat(bank.signedOn()).isEqualTo(1);
      assertThat(bank.postings()).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(MacAlgorithm.class)
  void aKeyThatIsAskedForHoldsForBoth(MacAlgorithm algorithm) throws Exception {
    try (BankSimulator bank = signing(BankProfile.PLAIN, algorithm).start();
        SigningClient client = client(bank, algorithm)) {
      Signed answer = client.askSigned(client.network("101"));
      assertThat(answer.code()).isEqualTo("00");
      assertThat(answer.right()).as("still under the key it was asked with").isTrue();
      byte[] old = client.key;
      client.key = unwrapped(text(answer.message(), 48));
      assertThat(client.askSigned(client.debit(1, 5_00))).matches(Signed::right);

      byte[] fresh = client.key;
      client.key = old;
      client.send(client.debit(2, 5_00));
      client.key = fresh;
      Signed grace = client.receiveSigned();
      assertThat(grace.code()).as("the old key is good for another minute").isEqualTo("00");
      assertThat(grace.right()).as("but not what the bank signs with").isTrue();
    }
  }

  @Test
  void theOldKeyIsNoGoodAfterAMinuteButForSigningOn() throws Exception {
    MovableClock clock = new MovableClock(NOON);
    try (BankSimulator bank = signing(BankProfile.PLAIN, MacAlgorithm.X9_19).clock(clock).start();
        SigningClient client = client(bank, MacAlgorithm.X9_19)) {
      byte[] old = client.key;
      client.key = unwrapped(text(client.askSigned(client.network("101")).message(), 48));
      assertThat(client.askSigned(client.network("301")).right()).isTrue();
      clock.now = NOON.plusSeconds(61);
      byte[] fresh = client.key;
      client.key = old;
      client.send(client.debit(1, 5_00));
      client.key = fresh;
      assertThat(client.receiveSigned().code()).isEqualTo("A0");
      client.key = old;
      assertThat(client.askSigned(client.network("001"))).matches(Signed::right);
    }
  }

  @Test
  void aKeyThatIsSentUnaskedHoldsOnceItIsTaken() throws Exception {
    try (BankSimulator bank = signing(BankProfile.PLAIN, MacAlgorithm.CMAC_AES).start();
        SigningClient client = client(bank, MacAlgorithm.CMAC_AES)) {
      bank.offerKey();
      Signed offer = client.receiveSigned();
      assertThat(offer.message().getType()).isEqualTo(0x800);
      assertThat(text(offer.message(), 70)).isEqualTo("101");
      assertThat(offer.right()).isTrue();
      byte[] fresh = unwrapped(text(offer.message(), 48));
      assertThat(client.askSigned(client.debit(1, 5_00)).right()).as("not taken yet").isTrue();
      client.send(answerTo(client, offer.message(), "00"));
      client.key = fresh;
      assertThat(client.askSigned(client.debit(2, 5_00)).right()).isTrue();

      bank.offerKey();
      Signed unwanted = client.receiveSigned();
      client.send(answerTo(client, unwanted.message(), "96"));
      assertThat(client.askSigned(client.debit(3, 5_00)).right()).isTrue();
    }
  }

  @Test
  void theExchangedKeyOutlivesTheBank() throws Exception {
    byte[] fresh;
    try (BankSimulator bank = signing(BankProfile.PLAIN, MacAlgorithm.X9_19).start();
        SigningClient client = client(bank, MacAlgorithm.X9_19)) {
      fresh = unwrapped(text(client.askSigned(client.network("101")).message(), 48));
      bank.kill();
    }
    try (BankSimulator bank = signing(BankProfile.PLAIN, MacAlgorithm.X9_19).start();
        SigningClient client =
            new SigningClient(
                bank.port(), false, MacAlgorithm.X9_19, HexFormat.of().formatHex(fresh))) {
      assertThat(client.askSigned(client.network("001"))).matches(Signed::right);
      assertThat(client.askSigned(client.debit(1, 5_00)).code()).isEqualTo("00");
    }
  }

  @Test
  void aBankWithoutAFirstKeyIsSignedOnToAndAskedForOneUnsigned() throws Exception {
    try (BankSimulator bank = builder().mac(MacAlgorithm.X9_19).kek(KEK).start();
        SigningClient client = new SigningClient(bank.port(), false)) {
      assertThat(client.askSigned(client.network("001")).code()).isEqualTo("00");
      assertThat(client.codeOf(client.debit(1, 5_00))).isEqualTo("A0");
      Signed answer = client.askSigned(client.network("101"));
      assertThat(answer.signed()).isFalse();
      client.key = unwrapped(text(answer.message(), 48));
      Signed debit = client.askSigned(client.debit(2, 5_00));
      assertThat(debit.code()).isEqualTo("00");
      assertThat(debit.right()).isTrue();
    }
  }

  @Test
  void aBankThatExchangesNoKeysSaysSo() throws IOException {
    try (BankSimulator bank = builder().start();
        BankClient client = BankClient.signedOn(bank.port())) {
      assertThat(client.codeOf(client.network("101"))).isEqualTo("12");
      assertThatThrownBy(bank::offerKey).hasMessageContaining("exchanges no keys");
    }
    assertThatThrownBy(() -> builder().mac(MacAlgorithm.X9_19).start())
        .hasMessageContaining("needs macKey");
    assertThatThrownBy(() -> builder().macKey(FIRST).start()).hasMessageContaining("needs mac(");
  }

  @Test
  void aWrongMacIsAFault() throws IOException {
    try (BankSimulator bank = signing(BankProfile.PLAIN, MacAlgorithm.X9_19).start();
        SigningClient client = client(bank, MacAlgorithm.X9_19)) {
      bank.faults().next(new Fault.BadMac());
      Signed answer = client.askSigned(client.debit(1, 5_00));
      assertThat(answer.signed()).isTrue();
      assertThat(answer.right()).isFalse();
      assertThat(bank.balance(PAYER)).isEqualTo(95_00);
      assertThat(client.askSigned(client.debit(2, 5_00)).right()).isTrue();
    }
  }

  @Test
  void theBusinessDayIsToldAtSignOnAndWhenItChangesAndKept() throws IOException {
    try (BankSimulator bank = builder().start();
        BankClient client = BankClient.signedOn(bank.port())) {
      assertThat(bank.businessDay()).isEqualTo(LocalDate.of(2026, 11, 23));
      assertThat(text(client.ask(client.network("001")), 15)).isEqualTo("1123");
      bank.cutOver();
      IsoMessage message = client.receive();
      assertThat(message.getType()).isEqualTo(0x800);
      assertThat(text(message, 70)).isEqualTo("201");
      assertThat(text(message, 15)).isEqualTo("1124");
      client.send(answerTo(client, message, "00"));
      assertThatThrownBy(() -> bank.cutOver(LocalDate.of(2026, 11, 24)))
          .isInstanceOf(IllegalArgumentException.class);
      bank.kill();
    }
    try (BankSimulator bank = builder().start()) {
      assertThat(bank.businessDay()).isEqualTo(LocalDate.of(2026, 11, 24));
    }
  }

  @Test
  void aBankThatFollowsTheCalendarCatchesUpAtItsStart() {
    builder().start().close();
    Clock later = Clock.fixed(NOON.plusSeconds(3 * 86_400), ZoneOffset.UTC);
    try (BankSimulator bank = builder().clock(later).start()) {
      assertThat(bank.businessDay()).isEqualTo(LocalDate.of(2026, 11, 23));
    }
    try (BankSimulator bank = builder().clock(later).followCalendar(true).start()) {
      assertThat(bank.businessDay()).isEqualTo(LocalDate.of(2026, 11, 26));
    }
  }

  private SigningClient client(BankSimulator bank, MacAlgorithm algorithm) throws IOException {
    String key = algorithm == MacAlgorithm.CBC_MAC ? FIRST.substring(0, 16) : FIRST;
    return new SigningClient(bank.port(), false, algorithm, key).signOn();
  }

  private static IsoMessage answerTo(BankClient client, IsoMessage request, String code) {
    IsoMessage answer = with(client.network("000"), 39, code);
    answer.setType(0x810);
    answer.copyFieldsFrom(request, 7, 11, 70);
    return answer;
  }

  /** Takes a key out of field 48 as a client would, and checks it. */
  private static byte[] unwrapped(String block) throws GeneralSecurityException {
    assertThat(block).matches("[DA][0-9A-F]{32}[0-9A-F]{6}");
    HexFormat hex = HexFormat.of().withUpperCase();
    byte[] kek = hex.parseHex(KEK);
    byte[] wrapped = hex.parseHex(block.substring(1, 33));
    Cipher cipher;
    byte[] key;
    byte[] check;
    if (block.startsWith("A")) {
      cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(kek, "AES"));
      key = cipher.doFinal(wrapped);
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
      check = cipher.doFinal(new byte[16]);
    } else {
      cipher = Cipher.getInstance("DESede/ECB/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(triple(kek), "DESede"));
      key = cipher.doFinal(wrapped);
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(triple(key), "DESede"));
      check = cipher.doFinal(new byte[8]);
    }
    assertThat(hex.formatHex(check, 0, 3)).isEqualTo(block.substring(33));
    return key;
  }

  private static byte[] triple(byte[] key) {
    String hex = HexFormat.of().formatHex(key).toLowerCase(Locale.ROOT);
    return HexFormat.of().parseHex(hex + hex.substring(0, 16));
  }

  private static final class MovableClock extends Clock {
    volatile Instant now;

    MovableClock(Instant now) {
      this.now = now;
    }

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return Clock.fixed(now, zone);
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
