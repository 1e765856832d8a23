package dev.snaptill.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.config.Settings;
import dev.snaptill.value.Address;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private static final Set<String> CARRIERS = new LinkedHashSet<>(List.of("a", "b", "c"));

  private static Routes read(String yaml) {
    Settings settings = Settings.parse("g.yaml", yaml, Map.of());
    Routes routes = Routes.from(settings.section("routes"), "10658", CARRIERS, Set.of("m"));
    settings.check();
    return routes;
  }

  @Test
  void theLongestPrefixDecides() {
    Routes routes =
        read(
            """
            routes:
              texts: a
              prefixes:
                - {prefix: "+86", carrier: b}
                - {prefix: "+86139", carrier: c}
            """);
    assertThat(routes.textsTo(Address.tel("+8613900000001"))).isEqualTo("c");
    assertThat(routes.textsTo(Address.tel("+8613800000001"))).isEqualTo("b");
    assertThat(routes.textsTo(Address.tel("+447700900001"))).isEqualTo("a");
    assertThat(routes.textsTo(Address.tel("10658"))).isEqualTo("a");
  }

  @Test
  void anAnswerGoesTheWayTheMessageCame() {
    Routes routes = read("routes: {texts: a, prefixes: [{prefix: '+86', carrier: b}]}");
    assertThat(routes.textsFor("c", Address.tel("+8613800000001"))).isEqualTo("c");
    assertThat(routes.textsFor("m", Address.tel("+8613800000001"))).isEqualTo("b");
  }

  @Test
  void mistakesAreToldByTheirKey() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    routes:
                      prefixes:
                        - {prefix: "86", carrier: a}
                        - {prefix: "+1", carrier: x}
                        - {prefix: "+44", carrier: a}
                        - {prefix: "+44", carrier: b}
                    """))
        .hasMessageContaining("routes.prefixes[0].prefix: '86' is not a plus and 1 to 15 digits")
        .hasMessageContaining("routes.prefixes[1].carrier: 'x' is none of the carriers [a, b, c]")
        .hasMessageContaining("routes.prefixes: '+44' is given twice");
  }

  @Test
  void carriersStandInForEachOtherInOrder() {
    Settings settings = Settings.parse("g.yaml", "outbox: {fallback: [b, c]}", Map.of());
    OutboxConfig config = OutboxConfig.from(settings.section("outbox"), CARRIERS);
    settings.check();
    assertThat(config.after("a")).isEqualTo("b");
    assertThat(config.after("b")).isEqualTo("c");
    assertThat(config.after("c")).isNull();
    assertThat(OutboxConfig.DEFAULT.after("a")).isNull();
    assertThat(config.mayGoAnotherWay("RECEIPT")).isTrue();
    assertThat(config.mayGoAnotherWay("ANSWER")).isFalse();
    assertThat(config.mayGoAnotherWay("CONFIRMATION")).isFalse();
  }
}
