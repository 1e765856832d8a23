package dev.snaptill.simulator.bank;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;

/**
 * The banks' HTTP face: JSON under {@code /banks}, a page for people at {@code /bank}. For tests
 * and demonstrations: no log-in.
 */
public final class BankPages {
  private static final int MOST_POSTINGS = 500;
  private static final int MOST_ACCOUNTS = 1000;
  private final Vertx vertx;
  private final List<BankSimulator> banks;

  private BankPages(Vertx vertx, List<BankSimulator> banks) {
    this.vertx = vertx;
    this.banks = List.copyOf(banks);
  }

  /** The routes, to be mounted with {@code router.route("/*").subRouter(…)}. */
  public static Router routes(Vertx vertx, List<BankSimulator> banks) {
    return new BankPages(vertx, banks).router();
  }

  /** Serves the pages on their own. Port 0 takes any free one. */
  public static Future<HttpServer> listen(
      Vertx vertx, String host, int port, List<BankSimulator> banks) {
    return vertx.createHttpServer().requestHandler(routes(vertx, banks)).listen(port, host);
  }

  private Router router() {
    Router router = Router.router(vertx);
    resource(router, "/bank", "page.html", "text/html; charset=utf-8");
    resource(router, "/bank/page.js", "page.js", "text/javascript; charset=utf-8");
    resource(router, "/bank/page.css", "page.css", "text/css; charset=utf-8");
    router.post("/banks/*").handler(BodyHandler.create(false).setBodyLimit(64 * 1024));
    router.get("/banks").handler(rc -> answer(rc, this::all));
    router.get("/banks/:name/accounts").handler(rc -> ofBank(rc, BankPages::accounts));
    router.get("/banks/:name/postings").handler(rc -> ofBank(rc, BankPages::postings));
    router.get("/banks/:name/faults").handler(rc -> ofBank(rc, BankPages::rules));
    router.post("/banks/:name/accounts").handler(rc -> change(rc, BankJson::account));
    router.get("/banks/:name/day-file").handler(this::dayFile);
    router.get("/magic-amounts").handler(rc -> answer(rc, BankJson::magicAmounts));
    router.post("/banks/:name/faults").handler(rc -> change(rc, FaultJson::fault));
    router.post("/banks/:name/switches").handler(rc -> change(rc, BankJson::turn));
    router
        .post("/banks/:name/payouts")
        .handler(rc -> change(rc, (bank, body) -> bank.carryOut(body.getString("file", ""))));
    router.post("/banks/:name/day").handler(rc -> change(rc, BankJson::cutOver));
    router.post("/banks/:name/key").handler(rc -> change(rc, (bank, body) -> bank.offerKey()));
    return router;
  }

  private static void resource(Router router, String path, String file, String type) {
    Buffer content = load(file);
    router
        .get(path)
        .handler(
            rc ->
                rc.response()
                    .putHeader("Content-Type", type)
                    .putHeader("Content-Security-Policy", "default-src 'self'")
                    .putHeader("Cache-Control", "no-cache")
                    .end(content));
  }

  private static Buffer load(String file) {
    try (InputStream in = BankPages.class.getResourceAsStream("/simulator/bank/" + file)) {
      if (in == null) {
        throw new IllegalStateException("simulator/bank/" + file + " is not on the class path");
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Reader {
    JsonArray read(BankSimulator bank, RoutingContext rc);
  }

  private JsonArray all() {
    JsonArray array = new JsonArray();
    banks.forEach(bank -> array.add(BankJson.bank(bank)));
    return array;
  }

  private static JsonArray accounts(BankSimulator bank, RoutingContext rc) {
    List<AccountView> accounts = bank.accounts();
    int shown = Math.min(accounts.size(), MOST_ACCOUNTS);
    return BankJson.accounts(accounts.subList(0, shown), full(rc));
  }

  /** Up to 500 postings: those after {@code since}, or without it the newest. */
  private static JsonArray postings(BankSimulator bank, RoutingContext rc) {
    String since = rc.queryParams().get("since");
    if (since != null && !since.matches("\\d{1,18}")) {
      throw new IllegalArgumentException("since: the seq of a posting, or 0");
    }
    List<BookEntry> postings =
        since == null
            ? bank.lastPostings(MOST_POSTINGS)
            : bank.postingsSince(Long.parseLong(since), MOST_POSTINGS);
    return BankJson.postings(postings, full(rc));
  }

  private static JsonArray rules(BankSimulator bank, RoutingContext rc) {
    return FaultJson.rules(bank.faults().rules(), full(rc));
  }

  /** {@code ?date=2026-11-23&format=delimited|camt.053}; without a date the present day's. */
  private void dayFile(RoutingContext rc) {
    Optional<BankSimulator> bank = bank(rc);
    if (bank.isEmpty()) {
      return;
    }
    String date = rc.queryParams().get("date");
    String format = rc.queryParams().get("format");
    vertx
        .executeBlocking(
            () -> {
              DayFile.Format as = DayFile.Format.of(format == null ? "delimited" : format);
              LocalDate day = date == null ? bank.get().businessDay() : BankJson.date(date);
              return Buffer.buffer(bank.get().dayFile(day).bytes(as));
            },
            false)
        .onSuccess(
            file ->
                rc.response()
                    .putHeader(
                        "Content-Type",
                        "camt.053".equals(format)
                            ? "application/xml"
                            : "text/csv; charset=us-ascii")
                    .end(file))
        .onFailure(e -> failed(rc, e));
  }

  private static boolean full(RoutingContext rc) {
    return "true".equals(rc.queryParams().get("full"));
  }

  private void ofBank(RoutingContext rc, Reader reader) {
    bank(rc).ifPresent(bank -> answer(rc, () -> reader.read(bank, rc)));
  }

  private void change(RoutingContext rc, BiConsumer<BankSimulator, JsonObject> change) {
    // Another site's page can post forms to 127.0.0.1, but not JSON without being asked first.
    String type = rc.request().getHeader("Content-Type");
    if (type == null || !type.startsWith("application/json")) {
      refuse(rc, 415, "Content-Type: application/json is needed");
      return;
    }
    Optional<BankSimulator> bank = bank(rc);
    if (bank.isEmpty()) {
      return;
    }
    JsonObject body;
    try {
      body = rc.body().asJsonObject();
    } catch (DecodeException | ClassCastException e) {
      refuse(rc, 400, "the body is not a JSON object");
      return;
    }
    if (body == null) {
      refuse(rc, 400, "the body is not a JSON object");
      return;
    }
    answer(
        rc,
        () -> {
          change.accept(bank.get(), body);
          return new JsonObject().put("done", true);
        });
  }

  private Optional<BankSimulator> bank(RoutingContext rc) {
    String name = rc.pathParam("name");
    Optional<BankSimulator> bank = banks.stream().filter(b -> b.name().equals(name)).findFirst();
    if (bank.isEmpty()) {
      refuse(rc, 404, "no such bank");
    }
    return bank;
  }

  /** Off the event loop: whoever reads or changes the books may have to wait for an fsync. */
  private void answer(RoutingContext rc, Callable<?> work) {
    vertx.executeBlocking(work, false).onSuccess(rc::json).onFailure(e -> failed(rc, e));
  }

  private static void failed(RoutingContext rc, Throwable e) {
    if (e instanceof IllegalArgumentException) {
      refuse(rc, 400, String.valueOf(e.getMessage()));
    } else {
      rc.fail(500, e);
    }
  }

  private static void refuse(RoutingContext rc, int status, String why) {
    rc.response().setStatusCode(status);
    rc.json(new JsonObject().put("error", why));
  }
}
