package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The shipped configuration is the manual of every key: it must load and tell the truth. */
class GatewayConfigTest {
  private static final Path SHIPPED = Path.of("conf/gateway.yaml");

  /** Nothing but what has no default. */
  private static final String REQUIRED =
      """
      carriers:
        - {name: demo-carrier, system_id: snaptill, password: secret}
      mm7:
        mmscs:
          - name: demo-mmsc
            url: http://127.0.0.1:8089/mm7
            short_codes: ["10658"]
            addresses: [127.0.0.1/32]
      banks:
        - {name: north, terminals: ["SNAP0001..SNAP0008"]}
      """;

  private static GatewayConfig read(String yaml) {
    return GatewayConfig.from(Settings.parse("g.yaml", yaml, Map.of()));
  }

  @Test
  void theShippedFileLoads() {
    GatewayConfig shipped = GatewayConfig.load(SHIPPED, Map.of());
    assertThat(shipped.carriers()).hasSize(1);
    assertThat(shipped.mm7().mmscs()).hasSize(1);
    assertThat(shipped.banks()).hasSize(2);
  }

  @Test
  void theValuesTheShippedFileCallsDefaultsAreTheDefaults() {
    GatewayConfig shipped = GatewayConfig.load(SHIPPED, Map.of());
    GatewayConfig least = read(REQUIRED);
    assertThat(least.zone()).isEqualTo(shipped.zone());
    assertThat(least.masterKeyFile()).isEqualTo(shipped.masterKeyFile());
    assertThat(least.maxUnfinished()).isEqualTo(shipped.maxUnfinished());
    assertThat(least.drain()).isEqualTo(shipped.drain());
    assertThat(least.readyWait()).isEqualTo(shipped.readyWait());
    assertThat(least.manualAfter()).isEqualTo(shipped.manualAfter());
    assertThat(least.database()).isEqualTo(shipped.database());
    assertThat(least.vouchers()).isEqualTo(shipped.vouchers());
    assertThat(least.routes()).isEqualTo(shipped.routes());
    assertThat(least.qr()).isEqualTo(shipped.qr());
    assertThat(least.api()).isEqualTo(shipped.api());
    assertThat(least.mm7().host()).isEqualTo(shipped.mm7().host());
    assertThat(least.mm7().port()).isEqualTo(shipped.mm7().port());
    assertThat(least.mm7().maxBody()).isEqualTo(shipped.mm7().maxBody());
  }

  @Test
  void theWiresDefaultsAreThoseShippedButWhereTheFileSaysOtherwise() {
    GatewayConfig shipped = GatewayConfig.load(SHIPPED, Map.of());
    GatewayConfig least = read(REQUIRED);
    assertThat(least.carriers().get(0))
        .usingRecursiveComparison()
        // the file names these defaults itself: window 50, trust weak; short codes are an example
        .ignoringFields("window", "trust", "shortCodes", "numbers")
        .isEqualTo(shipped.carriers().get(0));
    assertThat(least.banks().get(0))
        .usingRecursiveComparison()
        .ignoringFields("offers.repeats")
        .isEqualTo(shipped.banks().get(0));
    assertThat(least.mm7().mmscs().get(0))
        .usingRecursiveComparison()
        .ignoringFields(
            "inboundUsername",
            "inboundPassword",
            "inboundAuthorization",
            "username",
            "password",
            "vaspId",
            "vasId",
            "trust")
        .isEqualTo(shipped.mm7().mmscs().get(0));
  }

  /** Every key the program asks for is a line of the file: nobody has to read the source. */
  @Test
  void theShippedFileDocumentsEveryKey() throws Exception {
    String configured = ".*(Config|Routes|\\wSettings|bank/iso8583/\\w+)\\.java";
    String shipped = Files.readString(SHIPPED);
    Pattern getter =
        Pattern.compile(
            "\\.(?:text|textOrNull|texts|integer|whole|flag|duration|choice|section|list|secret"
                + "|secretOrNull)\\(\\s*\"([a-z0-9_]+)\"");
    List<String> undocumented;
    try (var files = Files.walk(Path.of("src/main/java"))) {
      undocumented =
          files
              .filter(file -> file.toString().matches(configured))
              .flatMap(file -> getter.matcher(textOf(file)).results())
              .map(found -> found.group(1))
              .distinct()
              .filter(key -> !Pattern.compile("\\b" + key + ":").matcher(shipped).find())
              .toList();
    }
    assertThat(undocumented).isEmpty();
  }

  private static String textOf(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void tellsAllMistakesAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    zone: Moon/Crater
                    max_unfinished: 3
                    colour: blue
                    vouchers: {currency: QQQ, life: 5s}
                    api: {port: 70000}
                    """))
        .hasMessageContaining("g.yaml: zone: 'Moon/Crater' is not a time zone")
        .hasMessageContaining("g.yaml: max_unfinished: 3 is not between 10 and 100000")
        .hasMessageContaining("g.yaml: colour: is not a known key")
        .hasMessageContaining("g.yaml: vouchers.currency: 'QQQ' is not a currency of ISO 4217")
        .hasMessageContaining("g.yaml: vouchers.life: 5s is not a time between 1m and 366d")
        .hasMessageContaining("g.yaml: api.port: 70000 is not between 0 and 65535")
        .hasMessageContaining("g.yaml: carriers: is empty")
        .hasMessageContaining("g.yaml: banks: is empty");
  }

  @Test
  void aCurrencyWithoutMinorUnitsKeepsTheDefaultAmounts() {
    GatewayConfig config = read("vouchers: {currency: JPY}\n" + REQUIRED);
    assertThat(config.vouchers().limits().confirmAbove()).hasToString("{JPY=200 JPY}");
  }

  @Test
  void namesAreGivenOnce() {
    assertThatThrownBy(() -> read(REQUIRED + "  - {name: north, terminals: [\"SNAP0001\"]}\n"))
        .hasMessageContaining("g.yaml: banks: 'north' is given twice");
  }
}
