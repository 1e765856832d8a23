package dev.snaptill.bank.iso8583;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.config.ConfigException;
import dev.snaptill.config.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BankConfigTest {
  @Test
  void littleNeedsToBeSaid() {
    BankConfig config = read("{name: icbc, terminals: [SNAP0001]}");
    assertThat(config.profile().name()).isEqualTo("plain");
    assertThat(config.answerTimeout()).isEqualTo(Duration.ofSeconds(25));
    assertThat(config.echo()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.maxInFlight()).isEqualTo(1000);
    assertThat(config.processingTimeMax()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.repeats()).isFalse();
    assertThat(config.processingCodes()).isEqualTo(BankConfig.ProcessingCodes.DEFAULT);
    assertThat(config.merchantId()).hasSize(15).startsWith("SNAPTILL ");
  }

  @Test
  void terminalsMayBeARange() {
    assertThat(read("{name: b, terminals: ['SNAP0009..SNAP0011', OTHER001]}").terminals())
        .containsExactly("SNAP0009", "SNAP0010", "SNAP0011", "OTHER001");
  }

  @Test
  void thePosProfileTakesTheBanksOwnAddresses() {
    Profile profile =
        read("{name: b, profile: pos, tpdu: '6000030005', header: '', terminals: [SNAP0001]}")
            .profile();
    assertThat(profile.tpdu()).isEqualTo("6000030005");
    assertThat(profile.header()).isEmpty();
    assertThat(profile.numeric()).isEqualTo(Profile.Digits.BCD);
  }

  @Test
  void whatIsDifferentAtABankIsSaid() {
    BankConfig config =
        read(
            """
            name: b
            terminals: [SNAP0001]
            links: [bank.example:1, "10.0.0.2:2"]
            connections: 2
            length: {bytes: 4, format: ascii, inclusive: true}
            mti: bcd
            numeric: bcd
            bitmap: hex
            fields: ["48 ans..99", "22 n3 left", "35 none"]
            accounts: {payer: 2}
            network: {cut_over: "202", day_field: 17}
            enquiry: true
            reversals: false
            cut_over: false
            mac:
              algorithm: cmac-aes
              key_encryption_key: 000102030405060708090A0B0C0D0E0F
              rotate: 24h
            tls: {on: true}
            """);
    Endpoint one = new Endpoint("bank.example", 1);
    Endpoint two = new Endpoint("10.0.0.2", 2);
    assertThat(config.links()).containsExactly(one, two, one, two);
    assertThat(config.profile().length())
        .isEqualTo(new LengthPrefix(4, LengthPrefix.Format.ASCII, true));
    assertThat(config.profile().bitmap()).isEqualTo(Profile.Bitmap.HEX);
    assertThat(config.profile().field(48)).isEqualTo(FieldFormat.llvar(FieldFormat.Kind.ANS, 99));
    assertThat(config.profile().field(35)).isNull();
    assertThat(config.payerField()).isEqualTo(2);
    assertThat(config.network().dayField()).isEqualTo(17);
    assertThat(config.enquiry()).isTrue();
    assertThat(config.reversals()).isFalse();
    assertThat(config.cutOver()).isFalse();
    assertThat(config.mac().orElseThrow().field()).isEqualTo(128);
    assertThat(config.mac().orElseThrow().rotate()).isEqualTo(Duration.ofHours(24));
    assertThat(config.tls().orElseThrow().verifyHost()).isTrue();
    assertThat(config.toString()).doesNotContain("0A0B");
  }

  @Test
  void aFormatThatCannotCarryWhatIsSentIsRefusedAtTheStart() {
    String bank = "{name: b, terminals: [SNAP0001], ";
    wrong(bank + "fields: ['70 none']}", "profile: cannot carry what is sent: field 70");
    wrong(bank + "fields: ['90 n40']}", "profile: cannot carry what is sent: field 90");
    wrong(bank + "fields: ['4 x12']}", "fields: '4 x12' is not like");
    wrong(bank + "length: {format: ascii}}", "length.bytes: 2 digits cannot tell");
    wrong(bank + "links: [nowhere]}", "links: 'nowhere' is not host:port");
    wrong(bank + "mac: {algorithm: x9.19}}", "mac.mac_key: is missing");
    wrong(bank + "mac: {mac_key: '00'}}", "mac.algorithm: is missing");
    wrong(bank + "mac: {algorithm: x9.19, mac_key: '0011'}}", "mac.mac_key: is not a key of [16]");
    wrong(
        bank + "fields: ['128 ans16'], mac: {algorithm: cbc-mac, mac_key: 0123456789ABCDEF}}",
        "mac.field: 128 is not eight bytes, b8, in this profile");
    wrong(bank + "tls: {on: true, trust_file: /none}}", "tls.trust_file: '/none' cannot be read");
    wrong(bank + "tls: {on: true, key_file: pom.xml}}", "certificate_file: and key_file belong");
  }

  @Test
  void everyMistakeIsNamed() {
    wrong("{terminals: [SNAP0001]}", "name: is missing");
    wrong("{name: b}", "terminals: has none");
    wrong("{name: b, terminals: [7]}", "terminals: '7' is neither");
    wrong("{name: b, terminals: [SNAP0001, SNAP0001]}", "terminals: has the same terminal twice");
    wrong("{name: b, terminals: [SNAP0002..SNAP0001]}", "is no range of 1 to 1000");
    wrong("{name: b, terminals: [SNAP0001..TEST0002]}", "ends differ in more than digits");
    wrong(
        "{name: b, terminals: [SNAP0001], zone: Mars/Base}",
        "zone: 'Mars/Base' is not a time zone");
    wrong(
        "{name: b, terminals: [SNAP0001], profile: swift}", "profile: 'swift' is not plain or pos");
    wrong("{name: b, terminals: [SNAP0001], tpdu: 1}", "tpdu: '1' is not 60 and eight");
    wrong(
        "{name: b, terminals: [SNAP0001], processing_codes: {debit: 0}}",
        "processing_codes.debit: '0' is not six digits in quotes");
    wrong(
        "{name: b, terminals: [SNAP0001], reconnect_min: 2m}",
        "reconnect_max: is shorter than reconnect_min");
  }

  private static BankConfig read(String yaml) {
    Settings settings = Settings.parse("conf", yaml, Map.of());
    BankConfig config = BankConfig.from(settings);
    settings.check();
    return config;
  }

  private static void wrong(String yaml, String why) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(why);
  }
}
