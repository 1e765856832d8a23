package dev.snaptill.channel.smpp;

import dev.snaptill.config.Settings;
import java.util.Map;

/** Carrier configurations for tests, with short times. */
final class Configs {
  private Configs() {}

  static CarrierConfig carrier(int port, String... lines) {
    String yaml =
        """
        name: fake
        port: %d
        system_id: snaptill
        password: secret
        region: CN
        short_codes: ["10658"]
        default_charset: latin1
        submit_timeout: 20s
        response_timeout: 20s
        intake_timeout: 60s
        reconnect_min: 20ms
        reconnect_max: 200ms
        throttle_pause: 50ms
        """
            .formatted(port);
    Settings settings = Settings.parse("test", merge(yaml, lines), Map.of());
    CarrierConfig config = CarrierConfig.from(settings);
    settings.check();
    return config;
  }

  private static String merge(String yaml, String[] lines) {
    StringBuilder out = new StringBuilder();
    for (String line : yaml.split("\n")) {
      boolean replaced = false;
      for (String other : lines) {
        replaced |= other.startsWith(line.substring(0, line.indexOf(':') + 1));
      }
      if (!replaced) {
        out.append(line).append('\n');
      }
    }
    for (String line : lines) {
      out.append(line).append('\n');
    }
    return out.toString();
  }
}
