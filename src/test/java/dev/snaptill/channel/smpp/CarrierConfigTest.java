package dev.snaptill.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.channel.Trust;
import dev.snaptill.config.ConfigException;
import dev.snaptill.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CarrierConfigTest {

  private static List<CarrierConfig> read(String yaml) {
    Settings settings = Settings.parse("gateway.yaml", yaml, Map.of());
    List<CarrierConfig> carriers = CarrierConfig.listFrom(settings, "carriers");
    settings.check();
    return carriers;
  }

  @Test
  void whatIsNotGivenHasADefault() {
    CarrierConfig config = read("carriers: [{name: a, system_id: me, password: secret}]").get(0);
    assertThat(config.endpoints()).containsExactly(new Endpoint("127.0.0.1", 2775));
    assertThat(config.window()).isEqualTo(50);
    assertThat(config.trust()).isEqualTo(Trust.WEAK);
    assertThat(config.tryAgainCode()).isEqualTo(0x58);
    assertThat(config.bind()).isEqualTo(CarrierConfig.Mode.TRANSCEIVER);
    assertThat(config.submitTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.toString()).doesNotContain("secret");
  }

  @Test
  void everyMistakeIsToldByItsKey() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    carriers:
                    - {name: a, system_id: me, password: much-too-long, window: 0}
                    - {name: a, system_id: me, password: x, short_codes: [abc]}
                    """))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("gateway.yaml: carriers[0].password: is longer than the 8")
        .hasMessageContaining("carriers[0].window: 0 is not between 1 and 1000")
        .hasMessageContaining("carriers[1].name: 'a' is the name of another carrier too")
        .hasMessageContaining("carriers[1].short_codes: 'abc'")
        .hasMessageNotContaining("much-too-long");
  }

  @Test
  void aCarrierNeedsAName() {
    assertThatThrownBy(() -> read("carriers: [{system_id: me, password: x}]"))
        .hasMessageContaining("carriers[0].name");
  }
}
