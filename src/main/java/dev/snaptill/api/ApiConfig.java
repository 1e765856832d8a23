package dev.snaptill.api;

import dev.snaptill.config.Settings;
import java.nio.file.Path;

/**
 * Where the API is served.
 *
 * @param port 0 takes a free one
 * @param operatorKeyFile holds the first operator's key; written at the first start if absent
 * @param publicUrl how payees reach the API, without a slash at the end; stands in links
 * @param pagesPerMinute public pages that one address may ask for
 * @param behindProxy whether a proxy of ours tells visitors' addresses in X-Forwarded-For
 */
public record ApiConfig(
    String host,
    int port,
    Path operatorKeyFile,
    String publicUrl,
    int pagesPerMinute,
    boolean behindProxy) {

  public static ApiConfig from(Settings s) {
    String host = s.text("host", "127.0.0.1");
    int port = s.integer("port", 8080, 0, 65535);
    return new ApiConfig(
        host,
        port,
        Path.of(s.text("operator_key_file", "data/operator.key")),
        s.text(
            "public_url",
            "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port,
            "https?://[^\\s/]+(/[^\\s?#]*[^\\s?#/])?",
            "a URL without a slash at its end, such as https://pay.example.com"),
        s.integer("pages_per_minute", 240, 1, 100_000),
        s.flag("behind_proxy", false));
  }
}
