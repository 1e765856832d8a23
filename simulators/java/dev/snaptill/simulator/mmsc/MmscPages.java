package dev.snaptill.simulator.mmsc;

import com.sun.net.httpserver.HttpExchange;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The MMSC's own page and API on its port: {@code GET /} shows it, {@code GET /faults} tells which
 * are on, {@code POST /faults} sets one: {@code {"fault":"refuse","value":2004,"next":3}}.
 */
final class MmscPages {
  private static final int LARGEST = 16 * 1024;

  private final MmscSimulator mmsc;

  MmscPages(MmscSimulator mmsc) {
    this.mmsc = mmsc;
  }

  void page(HttpExchange exchange) throws IOException {
    StringBuilder options = new StringBuilder("<option>clear</option><option>release</option>");
    for (MmscFaults.Kind kind : MmscFaults.Kind.values()) {
      options.append("<option>").append(kind.word()).append("</option>");
    }
    String html =
        """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>MMSC</title>
        <h1>MMSC</h1><p>%d messages taken, %d held, %d cancelled.</p>
        <p>Faults that are on: %s</p>
        <form method="post" action="/faults"><label>Fault <select name="fault">%s</select></label>
        <label>value <input name="value" size="6"></label>
        <label>next <input name="next" size="4" value="1"></label>
        <button>Set</button></form></html>
        """
            .formatted(
                mmsc.submitted().size(),
                mmsc.held(),
                mmsc.cancelled().size(),
                mmsc.faults().left(),
                options);
    answer(exchange, 200, "text/html; charset=utf-8", html);
  }

  void faults(HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (exchange.getRequestMethod()) {
        case "GET" -> answer(exchange, 200, "application/json", state().encode());
        case "POST" -> set(exchange);
        default -> answer(exchange, 405, "text/plain", "GET or POST");
      }
    }
  }

  private JsonObject state() {
    JsonObject left = new JsonObject();
    mmsc.faults().left().forEach(left::put);
    return new JsonObject()
        .put("faults", left)
        .put("taken", mmsc.submitted().size())
        .put("held", mmsc.held())
        .put("cancelled", new JsonArray(mmsc.cancelled()));
  }

  private void set(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST);
    String text = new String(body, StandardCharsets.UTF_8);
    String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
    boolean form = type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    try {
      apply(form ? fields(text) : new JsonObject(text));
      if (form) {
        exchange.getResponseHeaders().set("Location", "/");
        exchange.sendResponseHeaders(303, -1);
      } else {
        answer(exchange, 200, "application/json", state().encode());
      }
    } catch (DecodeException | IllegalArgumentException | ClassCastException e) {
      answer(
          exchange,
          400,
          "application/json",
          new JsonObject().put("error", e.getMessage()).encode());
    }
  }

  private void apply(JsonObject wanted) {
    String name = String.valueOf(wanted.getString("fault"));
    switch (name) {
      case "clear" -> mmsc.faults().clear();
      case "release" -> mmsc.release();
      default -> {
        MmscFaults.Kind kind = MmscFaults.Kind.of(name);
        int next = wanted.getInteger("next", 1);
        if (wanted.containsKey("value")) {
          mmsc.faults().set(kind, wanted.getInteger("value"), next);
        } else {
          mmsc.faults().set(kind, next);
        }
      }
    }
  }

  private static JsonObject fields(String form) {
    JsonObject json = new JsonObject();
    for (String pair : form.split("&")) {
      int equals = pair.indexOf('=');
      String value =
          equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
      if (!value.isBlank()) {
        String name = pair.substring(0, equals);
        json.put(name, name.equals("fault") ? value : (Object) Integer.valueOf(value.strip()));
      }
    }
    return json;
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
