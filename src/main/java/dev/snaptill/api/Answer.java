package dev.snaptill.api;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request is answered with, when all is well. */
record Answer(
    int status,
    @Nullable String contentType,
    Buffer body,
    Map<String, String> headers,
    @Nullable Rest rest) {

  /** What comes after the body: the next piece, or null at the end; asked for one by one. */
  interface Rest {
    Future<@Nullable Buffer> next();
  }

  Answer(int status, @Nullable String contentType, Buffer body, Map<String, String> headers) {
    this(status, contentType, body, headers, null);
  }

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
    return new Answer(status, contentType, body, all, rest);
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
    } else if (rest != null) {
      response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, contentType);
      response
          .write(body)
          .compose(sent -> stream(response, rest))
          // too late for another status: the connection's end tells that this is not all
          .onFailure(e -> response.reset());
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, contentType).end(body);
    }
  }

  /** The next piece is asked for when the one before has left. */
  private static Future<Void> stream(HttpServerResponse response, Rest rest) {
    return rest.next()
        .compose(
            piece ->
                piece == null
                    ? response.end()
                    : response.write(piece).compose(sent -> stream(response, rest)));
  }
}
