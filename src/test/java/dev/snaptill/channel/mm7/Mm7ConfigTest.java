package dev.snaptill.channel.mm7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.channel.Trust;
import dev.snaptill.config.AddressList;
import dev.snaptill.config.ConfigException;
import dev.snaptill.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Mm7ConfigTest {
  private static Mm7Config read(String yaml) {
    Settings settings = Settings.parse("gateway.yaml", yaml, Map.of());
    Mm7Config config = Mm7Config.from(settings);
    settings.check();
    return config;
  }

  @Test
  void withoutAnythingNothingListens() {
    assertThat(read("{}"))
        .isEqualTo(
            new Mm7Config(
                "127.0.0.1",
                8070,
                4 * 1024 * 1024,
                new Mm7Tls(false, null, null, null, true),
                Mm7Config.CANCEL_EVERY,
                List.of()));
  }

  @Test
  void anMmscHasDefaultsAndKeepsItsSecretsToItself() {
    MmscConfig mmsc =
        read("mmscs: [{name: city, url: 'https://mmsc.example/mm7', short_codes: [10658],"
                + " username: us, password: hush, inbound_username: it, inbound_password: hush}]")
            .mmscs()
            .get(0);
    assertThat(mmsc.version()).isEqualTo("6.8.0");
    assertThat(mmsc.namespace()).endsWith("REL-6-MM7-1-4");
    assertThat(mmsc.trust()).isEqualTo(Trust.WEAK);
    assertThat(mmsc.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(mmsc.capabilities().maxPictureBytes()).isEqualTo(100_000);
    assertThat(mmsc.toString()).doesNotContain("hush");
  }

  @Test
  void everyMistakeIsNamed() {
    assertThatThrownBy(
            () ->
                read(
                    "mmscs: [{name: 'A b', url: 'ftp://x', region: XX, password: p,"
                        + " addresses: [10.0.0.0/40], version: '9'}, {name: a, url: 'http://h/',"
                        + " short_codes: [1x]}, {name: a, url: 'http://h/', short_codes: [106],"
                        + " addresses: [10.0.0.1]}]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("mmscs[0].name")
        .hasMessageContaining("mmscs[0].url: is not an http or https address")
        .hasMessageContaining("mmscs[0].region")
        .hasMessageContaining("mmscs[0].username: is missing, but password is given")
        .hasMessageContaining("mmscs[0].addresses: '10.0.0.0/40'")
        .hasMessageContaining("mmscs[0].version")
        .hasMessageContaining("mmscs[0].short_codes: is missing")
        .hasMessageContaining("mmscs[1].inbound_username: is missing, and so is addresses")
        .hasMessageContaining("mmscs[1].short_codes: '1x'")
        .hasMessageContaining("mmscs[2].name: 'a' is given twice");
  }

  @Test
  void networksHoldTheirAddresses() {
    AddressList list = AddressList.parse(List.of("10.1.0.0/16", "192.0.2.7", "2001:db8::/33"));
    assertThat(list.holds("10.1.255.3")).isTrue();
    assertThat(list.holds("10.2.0.1")).isFalse();
    assertThat(list.holds("192.0.2.7")).isTrue();
    assertThat(list.holds("192.0.2.8")).isFalse();
    assertThat(list.holds("2001:db8:7fff::1")).isTrue();
    assertThat(list.holds("2001:db8:8000::1")).isFalse();
    assertThat(list.holds("localhost")).isFalse();
    assertThat(list.holds("")).isFalse();
  }
}
