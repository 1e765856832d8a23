package dev.snaptill.channel.mm7;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.MediaRef;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import dev.snaptill.store.MediaStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends to MMSCs: answers {@code Channels.send(<mmsc name>)} with what became of a SubmitReq. On
 * the plain HTTP client rather than WebClient, because only its two steps (a connection, then the
 * request) tell "never sent" from "sent and not answered", and only the first may be repeated.
 */
final class SubmitVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(SubmitVerticle.class);
  private static final int MAX_PICTURES = 5;
  private static final int MAX_ANSWER = 64 * 1024;
  private static final int CONNECTIONS = 8;
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

  /** One MMSC's way out. */
  private record Exit(MmscConfig mmsc, Backoff backoff) {}

  /** What came back over HTTP. */
  private record HttpAnswer(int status, @Nullable String contentType, byte[] body) {}

  private final List<MmscConfig> mmscs;
  private final Bus bus;
  private final MeterRegistry registry;
  private final MediaStore media;
  private @Nullable HttpClient client;

  SubmitVerticle(List<MmscConfig> mmscs, Bus bus, MeterRegistry registry, MediaStore media) {
    this.mmscs = mmscs;
    this.bus = bus;
    this.registry = registry;
    this.media = media;
  }

  @Override
  public Future<?> start() {
    client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout((int) CONNECT_WITHIN.toMillis()),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    List<Future<Void>> registered = new ArrayList<>();
    for (MmscConfig mmsc : mmscs) {
      Exit exit = new Exit(mmsc, new Backoff());
      registered.add(
          bus.answer(Channels.send(mmsc.name()), message -> timed(exit, message)).completion());
    }
    return Future.all(registered);
  }

  private Future<SendResult> timed(Exit exit, OutboundMessage message) {
    Timer.Sample sample = Timer.start(registry);
    return send(exit, message)
        .otherwise(e -> new SendResult.RetryAfter(CONNECT_WITHIN, "internal: " + e.getClass()))
        .onSuccess(
            result -> {
              sample.stop(registry.timer("snaptill.mm7.submit", "mmsc", exit.mmsc().name()));
              registry
                  .counter(
                      "snaptill.mm7.submitted",
                      "mmsc",
                      exit.mmsc().name(),
                      "result",
                      nameOf(result))
                  .increment();
            });
  }

  private static String nameOf(SendResult result) {
    if (result instanceof SendResult.Accepted) {
      return "accepted";
    }
    if (result instanceof SendResult.RetryAfter) {
      return "retry";
    }
    return result instanceof SendResult.Rejected ? "rejected" : "unknown";
  }

  private Future<SendResult> send(Exit exit, OutboundMessage message) {
    boolean tooBig =
        message.pictures().size() > MAX_PICTURES
            || message.pictures().stream().anyMatch(p -> p.bytes() > exit.mmsc().maxPictureBytes());
    if (!message.to().scheme().equals("tel")) {
      return Future.succeededFuture(new SendResult.Rejected("2002"));
    }
    if (tooBig) {
      // as the MMSC would say, so that the same fallback follows
      return Future.succeededFuture(new SendResult.Rejected("2004"));
    }
    int mark = exit.backoff().mark();
    return pictures(message.pictures())
        .transform(
            read ->
                read.succeeded()
                    ? submit(exit, message, read.result(), message.replyHandle(), mark)
                    : Future.succeededFuture(
                        new SendResult.RetryAfter(
                            exit.backoff().failed(mark), "a picture cannot be read")));
  }

  private Future<List<byte[]>> pictures(List<MediaRef> refs) {
    Future<List<byte[]>> read = Future.succeededFuture(new ArrayList<>());
    for (MediaRef ref : refs) {
      read =
          read.compose(
              list ->
                  media
                      .get(ref)
                      .map(
                          bytes -> {
                            list.add(bytes);
                            return list;
                          }));
    }
    return read;
  }

  private Future<SendResult> submit(
      Exit exit,
      OutboundMessage message,
      List<byte[]> pictures,
      @Nullable String linkedId,
      int mark) {
    SubmitReq req = SubmitReq.write(exit.mmsc(), message, pictures, linkedId);
    return connect(exit.mmsc())
        .transform(
            connected ->
                connected.failed()
                    ? Future.succeededFuture(
                        new SendResult.RetryAfter(
                            exit.backoff().failed(mark), "no connection to the MMSC"))
                    : exchange(exit.mmsc(), connected.result(), req)
                        .transform(
                            answered ->
                                answered.failed()
                                    ? Future.succeededFuture(
                                        new SendResult.Unknown("sent, but not answered"))
                                    : judge(
                                        exit,
                                        message,
                                        pictures,
                                        linkedId,
                                        mark,
                                        answered.result())));
  }

  private Future<HttpClientRequest> connect(MmscConfig mmsc) {
    HttpClient http = client;
    if (http == null) {
      return Future.failedFuture("not started");
    }
    return http.request(
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(mmsc.url().toString())
            .setFollowRedirects(false)
            .setConnectTimeout(CONNECT_WITHIN.toMillis()));
  }

  private Future<HttpAnswer> exchange(MmscConfig mmsc, HttpClientRequest request, SubmitReq req) {
    request
        .putHeader("Content-Type", req.contentType())
        .putHeader("SOAPAction", "\"\"")
        .putHeader("Accept", "text/xml");
    String username = mmsc.username();
    if (username != null) {
      byte[] pair = (username + ":" + mmsc.password()).getBytes(StandardCharsets.UTF_8);
      request.putHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }
    return request
        .send(Buffer.buffer(req.body()))
        .compose(SubmitVerticle::collect)
        .timeout(mmsc.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(e -> request.reset());
  }

  private static Future<HttpAnswer> collect(HttpClientResponse response) {
    Promise<HttpAnswer> whole = Promise.promise();
    BodyBuffer body = new BodyBuffer(MAX_ANSWER);
    response.handler(
        chunk -> {
          body.add(chunk.getBytes());
          if (body.isOver()) {
            whole.tryFail("answer too long");
          }
        });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(
        end ->
            whole.tryComplete(
                new HttpAnswer(
                    response.statusCode(), response.getHeader("Content-Type"), body.bytes())));
    return whole.future();
  }

  /** A status in the answer decides, whatever HTTP says; without one, HTTP does. */
  private Future<SendResult> judge(
      Exit exit,
      OutboundMessage message,
      List<byte[]> pictures,
      @Nullable String linkedId,
      int mark,
      HttpAnswer http) {
    SubmitAnswer answer = SubmitAnswer.parse(http.contentType(), http.body());
    if (!answer.isUnderstood()) {
      return Future.succeededFuture(byHttp(exit, mark, http.status()));
    }
    String code = String.valueOf(answer.code());
    switch (answer.status()) {
      case DONE -> {
        exit.backoff().succeeded();
        return Future.succeededFuture(new SendResult.Accepted(answer.messageId()));
      }
      case PARTIAL -> {
        exit.backoff().succeeded();
        log.warn("MMSC {}: message {} taken in part (1100)", exit.mmsc().name(), message.id());
        return Future.succeededFuture(new SendResult.Accepted(answer.messageId()));
      }
      case WITHOUT_LINKED_ID -> {
        return linkedId == null
            ? Future.succeededFuture(new SendResult.Rejected(code))
            : submit(exit, message, pictures, null, mark);
      }
      case RETRY -> {
        return Future.succeededFuture(
            new SendResult.RetryAfter(exit.backoff().failed(mark), "status " + code));
      }
      case ALARM -> {
        log.error("MMSC {}: refuses us with {}: look at its contract", exit.mmsc().name(), code);
        return Future.succeededFuture(new SendResult.Rejected(code));
      }
      default -> {
        return Future.succeededFuture(new SendResult.Rejected(code));
      }
    }
  }

  private static SendResult byHttp(Exit exit, int mark, int status) {
    if (status == 413) {
      return new SendResult.Rejected("2004");
    }
    if (status == 408 || status == 429 || status == 500 || status == 503) {
      return new SendResult.RetryAfter(exit.backoff().failed(mark), "HTTP " + status);
    }
    if (status >= 300 && status < 500) {
      log.error("MMSC {}: refuses us with HTTP {}", exit.mmsc().name(), status);
      return new SendResult.Rejected("HTTP " + status);
    }
    // 200 without a status, or 502 and 504 of a proxy that may have passed it on
    return new SendResult.Unknown("HTTP " + status + " and no MM7 status");
  }
}
