package dev.snaptill.simulator.crash;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Operator and tills at the gateway's API. A till asks again with the same Idempotency-Key until it
 * is answered, so a gateway that dies in the middle costs it only time; a voucher it was given must
 * be there for ever.
 */
final class Tills {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int AHEAD = 40;
  private static final String MUCH = "10000000.00";

  private final Supplier<@Nullable URI> api;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final Map<String, String> keys = new LinkedHashMap<>();
  private final Queue<List<Item>> made = new ConcurrentLinkedQueue<>();
  private volatile String operatorKey = "";
  private volatile boolean open = true;
  private int vouchers;

  /**
   * @param api where the gateway listens now; null while it doesn't
   */
  Tills(Supplier<@Nullable URI> api) {
    this.api = api;
  }

  /** Enrols everybody. */
  void enrol(String key) throws IOException, InterruptedException {
    operatorKey = key;
    for (String payer : Crowd.payers()) {
      String party = party("person", "Payer", payer);
      JsonObject mandate =
          new JsonObject()
              .put("account", account(party, "north", payer))
              .put("per_payment", MUCH)
              .put("per_day", MUCH)
              .put("per_day_count", 10_000)
              .put("per_month", MUCH);
      ask("PUT", "/v1/parties/" + party + "/mandate", operatorKey, "", mandate);
    }
    for (Map.Entry<String, String> payee : Crowd.payees().entrySet()) {
      String party = party("shop", "Corner Shop", payee.getKey());
      account(party, payee.getValue(), payee.getKey());
      JsonObject till = new JsonObject().put("party", party).put("name", "till");
      keys.put(payee.getKey(), ask("POST", "/v1/keys", operatorKey, "", till).getString("key"));
    }
  }

  private String party(String kind, String name, String number)
      throws IOException, InterruptedException {
    JsonObject party =
        new JsonObject()
            .put("kind", kind)
            .put("name", name)
            .put("language", "en")
            .put("addresses", new JsonArray().add("tel:" + number));
    return ask("POST", "/v1/parties", operatorKey, "", party).getString("id");
  }

  private String account(String party, String bank, String number)
      throws IOException, InterruptedException {
    JsonObject account =
        new JsonObject()
            .put("bank", bank)
            .put("number", Crowd.account(number))
            .put("currency", "CNY");
    return ask("POST", "/v1/parties/" + party + "/accounts", operatorKey, "", account)
        .getString("id");
  }

  /** The texts that belong to one new voucher, one or two; null while none is ready. */
  @Nullable List<Item> next() {
    return made.poll();
  }

  /** No more vouchers. */
  void shut() {
    open = false;
  }

  /** Makes vouchers, always some ahead of the load, until {@link #shut}. */
  void run() {
    try {
      while (open) {
        if (made.size() >= AHEAD) {
          TimeUnit.MILLISECONDS.sleep(5);
        } else {
          make(vouchers++);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void make(int n) throws InterruptedException {
    Crowd.Deal deal = Crowd.deal(n);
    JsonObject wanted =
        new JsonObject().put("amount", Item.decimal(deal.minor())).put("currency", "CNY");
    while (open) {
      try {
        String code =
            ask("POST", "/v1/vouchers", key(deal.payee()), "crash-" + n, wanted).getString("code");
        List<Item> items = new ArrayList<>();
        items.add(new Item(deal.payer(), deal.payee(), deal.minor(), code));
        if (!deal.rival().isEmpty()) {
          items.add(new Item(deal.rival(), deal.payee(), deal.minor(), code));
        }
        made.add(items);
        return;
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  private String key(String payee) {
    return java.util.Objects.requireNonNull(keys.get(payee));
  }

  /** All payments of all payees, as the API tells them. */
  List<JsonObject> payments() throws IOException, InterruptedException {
    List<JsonObject> all = new ArrayList<>();
    for (String key : keys.values()) {
      String cursor = null;
      do {
        String query = "?limit=100" + (cursor == null ? "" : "&cursor=" + cursor);
        JsonObject page = ask("GET", "/v1/payments" + query, key, "", null);
        page.getJsonArray("data").forEach(payment -> all.add((JsonObject) payment));
        cursor = page.getString("next_cursor");
      } while (cursor != null);
    }
    return all;
  }

  /**
   * Messages and payments admitted and not ended, and texts that wait to be sent again, by its own
   * count; the latter may be a second old.
   */
  double unfinished() throws IOException, InterruptedException {
    String metrics =
        http.send(
                HttpRequest.newBuilder(base().resolve("/metrics")).timeout(ANSWER).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    return value(metrics, "snaptill_unfinished ") + value(metrics, "snaptill_outbox_parked ");
  }

  private static double value(String metrics, String name) throws IOException {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow(() -> new IOException("/metrics has no " + name));
  }

  private URI base() throws IOException {
    URI base = api.get();
    if (base == null) {
      throw new IOException("no gateway at the moment");
    }
    return base;
  }

  private JsonObject ask(
      String method, String path, String key, String idempotencyKey, @Nullable JsonObject body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base().resolve(path))
            .timeout(ANSWER)
            .header("Authorization", "Bearer " + key);
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(body.encode()));
    }
    if (!idempotencyKey.isEmpty()) {
      request.header("Idempotency-Key", idempotencyKey);
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body().isBlank() ? new JsonObject() : new JsonObject(answer.body());
  }
}
