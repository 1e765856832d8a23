package dev.snaptill.simulator.carrier;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A carrier's HTTP face: its state at {@code /carriers/:name}, its faults at {@code
 * /carriers/:name/faults}, a page for people at {@code /carrier}. For tests and demonstrations: no
 * log-in.
 */
public final class CarrierPages {
  private static final int LARGEST_BODY = 16 * 1024;

  private final Vertx vertx;
  private final String name;
  private final CarrierSimulator carrier;

  private CarrierPages(Vertx vertx, String name, CarrierSimulator carrier) {
    this.vertx = vertx;
    this.name = name;
    this.carrier = carrier;
  }

  /** The routes, to be mounted with {@code router.route("/*").subRouter(…)}. */
  public static Router routes(Vertx vertx, String name, CarrierSimulator carrier) {
    return new CarrierPages(vertx, name, carrier).router();
  }

  private Router router() {
    Router router = Router.router(vertx);
    resource(router, "/carrier", "page.html", "text/html; charset=utf-8");
    resource(router, "/carrier/page.js", "page.js", "text/javascript; charset=utf-8");
    router.post("/carriers/*").handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
    router.get("/carriers/" + name).handler(this::state);
    router.get("/carriers/" + name + "/faults").handler(this::faults);
    router.post("/carriers/" + name + "/faults").handler(this::set);
    return router;
  }

  private static void resource(Router router, String path, String file, String type) {
    Buffer content = load(file);
    router
        .get(path)
        .handler(
            at ->
                at.response()
                    .putHeader("Content-Type", type)
                    .putHeader("Content-Security-Policy", "default-src 'self'")
                    .putHeader("Cache-Control", "no-cache")
                    .end(content));
  }

  private static Buffer load(String file) {
    try (InputStream in = CarrierPages.class.getResourceAsStream("/simulator/carrier/" + file)) {
      if (in == null) {
        throw new IllegalStateException("simulator/carrier/" + file + " is not on the class path");
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void state(RoutingContext at) {
    at.json(
        new JsonObject()
            .put("name", name)
            .put("port", carrier.port())
            .put("binds", carrier.binds())
            .put("waiting", carrier.waiting())
            .put("submitted", carrier.submittedCount())
            .put("acknowledged", carrier.acknowledgedCount()));
  }

  private void faults(RoutingContext at) {
    at.json(CarrierFaultJson.write(carrier.faults()));
  }

  private void set(RoutingContext at) {
    try {
      CarrierFaultJson.set(carrier, at.body().asJsonObject());
      faults(at);
    } catch (IllegalArgumentException
        | DecodeException
        | ClassCastException
        | NullPointerException e) {
      at.response()
          .setStatusCode(400)
          .putHeader("Content-Type", "application/json")
          .end(new JsonObject().put("error", String.valueOf(e.getMessage())).toBuffer());
    }
  }
}
