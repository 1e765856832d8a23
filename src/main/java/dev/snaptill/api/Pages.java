package dev.snaptill.api;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.LanguageHeader;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What all public pages have in common: words, headers, limits. They load nothing from elsewhere,
 * run without JavaScript, and take the same time whether there is something to show or not.
 */
final class Pages {
  /** An answer leaves no earlier than this after its request, so that its time tells nothing. */
  private static final long FLOOR_MILLIS = 60;

  private static final String CSP =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  private static final String STARTED = "snaptill.started";
  private static final Map<String, ResourceBundle> WORDS =
      Map.of("en", words("en"), "zh", words("zh"));

  private final Vertx vertx;
  private final Visitors visitors;
  private final String base;

  /**
   * @param publicUrl where the pages are, for the addresses in them
   */
  Pages(Vertx vertx, Visitors visitors, String publicUrl) {
    this.vertx = vertx;
    this.visitors = visitors;
    String path = java.net.URI.create(publicUrl).getRawPath();
    this.base = path == null ? "" : path;
  }

  void mount(Router router) {
    asset(router, "/pages.css", "text/css; charset=utf-8");
    asset(router, "/pages.js", "text/javascript; charset=utf-8");
  }

  private static void asset(Router router, String path, String type) {
    Buffer body = Buffer.buffer(read(path));
    router
        .get(path)
        .handler(
            context ->
                context
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, type)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=3600")
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .end(body));
  }

  /** The path of something on these pages, as a visitor's browser has to ask for it. */
  String path(String path) {
    return base + path;
  }

  /** Begins an answer; refuses who asks too often. */
  boolean admit(RoutingContext context) {
    context.put(STARTED, System.nanoTime());
    if (visitors.mayAsk(context)) {
      return true;
    }
    context.response().putHeader("Retry-After", "60");
    String language = language(context);
    show(context, 429, page(language, "busy_title", "<p>" + say(language, "busy") + "</p>"));
    return false;
  }

  /** What is told of all that isn't there, or isn't the visitor's to see. */
  void missing(RoutingContext context) {
    String language = language(context);
    show(context, 404, page(language, "missing_title", "<p>" + say(language, "missing") + "</p>"));
  }

  /** A whole document around this body, which must be escaped already. */
  String page(String language, String title, String body) {
    return "<!DOCTYPE html><html lang=\""
        + (language.equals("zh") ? "zh-CN" : "en")
        + "\"><head><meta charset=\"utf-8\"><title>"
        + say(language, title)
        + "</title><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        + "<meta name=\"format-detection\" content=\"telephone=no\">"
        + "<link rel=\"stylesheet\" href=\""
        + path("/pages.css")
        + "\"></head><body><main>"
        + body
        + "</main></body></html>";
  }

  void show(RoutingContext context, int status, String html) {
    send(context, status, "text/html; charset=utf-8", Buffer.buffer(html));
  }

  void show(RoutingContext context, int status, JsonObject json) {
    send(context, status, "application/json", json.toBuffer());
  }

  private void send(RoutingContext context, int status, String type, Buffer body) {
    Long started = context.get(STARTED);
    long took = started == null ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    vertx.setTimer(Math.max(1, FLOOR_MILLIS - took), due -> end(context, status, type, body));
  }

  private static void end(RoutingContext context, int status, String type, Buffer body) {
    HttpServerResponse response = context.response();
    if (response.closed() || response.ended()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("Content-Security-Policy", CSP)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("X-Robots-Tag", "noindex")
        .putHeader("Vary", "Accept-Language, User-Agent")
        .end(body);
  }

  /** The first language the visitor's browser asks for that we speak. */
  static String language(RoutingContext context) {
    for (LanguageHeader wanted : context.acceptableLanguages()) {
      String tag = wanted.tag() == null ? "" : wanted.tag().toLowerCase(Locale.ROOT);
      if (tag.equals("en") || tag.equals("zh")) {
        return tag;
      }
    }
    return "en";
  }

  /** Words in a language, their values filled in, escaped. */
  static String say(String language, String key, Object... values) {
    ResourceBundle words = WORDS.get(language);
    String pattern = java.util.Objects.requireNonNull(words).getString(key);
    return escape(new MessageFormat(pattern, Locale.ROOT).format(values));
  }

  static String escape(@Nullable String text) {
    return text == null
        ? ""
        : text.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;")
            .replace("'", "&#39;");
  }

  private static ResourceBundle words(String language) {
    return ResourceBundle.getBundle(
        "dev.snaptill.api.pages",
        Locale.forLanguageTag(language),
        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  private static byte[] read(String name) {
    try (InputStream in = Pages.class.getResourceAsStream("/dev/snaptill/api" + name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
