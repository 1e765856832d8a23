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

  @Test
  void quirksAreChecked() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    carriers:
                    - {name: a, system_id: me, password: x, id_in_response: hex}
                    - {name: b, system_id: me, password: x, version: "2.0", retry_codes: [88]}
                    - {name: c, system_id: me, password: x, endpoints: ["smsc"], rate: -1}
                    - {name: d, system_id: me, password: x, receipts: some}
                    - {name: e, system_id: me, password: x, tls: {on: true, trust_file: /none.pem}}
                    - {name: f, system_id: me, password: x, tls: {on: true, key_file: /none.key}}
                    """))
        .hasMessageContaining("carriers[0].id_in_receipt: and id_in_response can't be compared")
        .hasMessageContaining("carriers[1].version: '2.0' is not 3.3, 3.4 or 5.0")
        .hasMessageContaining("carriers[1].retry_codes: '88' is not a command_status")
        .hasMessageContaining("carriers[2].endpoints: 'smsc' is not host:port")
        .hasMessageContaining("carriers[2].rate: -1 is not between 0 and 100000")
        .hasMessageContaining("carriers[3].receipts:")
        .hasMessageContaining("carriers[4].tls.trust_file: '/none.pem' cannot be read")
        .hasMessageContaining("carriers[5].tls.certificate_file: and key_file belong together");
  }

  @Test
  void endpointsMayBeNamesAndAddressesOfBothKinds() {
    assertThat(Endpoint.parse("smsc.example:2775")).isEqualTo(new Endpoint("smsc.example", 2775));
    assertThat(Endpoint.parse("[::1]:2775")).isEqualTo(new Endpoint("::1", 2775));
    assertThat(Endpoint.parse("[::1]:2775")).hasToString("[::1]:2775");
    assertThat(Endpoint.parse("::1:2775")).isNull();
    assertThat(Endpoint.parse("host:0")).isNull();
    assertThat(Endpoint.parse("host:65536")).isNull();
  }
}
