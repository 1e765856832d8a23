package dev.snaptill.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request is answered with, when all is well. */
record Answer(int status, @Nullable String contentType, Buffer body, Map<String, String> headers) {
  static final String REPLAYED = "Idempotency-Replayed";

  static Answer json(int status, JsonObject body) {
    return new Answer(status, "application/json", body.toBuffer(), Map.of());
  }

  static Answer ok(JsonObject body) {
    return json(200, body);
  }

  static Answer nothing() {
    return new Answer(204, null, Buffer.buffer(), Map.of());
  }

  static Answer picture(String contentType, Buffer picture) {
    return new Answer(200, contentType, picture, Map.of());
  }

  Answer with(String header, String value) {
    java.util.Map<String, String> all = new java.util.LinkedHashMap<>(headers);
    all.put(header, value);
    return new Answer(status, contentType, body, all);
  }

  /** Whether an earlier request's answer is given again. */
  boolean replayed() {
    return headers.containsKey(REPLAYED);
  }

  /** Answers are somebody's money: no cache keeps them. */
  void send(HttpServerResponse response) {
    headers.forEach(response::putHeader);
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store").setStatusCode(status);
    if (contentType == null) {
      response.end();
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, contentType).end(body);
    }
  }
}
