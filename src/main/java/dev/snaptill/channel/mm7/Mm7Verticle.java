package dev.snaptill.channel.mm7;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.MediaRef;
import dev.snaptill.store.MediaStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes MMS from MMSCs over MM7 (3GPP TS 23.140 §8.7): each posts to {@code /mm7/<its name>}. A
 * message is acknowledged only after the intake has stored it; what we send goes by {@link
 * SubmitVerticle}, which this one deploys.
 */
public final class Mm7Verticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(Mm7Verticle.class);

  /** Requests held at a time: each may be {@code maxBody} in memory, and as much again decoded. */
  static final int MAX_REQUESTS = 64;

  /** A body over the limit is still read up to this many times it, so that its answer is seen. */
  private static final int DRAIN = 8;

  private static final int MAX_HEADERS = 16 * 1024;
  private static final Duration BODY_WITHIN = Duration.ofSeconds(60);
  private static final Duration DRAIN_WITHIN = Duration.ofSeconds(5);
  private static final Duration INTAKE_WITHIN = Duration.ofSeconds(20);

  /** One MMSC's way in. */
  private record Entrance(MmscConfig mmsc, MmscAuthenticator authenticator, RequestParser parser) {}

  private final Mm7Config config;
  private final Bus bus;
  private final MeterRegistry registry;
  private final MediaStore media;
  private final Clock clock;
  private final Map<String, Entrance> entrances = new HashMap<>();
  private final AtomicInteger held = new AtomicInteger();
  private @Nullable HttpServer server;
  private @Nullable WorkerExecutor workers;

  public Mm7Verticle(Mm7Config config, Bus bus, MeterRegistry registry, MediaStore media) {
    this(config, bus, registry, media, Clock.systemUTC());
  }

  Mm7Verticle(Mm7Config config, Bus bus, MeterRegistry registry, MediaStore media, Clock clock) {
    this.config = config;
    this.bus = bus;
    this.registry = registry;
    this.media = media;
    this.clock = clock;
    for (MmscConfig mmsc : config.mmscs()) {
      entrances.put(
          "/mm7/" + mmsc.name(),
          new Entrance(mmsc, new MmscAuthenticator(mmsc), new RequestParser(mmsc)));
    }
  }

  @Override
  public Future<?> start() {
    if (config.mmscs().isEmpty()) {
      return Future.succeededFuture();
    }
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    workers = vertx.createSharedWorkerExecutor("mm7-parse", threads);
    HttpServer http =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setMaxHeaderSize(MAX_HEADERS)
                    .setHandle100ContinueAutomatically(true)
                    .setHttp2ClearTextEnabled(false)
                    .setIdleTimeout((int) BODY_WITHIN.toSeconds())
                    .setIdleTimeoutUnit(TimeUnit.SECONDS))
            .requestHandler(this::handle);
    server = http;
    return vertx
        .deployVerticle(new SubmitVerticle(config.mmscs(), bus, registry, media))
        .compose(id -> http.listen(config.port(), config.host()))
        .onSuccess(s -> log.info("MM7 listens on {}:{}", config.host(), s.actualPort()));
  }

  @Override
  public Future<?> stop() {
    Future<?> closed =
        server == null
            ? Future.succeededFuture()
            : server.shutdown(DRAIN_WITHIN.toSeconds(), TimeUnit.SECONDS);
    WorkerExecutor pool = workers;
    return pool == null ? closed : closed.eventually(pool::close);
  }

  /** The port it listens on, once deployed; -1 if there is no MMSC to listen for. */
  public int port() {
    return server == null ? -1 : server.actualPort();
  }

  private void handle(HttpServerRequest request) {
    Entrance entrance = entrances.get(request.path());
    if (entrance == null) {
      request.response().setStatusCode(404).end();
    } else if (!request.method().equals(HttpMethod.POST)) {
      request.response().setStatusCode(405).putHeader("Allow", "POST").end();
    } else if (!entrance
        .authenticator()
        .allows(peer(request), request.getHeader("Authorization"))) {
      count(entrance.mmsc(), "unauthenticated");
      log.warn("MMSC {}: refused, wrong address or credentials", entrance.mmsc().name());
      request
          .response()
          .setStatusCode(401)
          .putHeader("WWW-Authenticate", entrance.authenticator().challenge())
          .end();
    } else if (held.incrementAndGet() > MAX_REQUESTS) {
      held.decrementAndGet();
      count(entrance.mmsc(), "busy");
      request.response().setStatusCode(503).putHeader("Retry-After", "5").end();
    } else {
      receive(entrance, request);
    }
  }

  private static String peer(HttpServerRequest request) {
    String address = request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
    return address == null ? "" : address;
  }

  /** Reads the body, and gives the place free whichever way that ends. */
  private void receive(Entrance entrance, HttpServerRequest request) {
    Timer.Sample sample = Timer.start(registry);
    BodyBuffer body = new BodyBuffer(config.maxBody());
    AtomicBoolean over = new AtomicBoolean();
    long timer =
        vertx.setTimer(
            BODY_WITHIN.toMillis(),
            id -> {
              if (over.compareAndSet(false, true)) {
                held.decrementAndGet();
                count(entrance.mmsc(), "slow");
                end(request, request.response().setStatusCode(408), null, true);
              }
            });
    Runnable whole =
        () -> {
          if (over.compareAndSet(false, true)) {
            vertx.cancelTimer(timer);
            process(entrance, request, body)
                .onComplete(
                    done -> {
                      held.decrementAndGet();
                      sample.stop(latency(entrance.mmsc()));
                    });
          }
        };
    request.handler(
        chunk -> {
          body.add(chunk.getBytes());
          if (body.total() > drain()) {
            whole.run();
          }
        });
    request.endHandler(end -> whole.run());
    request.exceptionHandler(
        gone -> {
          if (over.compareAndSet(false, true)) {
            vertx.cancelTimer(timer);
            held.decrementAndGet();
            count(entrance.mmsc(), "broken_off");
          }
        });
  }

  private Future<?> process(Entrance entrance, HttpServerRequest request, BodyBuffer body) {
    String contentType = request.getHeader("Content-Type");
    byte[] bytes = body.bytes();
    boolean tooBig = body.isOver();
    boolean cutOff = body.total() > drain();
    RequestParser parser = entrance.parser();
    return parseOnWorker(
            () -> tooBig ? parser.tooBig(contentType, bytes) : parser.parse(contentType, bytes))
        .compose(parsed -> replyTo(entrance.mmsc(), parsed))
        .otherwise(
            e -> {
              log.error("MMSC {}: request failed: {}", entrance.mmsc().name(), e.toString());
              return Reply.NOT_STORED;
            })
        .map(
            reply -> {
              count(entrance.mmsc(), reply.result());
              write(request, reply, cutOff);
              return reply;
            });
  }

  private Future<Mm7Request> parseOnWorker(Callable<Mm7Request> parse) {
    WorkerExecutor pool = workers;
    return pool == null ? Future.failedFuture("not started") : pool.executeBlocking(parse, false);
  }

  private Future<Reply> replyTo(MmscConfig mmsc, Mm7Request parsed) {
    if (parsed instanceof Mm7Request.Deliver deliver) {
      return intake(mmsc, deliver);
    }
    if (parsed instanceof Mm7Request.Report report) {
      return Future.succeededFuture(
          Reply.soap(mmsc, report.envelope(), Mm7Status.SUCCESS, report.kind()));
    }
    Mm7Request.Refused refused = (Mm7Request.Refused) parsed;
    log.warn("MMSC {}: answered {}: {}", mmsc.name(), refused.status().code(), refused.why());
    return Future.succeededFuture(
        Reply.soap(
            mmsc, refused.envelope(), refused.status(), "refused_" + refused.status().code()));
  }

  /** Pictures first, then the message, then the answer (journal.md, "Media"). */
  private Future<Reply> intake(MmscConfig mmsc, Mm7Request.Deliver deliver) {
    return keep(deliver.message().pictures())
        .map(refs -> InboundMessages.from(mmsc, deliver.message(), refs, clock.instant()))
        .compose(message -> bus.ask(Channels.RECEIVE, message, INTAKE_WITHIN))
        .map(
            intake ->
                intake instanceof Intake.Failed failed
                    ? notStored(mmsc, failed.why())
                    : Reply.to(mmsc, deliver.envelope(), intake))
        .otherwise(e -> notStored(mmsc, e.toString()));
  }

  private Future<List<MediaRef>> keep(List<DeliverReq.Picture> pictures) {
    Future<List<MediaRef>> kept = Future.succeededFuture(new ArrayList<>());
    for (DeliverReq.Picture picture : pictures) {
      kept =
          kept.compose(
              refs ->
                  media
                      .put(picture.bytes(), picture.mediaType())
                      .map(
                          ref -> {
                            refs.add(ref);
                            return refs;
                          }));
    }
    return kept.map(List::copyOf);
  }

  private static Reply notStored(MmscConfig mmsc, String why) {
    log.error("MMSC {}: message not stored, the MMSC will repeat it: {}", mmsc.name(), why);
    return Reply.NOT_STORED;
  }

  private static void write(HttpServerRequest request, Reply reply, boolean cutOff) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(reply.http());
    if (reply.soap() == null) {
      response.putHeader("Retry-After", "10");
    } else {
      response.putHeader("Content-Type", "text/xml; charset=\"utf-8\"");
    }
    end(request, response, reply.soap(), cutOff);
  }

  /** Vert.x keeps a connection whose request never ends, even after the answer: so close it. */
  private static void end(
      HttpServerRequest request,
      HttpServerResponse response,
      @Nullable String body,
      boolean close) {
    if (close) {
      response.putHeader("Connection", "close");
    }
    Future<Void> ended = body == null ? response.end() : response.end(body);
    if (close) {
      ended.onComplete(done -> request.connection().close());
    }
  }

  private long drain() {
    return (long) config.maxBody() * DRAIN;
  }

  private void count(MmscConfig mmsc, String result) {
    registry.counter("snaptill.mm7.received", "mmsc", mmsc.name(), "result", result).increment();
  }

  private Timer latency(MmscConfig mmsc) {
    return Timer.builder("snaptill.mm7.intake")
        .description("From the first byte of a request to its answer")
        .tag("mmsc", mmsc.name())
        .register(registry);
  }
}
