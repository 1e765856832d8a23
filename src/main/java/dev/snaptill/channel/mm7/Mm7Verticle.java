package dev.snaptill.channel.mm7;

import dev.snaptill.bus.Bus;
import dev.snaptill.ops.Traces;
import dev.snaptill.store.MediaStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
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
  private static final String PATH = "/mm7/";

  /** Requests held at a time: each may be {@code maxBody} in memory, and as much again decoded. */
  static final int MAX_REQUESTS = 64;

  /** A body over the limit is still read up to this many times it, so that its answer is seen. */
  private static final int DRAIN = 8;

  private static final int MAX_HEADERS = 16 * 1024;
  private static final Duration BODY_WITHIN = Duration.ofSeconds(60);
  private static final Duration DRAIN_WITHIN = Duration.ofSeconds(5);

  private final Mm7Config config;
  private final Bus bus;
  private final MeterRegistry registry;
  private final MediaStore media;
  private final Clock clock;
  private final Mm7Trace trace;
  private final Nonces nonces;
  private final Receiving receiving;
  private final SubmitVerticle submits;
  private final AtomicInteger held = new AtomicInteger();
  private volatile Map<String, MmscLine> lines = Map.of();
  private @Nullable HttpServer server;
  private @Nullable WorkerExecutor workers;

  public Mm7Verticle(Mm7Config config, Bus bus, MeterRegistry registry, MediaStore media) {
    this(config, bus, registry, media, Traces.none(), Clock.systemUTC());
  }

  /**
   * @param traces where exchanges are noted while an operator wants it
   */
  public Mm7Verticle(
      Mm7Config config,
      Bus bus,
      MeterRegistry registry,
      MediaStore media,
      Traces traces,
      Clock clock) {
    this.config = config;
    this.bus = bus;
    this.registry = registry;
    this.media = media;
    this.clock = clock;
    this.trace = new Mm7Trace(traces);
    this.nonces = new Nonces(clock);
    this.receiving = new Receiving(bus, media, clock);
    this.submits = new SubmitVerticle(bus, registry, media, trace);
    this.lines = lines(config.mmscs());
  }

  /** Lines of a configuration; those that were there before keep their counts. */
  private Map<String, MmscLine> lines(List<MmscConfig> mmscs) {
    Map<String, MmscLine> next = new LinkedHashMap<>();
    for (MmscConfig mmsc : mmscs) {
      MmscLine old = lines.get(mmsc.name());
      next.put(
          mmsc.name(),
          old == null
              ? new MmscLine(mmsc, nonces, clock)
              : old.mmsc().equals(mmsc) ? old : old.with(mmsc, nonces));
    }
    return next;
  }

  @Override
  public Future<?> start() {
    bus.answer(Mm7.STATUS, wanted -> Future.succeededFuture(status()));
    bus.answer(Mm7.CONTROL, this::control);
    bus.answer(Mm7.RELOAD, this::reload);
    if (config.mmscs().isEmpty()) {
      return Future.succeededFuture();
    }
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    workers = vertx.createSharedWorkerExecutor("mm7-parse", threads);
    HttpServer http = vertx.createHttpServer(options()).requestHandler(this::handle);
    server = http;
    return vertx
        .deployVerticle(submits)
        .compose(id -> submits.use(List.copyOf(lines.values())))
        .compose(done -> http.listen(config.port(), config.host()))
        .onSuccess(s -> log.info("MM7 listens on {}:{}", config.host(), s.actualPort()));
  }

  private HttpServerOptions options() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxHeaderSize(MAX_HEADERS)
            .setHandle100ContinueAutomatically(true)
            .setHttp2ClearTextEnabled(false)
            .setIdleTimeout((int) BODY_WITHIN.toSeconds())
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    Mm7Tls tls = config.tls();
    if (!tls.on()) {
      return options;
    }
    options
        .setSsl(true)
        .setUseAlpn(false)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setCertPath(String.valueOf(tls.certificateFile()))
                .setKeyPath(String.valueOf(tls.keyFile())));
    String trusted = tls.trustFile();
    if (trusted != null) {
      // whose MMSC must show a certificate is told by its own configuration
      options
          .setTrustOptions(new PemTrustOptions().addCertPath(trusted))
          .setClientAuth(ClientAuth.REQUEST);
    }
    return options;
  }

  private Mm7.Status status() {
    return new Mm7.Status(lines.values().stream().map(MmscLine::status).toList());
  }

  private Future<Mm7.Done> control(Mm7.Control wanted) {
    MmscLine line = lines.get(wanted.mmsc());
    if (line == null) {
      return Future.succeededFuture(new Mm7.Done(false, "there is no MMSC of that name"));
    }
    line.run(wanted.run());
    log.info("MMSC {}: {} by an operator", line.name(), wanted.run() ? "started" : "stopped");
    trace.note(line, wanted.run() ? "started by an operator" : "stopped by an operator");
    return Future.succeededFuture(new Mm7.Done(true, wanted.run() ? "started" : "stopped"));
  }

  /** MMSCs come, go and change; the listener itself stays as it is. */
  private Future<Mm7.Done> reload(Mm7Config next) {
    if (next.port() != config.port()
        || !next.host().equals(config.host())
        || next.maxBody() != config.maxBody()
        || !next.tls().equals(config.tls())) {
      return Future.succeededFuture(
          new Mm7.Done(false, "mm7.host, port, max_body and tls change only with a restart"));
    }
    if (server == null && !next.mmscs().isEmpty()) {
      return Future.succeededFuture(
          new Mm7.Done(false, "the first MMSC takes a restart: nothing listens yet"));
    }
    Map<String, MmscLine> changed = lines(next.mmscs());
    if (server == null) {
      return Future.succeededFuture(new Mm7.Done(true, "no MMSC"));
    }
    return submits
        .use(List.copyOf(changed.values()))
        .map(
            done -> {
              lines = changed;
              log.info("MMSCs by a new configuration: {}", changed.keySet());
              return new Mm7.Done(true, "MMSCs: " + String.join(", ", changed.keySet()));
            });
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
    String path = request.path();
    MmscLine line =
        path != null && path.startsWith(PATH) ? lines.get(path.substring(PATH.length())) : null;
    if (line == null) {
      request.response().setStatusCode(404).end();
    } else if (!request.method().equals(HttpMethod.POST)) {
      request.response().setStatusCode(405).putHeader("Allow", "POST").end();
    } else if (line.authenticator()
            .judge(
                peer(request),
                certificate(request),
                request.method().name(),
                request.uri(),
                request.getHeader("Authorization"))
        instanceof MmscAuthenticator.Verdict.Stranger stranger) {
      count(line.mmsc(), "unauthenticated");
      if (request.getHeader("Authorization") != null
          || line.mmsc().inboundAuthentication() == HttpAuth.BASIC) {
        // a Digest client comes without credentials first: that is no error
        log.warn("MMSC {}: refused, wrong address, certificate or credentials", line.name());
        line.activity().error("refused: wrong address, certificate or credentials");
      }
      trace.note(line, "IN refused: wrong address, certificate or credentials");
      request
          .response()
          .setStatusCode(401)
          .putHeader("WWW-Authenticate", stranger.challenges())
          .end();
    } else if (!line.isRunning()) {
      count(line.mmsc(), "stopped");
      request.response().setStatusCode(503).putHeader("Retry-After", "30").end();
    } else if (held.incrementAndGet() > MAX_REQUESTS) {
      held.decrementAndGet();
      count(line.mmsc(), "busy");
      request.response().setStatusCode(503).putHeader("Retry-After", "5").end();
    } else {
      receive(line, request);
    }
  }

  private static @Nullable X509Certificate certificate(HttpServerRequest request) {
    SSLSession session = request.connection().sslSession();
    if (session == null) {
      return null;
    }
    try {
      Certificate[] shown = session.getPeerCertificates();
      return shown.length > 0 && shown[0] instanceof X509Certificate first ? first : null;
    } catch (SSLPeerUnverifiedException none) {
      return null;
    }
  }

  private static String peer(HttpServerRequest request) {
    String address = request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
    return address == null ? "" : address;
  }

  /** Reads the body, and gives the place free whichever way that ends. */
  private void receive(MmscLine line, HttpServerRequest request) {
    Timer.Sample sample = Timer.start(registry);
    BodyBuffer body = new BodyBuffer(config.maxBody());
    AtomicBoolean over = new AtomicBoolean();
    long timer =
        vertx.setTimer(
            BODY_WITHIN.toMillis(),
            id -> {
              if (over.compareAndSet(false, true)) {
                held.decrementAndGet();
                count(line.mmsc(), "slow");
                end(request, request.response().setStatusCode(408), null, true);
              }
            });
    Runnable whole =
        () -> {
          if (over.compareAndSet(false, true)) {
            vertx.cancelTimer(timer);
            process(line, request, body)
                .onComplete(
                    done -> {
                      held.decrementAndGet();
                      sample.stop(latency(line.mmsc()));
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
            count(line.mmsc(), "broken_off");
          }
        });
  }

  private Future<?> process(MmscLine line, HttpServerRequest request, BodyBuffer body) {
    String contentType = request.getHeader("Content-Type");
    byte[] bytes = body.bytes();
    boolean tooBig = body.isOver();
    boolean cutOff = body.total() > drain();
    RequestParser parser = line.parser();
    return parseOnWorker(
            () -> tooBig ? parser.tooBig(contentType, bytes) : parser.parse(contentType, bytes))
        .compose(
            parsed ->
                receiving
                    .replyTo(line, parsed)
                    .onSuccess(reply -> trace.in(line, contentType, body.total(), parsed, reply)))
        .otherwise(
            e -> {
              log.error("MMSC {}: request failed: {}", line.name(), e.toString());
              return Reply.NOT_STORED;
            })
        .map(
            reply -> {
              count(line.mmsc(), reply.result());
              write(request, reply, cutOff);
              return reply;
            });
  }

  private Future<Mm7Request> parseOnWorker(Callable<Mm7Request> parse) {
    WorkerExecutor pool = workers;
    return pool == null ? Future.failedFuture("not started") : pool.executeBlocking(parse, false);
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
