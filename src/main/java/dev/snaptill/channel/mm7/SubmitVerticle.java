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
import io.vertx.core.eventbus.MessageConsumer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends to MMSCs: answers {@code Channels.send(<mmsc name>)} with what became of a SubmitReq, and
 * {@code Mm7.cancel(<mmsc name>)} with what became of a CancelReq.
 */
final class SubmitVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(SubmitVerticle.class);
  private static final int MAX_PICTURES = 5;
  private static final int MAX_REPORTED_ID = 100;
  private static final Duration STOPPED_PAUSE = Duration.ofSeconds(15);

  /** How often a picture is made smaller for an MMSC that finds it too big. */
  private static final int SMALLER = 2;

  /** One MMSC's way out. */
  private record Exit(MmscClient client, List<MessageConsumer<Object>> consumers) {
    MmscLine line() {
      return client.line();
    }

    MmscConfig mmsc() {
      return client.line().mmsc();
    }

    Backoff backoff() {
      return client.line().backoff();
    }
  }

  /** A message on its way, as the next request has it. */
  private record Attempt(
      OutboundMessage message,
      List<byte[]> pictures,
      @Nullable String linkedId,
      int smaller,
      int mark) {
    Attempt withoutLinkedId() {
      return new Attempt(message, pictures, null, smaller, mark);
    }

    Attempt with(List<byte[]> others) {
      return new Attempt(message, others, linkedId, smaller + 1, mark);
    }
  }

  private final Bus bus;
  private final MeterRegistry registry;
  private final MediaStore media;
  private final Mm7Trace trace;
  private final Map<String, Exit> exits = new LinkedHashMap<>();

  SubmitVerticle(Bus bus, MeterRegistry registry, MediaStore media, Mm7Trace trace) {
    this.bus = bus;
    this.registry = registry;
    this.media = media;
    this.trace = trace;
  }

  @Override
  public Future<?> start() {
    return Future.succeededFuture();
  }

  /** From now on these are the MMSCs; may be called from anywhere. */
  Future<Void> use(List<MmscLine> lines) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        now -> {
          try {
            exchange(lines).onComplete(done);
          } catch (RuntimeException e) {
            done.fail(e);
          }
        });
    return done.future();
  }

  private Future<Void> exchange(List<MmscLine> lines) {
    Map<String, MmscLine> wanted = new LinkedHashMap<>();
    lines.forEach(line -> wanted.put(line.name(), line));
    List<MmscClient> fresh = new ArrayList<>();
    for (MmscLine line : lines) {
      Exit old = exits.get(line.name());
      if (old == null || old.line() != line) {
        // before anything is let go: a certificate that cannot be read changes nothing
        fresh.add(new MmscClient(vertx, line));
      }
    }
    for (Exit old : List.copyOf(exits.values())) {
      if (wanted.get(old.line().name()) != old.line()) {
        exits.remove(old.line().name());
        old.consumers().forEach(MessageConsumer::unregister);
        old.client().close();
      }
    }
    List<Future<?>> registered = new ArrayList<>();
    for (MmscClient client : fresh) {
      String name = client.line().name();
      List<MessageConsumer<Object>> consumers = new ArrayList<>();
      Exit exit = new Exit(client, consumers);
      consumers.add(bus.answer(Channels.send(name), message -> timed(exit, message)));
      consumers.add(bus.answer(Mm7.cancel(name), cancel -> cancel(exit, cancel)));
      consumers.forEach(consumer -> registered.add(consumer.completion()));
      exits.put(name, exit);
    }
    return Future.all(registered).mapEmpty();
  }

  private Future<SendResult> timed(Exit exit, OutboundMessage message) {
    Timer.Sample sample = Timer.start(registry);
    return send(exit, message)
        .otherwise(
            e ->
                new SendResult.RetryAfter(
                    MmscClient.CONNECT_WITHIN, "internal: " + e.getClass().getSimpleName()))
        .onSuccess(
            result -> {
              String name = exit.mmsc().name();
              sample.stop(registry.timer("snaptill.mm7.submit", "mmsc", name));
              registry
                  .counter("snaptill.mm7.submitted", "mmsc", name, "result", nameOf(result))
                  .increment();
              noted(exit, result);
            });
  }

  private static void noted(Exit exit, SendResult result) {
    if (result instanceof SendResult.Accepted) {
      exit.line().activity().sent();
    } else if (result instanceof SendResult.RetryAfter retry) {
      exit.line().activity().error(retry.why());
    } else if (result instanceof SendResult.Rejected rejected) {
      exit.line().activity().error("refused a message: " + rejected.code());
    } else if (result instanceof SendResult.Unknown unknown) {
      exit.line().activity().error(unknown.why());
    }
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
    if (!message.to().scheme().equals("tel")) {
      return Future.succeededFuture(new SendResult.Rejected("2002"));
    }
    if (!exit.line().isRunning()) {
      return Future.succeededFuture(
          new SendResult.RetryAfter(STOPPED_PAUSE, "stopped by an operator"));
    }
    if (message.pictures().size() > MAX_PICTURES) {
      // as the MMSC would say, so that the same fallback follows
      return Future.succeededFuture(new SendResult.Rejected("2004"));
    }
    int mark = exit.backoff().mark();
    return pictures(message.pictures())
        .transform(
            read ->
                read.failed()
                    ? Future.succeededFuture(
                        new SendResult.RetryAfter(
                            exit.backoff().failed(mark), "a picture cannot be read"))
                    : fitting(exit.mmsc(), read.result())
                        .compose(
                            fitted ->
                                fitted.isEmpty()
                                    ? Future.succeededFuture(new SendResult.Rejected("2004"))
                                    : submit(
                                        exit,
                                        new Attempt(
                                            message,
                                            fitted.get(),
                                            message.replyHandle(),
                                            0,
                                            mark))));
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

  private Future<Optional<List<byte[]>>> fitting(MmscConfig mmsc, List<byte[]> pictures) {
    if (pictures.isEmpty()) {
      return Future.succeededFuture(Optional.of(pictures));
    }
    return vertx.executeBlocking(
        () ->
            all(
                pictures.stream()
                    .map(p -> PictureFitter.fit(p, mmsc.maxPictureBytes(), mmsc.maxPictureSide()))
                    .toList()),
        false);
  }

  private static Optional<List<byte[]>> all(List<Optional<byte[]>> pictures) {
    return pictures.stream().allMatch(Optional::isPresent)
        ? Optional.of(pictures.stream().map(Optional::get).toList())
        : Optional.empty();
  }

  private Future<SendResult> submit(Exit exit, Attempt attempt) {
    SubmitReq req =
        SubmitReq.write(
            exit.mmsc(),
            attempt.message(),
            attempt.pictures(),
            attempt.linkedId(),
            attempt.smaller());
    trace.out(exit.line(), "SubmitReq", req.transactionId(), req.body().length);
    return exit.client()
        .post(req.contentType(), req.body())
        .compose(posted -> judge(exit, attempt, req.transactionId(), posted));
  }

  /** A status in the answer decides, whatever HTTP says; without one, HTTP does. */
  private Future<SendResult> judge(
      Exit exit, Attempt attempt, String transactionId, MmscClient.Posted posted) {
    exit.line().answers(posted instanceof MmscClient.Posted.Answer);
    if (posted instanceof MmscClient.Posted.Unconnected unconnected) {
      trace.note(exit.line(), "OUT " + transactionId + " no connection: " + unconnected.why());
      return Future.succeededFuture(
          new SendResult.RetryAfter(
              exit.backoff().failed(attempt.mark()), "no connection to the MMSC"));
    }
    if (!(posted instanceof MmscClient.Posted.Answer http)) {
      trace.note(exit.line(), "OUT " + transactionId + " sent, but not answered");
      return Future.succeededFuture(new SendResult.Unknown("sent, but not answered"));
    }
    SubmitAnswer answer = SubmitAnswer.parse(http.contentType(), http.body());
    trace.answered(exit.line(), transactionId, http.status(), answer);
    if (!answer.isUnderstood()) {
      return http.status() == 413
          ? tooBig(exit, attempt)
          : Future.succeededFuture(byHttp(exit, attempt.mark(), http.status()));
    }
    return judge(exit, attempt, answer);
  }

  private Future<SendResult> judge(Exit exit, Attempt attempt, SubmitAnswer answer) {
    String code = String.valueOf(answer.code());
    switch (answer.status()) {
      case DONE -> {
        exit.backoff().succeeded();
        return Future.succeededFuture(accepted(attempt, answer));
      }
      case PARTIAL -> {
        exit.backoff().succeeded();
        return Future.succeededFuture(
            answer.leavesOut(attempt.message().to())
                ? new SendResult.Rejected(code)
                : accepted(attempt, answer));
      }
      case TOO_BIG -> {
        return tooBig(exit, attempt);
      }
      case WITHOUT_LINKED_ID -> {
        return attempt.linkedId() == null
            ? Future.succeededFuture(new SendResult.Rejected(code))
            : submit(exit, attempt.withoutLinkedId());
      }
      case RETRY -> {
        return Future.succeededFuture(
            new SendResult.RetryAfter(exit.backoff().failed(attempt.mark()), "status " + code));
      }
      case ALARM -> {
        log.error("MMSC {}: refuses us with {}: look at its contract", exit.mmsc().name(), code);
        registry.counter("snaptill.mm7.alarms", "mmsc", exit.mmsc().name()).increment();
        return Future.succeededFuture(new SendResult.Rejected(code));
      }
      default -> {
        return Future.succeededFuture(new SendResult.Rejected(code));
      }
    }
  }

  /** Its reports will name the MessageID; an MMSC that gave none sends none we could place. */
  private SendResult accepted(Attempt attempt, SubmitAnswer answer) {
    String id = answer.messageId();
    if (id.isEmpty() || id.length() > MAX_REPORTED_ID) {
      return new SendResult.Accepted(id);
    }
    if (!attempt.message().pictures().isEmpty()) {
      bus.send(Mm7.TAKEN, new Mm7.Taken(attempt.message(), id));
    }
    return new SendResult.Accepted(id, List.of(new SendResult.Part(id, id)));
  }

  /** A smaller picture, else the refusal that brings the text by SMS instead. */
  private Future<SendResult> tooBig(Exit exit, Attempt attempt) {
    SendResult refused = new SendResult.Rejected("2004");
    if (attempt.pictures().isEmpty() || attempt.smaller() >= SMALLER) {
      return Future.succeededFuture(refused);
    }
    return vertx
        .executeBlocking(
            () -> all(attempt.pictures().stream().map(PictureFitter::smaller).toList()), false)
        .compose(
            smaller ->
                smaller.isEmpty()
                    ? Future.succeededFuture(refused)
                    : submit(exit, attempt.with(smaller.get())));
  }

  private SendResult byHttp(Exit exit, int mark, int status) {
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

  private Future<SendResult> cancel(Exit exit, Mm7.Cancel cancel) {
    if (!exit.line().isRunning()) {
      return Future.succeededFuture(
          new SendResult.RetryAfter(STOPPED_PAUSE, "stopped by an operator"));
    }
    CancelReq req = CancelReq.write(exit.mmsc(), cancel);
    byte[] body = req.xml().getBytes(StandardCharsets.UTF_8);
    int mark = exit.backoff().mark();
    trace.out(exit.line(), "CancelReq", req.transactionId(), body.length);
    return exit.client()
        .post("text/xml; charset=\"utf-8\"", body)
        .map(
            posted -> {
              // to cancel twice does no harm: silence may be asked again
              if (!(posted instanceof MmscClient.Posted.Answer http)) {
                return new SendResult.RetryAfter(exit.backoff().failed(mark), "no answer");
              }
              SubmitAnswer answer = SubmitAnswer.parse(http.contentType(), http.body());
              trace.answered(exit.line(), req.transactionId(), http.status(), answer);
              boolean again =
                  answer.isUnderstood()
                      ? answer.status() == SubmitStatus.RETRY
                      : http.status() >= 500;
              boolean done = answer.isUnderstood() && answer.status() == SubmitStatus.DONE;
              registry
                  .counter(
                      "snaptill.mm7.cancelled",
                      "mmsc",
                      exit.mmsc().name(),
                      "result",
                      done ? "done" : again ? "retry" : "refused")
                  .increment();
              if (again) {
                return new SendResult.RetryAfter(exit.backoff().failed(mark), "try later");
              }
              return done
                  ? new SendResult.Accepted(cancel.messageId())
                  : new SendResult.Rejected(String.valueOf(answer.code()));
            });
  }
}
