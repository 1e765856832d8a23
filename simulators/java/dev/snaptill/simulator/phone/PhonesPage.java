package dev.snaptill.simulator.phone;

import dev.snaptill.simulator.mmsc.Picture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page on which a person holds the phones, and the JSON API under {@code /api} behind it. */
public final class PhonesPage {
  private static final Logger log = LoggerFactory.getLogger(PhonesPage.class);
  private static final int LARGEST_BODY = 12 << 20;
  private static final int LONGEST_TEXT = 5_000;
  private static final int MOST_VIEWERS = 50;
  private static final long HEARTBEAT_MILLIS = 15_000;
  private static final String POLICY =
      "default-src 'self'; img-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'";

  private final Vertx vertx;
  private final Phones phones;
  private final PhonesJson json;
  private final Set<HttpServerResponse> viewers = ConcurrentHashMap.newKeySet();
  private final HttpServer server;

  /** The phones alone. */
  public PhonesPage(Vertx vertx, Phones phones) {
    this(vertx, phones, Router.router(vertx));
  }

  /**
   * @param beside pages served on the same port
   */
  public PhonesPage(Vertx vertx, Phones phones, Router beside) {
    this.vertx = vertx;
    this.phones = phones;
    this.json = new PhonesJson(phones);
    this.server = vertx.createHttpServer().requestHandler(router(beside));
    phones.onChange((phone, message) -> publish(json.message(phone, message)));
    vertx.setPeriodic(HEARTBEAT_MILLIS, any -> viewers.forEach(viewer -> viewer.write(":\n\n")));
  }

  /** Listens; the future is the port, or fails when it cannot be had. */
  public Future<Integer> listen(String host, int port) {
    return server.listen(port, host).map(HttpServer::actualPort);
  }

  public Future<Void> close() {
    return server.close();
  }

  private Router router(Router beside) {
    Router router = Router.router(vertx);
    router.route("/api/*").failureHandler(this::failed);
    router
        .post("/api/*")
        .consumes("application/json")
        .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
    router.get("/api/phones").handler(at -> at.json(json.everyone()));
    router.get("/api/phones/:phone/messages").handler(this::thread);
    router.post("/api/phones/:phone/messages").consumes("application/json").handler(this::send);
    router.get("/api/phones/:phone/messages/:id/pictures/:n").handler(this::picture);
    router.post("/api/camera").consumes("application/json").handler(this::preview);
    router.get("/api/events").handler(this::events);
    router.route("/*").subRouter(beside);
    router
        .get()
        .handler(
            at -> {
              at.response()
                  .putHeader("Content-Security-Policy", POLICY)
                  .putHeader("X-Content-Type-Options", "nosniff");
              at.next();
            })
        .handler(StaticHandler.create("simulator/phone").setCachingEnabled(false));
    return router;
  }

  private void thread(RoutingContext at) {
    long after = Long.parseLong(at.request().getParam("after", "0"));
    at.json(json.thread(json.phone(at.pathParam("phone")), after));
  }

  private void send(RoutingContext at) {
    Phone phone = json.phone(at.pathParam("phone"));
    JsonObject request = at.body().asJsonObject();
    String text = request.getString("text", "");
    String to = request.getString("to", phones.shortCode());
    if (text.length() > LONGEST_TEXT) {
      throw new IllegalArgumentException("text: longer than " + LONGEST_TEXT + " characters");
    }
    if (!to.matches("\\+?[0-9]{3,15}")) {
      throw new IllegalArgumentException("to: not a phone number or short code");
    }
    vertx
        .executeBlocking(() -> json.pictures(request), false)
        .map(pictures -> send(phone, to, text, pictures))
        .onSuccess(
            sent ->
                at.response()
                    .setStatusCode(202)
                    .putHeader("Content-Type", "application/json")
                    .end(sent.toBuffer()))
        .onFailure(at::fail);
  }

  private static JsonObject send(Phone phone, String to, String text, List<Picture> pictures) {
    if (text.isBlank() && pictures.isEmpty()) {
      throw new IllegalArgumentException("neither text nor pictures");
    }
    long before = phone.lastId();
    if (pictures.isEmpty()) {
      phone.sendText(to, text);
    } else {
      phone.sendPicture(to, text, pictures);
    }
    long id =
        phone.messages().stream()
            .filter(m -> m.id() > before && m.direction() == PhoneMessage.Direction.OUT)
            .mapToLong(PhoneMessage::id)
            .findFirst()
            .orElse(0);
    return new JsonObject().put("phone", phone.number()).put("id", id);
  }

  private void picture(RoutingContext at) {
    Picture picture =
        json.picture(
            at.pathParam("phone"),
            Long.parseLong(at.pathParam("id")),
            Integer.parseInt(at.pathParam("n")));
    image(at, picture);
  }

  private void preview(RoutingContext at) {
    JsonObject request = at.body().asJsonObject();
    vertx
        .executeBlocking(() -> json.pictures(request), false)
        .onSuccess(
            pictures -> {
              if (pictures.size() == 1) {
                image(at, pictures.get(0));
              } else {
                at.fail(new IllegalArgumentException("pictures: one is wanted"));
              }
            })
        .onFailure(at::fail);
  }

  /** A picture from the outside world is shown, and can do nothing else. */
  private static void image(RoutingContext at, Picture picture) {
    at.response()
        .putHeader("Content-Type", picture.contentType())
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Content-Security-Policy", "default-src 'none'; sandbox")
        .putHeader("Cache-Control", "private, max-age=60")
        .end(Buffer.buffer(picture.octets()));
  }

  private void events(RoutingContext at) {
    HttpServerResponse response = at.response();
    if (viewers.size() >= MOST_VIEWERS) {
      response.setStatusCode(503).end();
      return;
    }
    response
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store")
        .setChunked(true);
    response.closeHandler(any -> viewers.remove(response));
    response.exceptionHandler(any -> viewers.remove(response));
    viewers.add(response);
    response.write("retry: 1000\n\n");
  }

  private void publish(JsonObject message) {
    String event = "data: " + message.encode() + "\n\n";
    for (HttpServerResponse viewer : viewers) {
      if (viewer.writeQueueFull()) {
        // it loads the threads anew when it comes back
        viewers.remove(viewer);
        viewer.reset();
      } else {
        viewer.write(event);
      }
    }
  }

  private void failed(RoutingContext at) {
    Throwable cause = at.failure();
    boolean theirs =
        cause instanceof IllegalArgumentException
            || cause instanceof DecodeException
            || cause instanceof ClassCastException
            || cause instanceof NullPointerException;
    int status = theirs ? 400 : at.statusCode() > 0 ? at.statusCode() : 500;
    if (status == 500) {
      log.warn("a request to the phones page failed", cause);
    }
    String problem =
        cause == null || cause.getMessage() == null ? "bad request" : cause.getMessage();
    at.response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(new JsonObject().put("error", problem).toBuffer());
  }
}
