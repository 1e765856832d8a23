package dev.snaptill.simulator.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/** Enrols payers and payees and makes vouchers over REST, as an operator and as shops would. */
final class Enrolment {
  private static final int AT_ONCE = 64;
  private static final String MUCH = "10000000.00";

  private final URI base;
  private final String operatorKey;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> payers = new ArrayList<>();
  private final List<String> payees = new ArrayList<>();
  private final List<String> payeeKeys = new ArrayList<>();
  private int vouchers;

  Enrolment(URI base, String operatorKey) {
    this.base = base;
    this.operatorKey = operatorKey;
  }

  /** A payer with an account at bank north and a mandate with high limits. */
  void payer(String phone, String account) throws IOException, InterruptedException {
    String party = party("person", "Payer", phone);
    String id = account(party, "north", account);
    ask(
        operator(
            "PUT",
            "/v1/parties/" + party + "/mandate",
            new JsonObject()
                .put("account", id)
                .put("per_payment", MUCH)
                .put("per_day", MUCH)
                .put("per_day_count", 10_000)
                .put("per_month", MUCH)));
    payers.add(phone);
  }

  /** A shop with an account at bank south and a key to the API. */
  void payee(String phone, String account) throws IOException, InterruptedException {
    String party = party("shop", "Corner Shop", phone);
    account(party, "south", account);
    JsonObject wanted = new JsonObject().put("party", party).put("name", "till");
    payeeKeys.add(ask(operator("POST", "/v1/keys", wanted)).getString("key"));
    payees.add(phone);
  }

  private String party(String kind, String name, String phone)
      throws IOException, InterruptedException {
    return ask(operator(
            "POST",
            "/v1/parties",
            new JsonObject()
                .put("kind", kind)
                .put("name", name)
                .put("language", "en")
                .put("addresses", new JsonArray().add("tel:" + phone))))
        .getString("id");
  }

  private String account(String party, String bank, String number)
      throws IOException, InterruptedException {
    return ask(operator(
            "POST",
            "/v1/parties/" + party + "/accounts",
            new JsonObject().put("bank", bank).put("number", number).put("currency", "CNY")))
        .getString("id");
  }

  /**
   * Makes vouchers, one for each payment to come. No two have the same payer and amount, nor the
   * same payee and amount, so that each text tells which payment it is about.
   */
  List<Payment> vouchers(int count) throws IOException, InterruptedException {
    Semaphore free = new Semaphore(AT_ONCE);
    List<CompletableFuture<Payment>> made = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      free.acquire();
      CompletableFuture<Payment> voucher = voucher(vouchers++);
      voucher.whenComplete((done, failure) -> free.release());
      made.add(voucher);
      if (voucher.isCompletedExceptionally()) {
        break;
      }
    }
    List<Payment> payments = new ArrayList<>(count);
    try {
      for (CompletableFuture<Payment> voucher : made) {
        payments.add(voucher.get());
      }
    } catch (ExecutionException e) {
      throw new IOException("no voucher: " + e.getCause().getMessage(), e);
    }
    return payments;
  }

  private CompletableFuture<Payment> voucher(int number) {
    int minor = number % 19_999 + 1; // up to 199.99: more would need the payer's confirmation
    String amount = "%d.%02d".formatted(minor / 100, minor % 100);
    int payee = number % payees.size();
    return http.sendAsync(
            request(
                "POST",
                "/v1/vouchers",
                payeeKeys.get(payee),
                new JsonObject().put("amount", amount).put("currency", "CNY")),
            HttpResponse.BodyHandlers.ofString())
        .thenApply(
            answer -> {
              JsonObject made = body(answer);
              return new Payment(
                  payers.get(number % payers.size()),
                  payees.get(payee),
                  amount + " CNY",
                  made.getString("code"),
                  "/v1/vouchers/" + made.getString("id") + "/code.png");
            });
  }

  /** The voucher's code as its payee gets it, a PNG. */
  byte[] picture(Payment payment) throws IOException, InterruptedException {
    HttpRequest wanted =
        HttpRequest.newBuilder(base.resolve(payment.picture))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + payeeKeys.get(payees.indexOf(payment.payee)))
            .build();
    HttpResponse<byte[]> answer = http.send(wanted, HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(payment.picture + ": " + answer.statusCode());
    }
    return answer.body();
  }

  private HttpRequest operator(String method, String path, JsonObject body) {
    return request(method, path, operatorKey, body);
  }

  private HttpRequest request(String method, String path, String key, JsonObject body) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(body.encode()))
        .build();
  }

  private JsonObject ask(HttpRequest request) throws IOException, InterruptedException {
    return body(http.send(request, HttpResponse.BodyHandlers.ofString()));
  }

  private static JsonObject body(HttpResponse<String> answer) {
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(
          answer.request().uri().getPath() + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body().isBlank() ? new JsonObject() : new JsonObject(answer.body());
  }
}
