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
