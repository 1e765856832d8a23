package dev.snaptill.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An operator, and a shop's till, at a gateway's REST API. */
public final class Operator {
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI api;
  private final String operatorKey;

  /**
   * @param api for example {@code http://127.0.0.1:8080}
   */
  public Operator(URI api, String operatorKey) {
    this.api = api;
    this.operatorKey = operatorKey;
  }

  /** Whether {@code /health/ready} says so. */
  public boolean ready() throws InterruptedException {
    try {
      return http.send(
                  HttpRequest.newBuilder(api.resolve("/health/ready")).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Enrols somebody; the same number again gets the same party as before. */
  public String party(String kind, String name, String number) throws IOException {
    return post(
            "/v1/parties",
            "demo-party-" + number.substring(1),
            new JsonObject()
                .put("kind", kind)
                .put("name", name)
                .put("language", "en")
                .put("addresses", new JsonArray().add("tel:" + number)))
        .getString("id");
  }

  public String account(String party, String bank, String number) throws IOException {
    return post(
            "/v1/parties/" + party + "/accounts",
            "demo-account-" + number,
            new JsonObject().put("bank", bank).put("number", number).put("currency", "CNY"))
        .getString("id");
  }

  public void mandate(String party, String account) throws IOException {
    call(
        "PUT",
        "/v1/parties/" + party + "/mandate",
        operatorKey,
        null,
        new JsonObject().put("account", account));
  }

  /** A key with which a payee's till asks for vouchers. */
  public String key(String party) throws IOException {
    return post(
            "/v1/keys",
            "demo-key-" + party,
            new JsonObject().put("party", party).put("name", "demo till"))
        .getString("key");
  }

  /** A voucher as a till asks for it. */
  public JsonObject voucher(String key, String amount, String note) throws IOException {
    return call(
        "POST",
        "/v1/vouchers",
        key,
        null,
        new JsonObject().put("amount", amount).put("note", note));
  }

  private JsonObject post(String path, String idempotencyKey, JsonObject body) throws IOException {
    return call("POST", path, operatorKey, idempotencyKey, body);
  }

  private JsonObject call(
      String method, String path, String key, @Nullable String idempotencyKey, JsonObject body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body.encode()));
    if (idempotencyKey != null) {
      request.header("Idempotency-Key", idempotencyKey);
    }
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IOException(
            method + " " + path + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer.body().isBlank() ? new JsonObject() : new JsonObject(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
