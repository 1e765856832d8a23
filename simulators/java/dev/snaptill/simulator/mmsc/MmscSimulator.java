package dev.snaptill.simulator.mmsc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An MMSC over MM7: takes SubmitReq for phones on its own port, posts phones' messages as
 * DeliverReq to the gateway's URL, and a DeliveryReportReq where one was asked for.
 */
public final class MmscSimulator implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MmscSimulator.class);
  private static final int LARGEST = 4 << 20;
  private static final String VERSION = "6.8.0";

  private final MmscConfig config;
  private final MmscFaults faults = new MmscFaults();
  private final Held held = new Held();
  private final MmscPages pages = new MmscPages(this);
  private final Poster poster;
  private final HttpServer server;
  private final ExecutorService workers;
  private final List<MultimediaMessage> submitted = new CopyOnWriteArrayList<>();
  private final List<Consumer<MultimediaMessage>> listeners = new CopyOnWriteArrayList<>();

  /** Listens at once; throws IOException when the port cannot be had. */
  public MmscSimulator(MmscConfig config) throws IOException {
    this.config = config;
    this.poster = new Poster(config);
    AtomicInteger number = new AtomicInteger();
    this.workers =
        Executors.newFixedThreadPool(
            4,
            task -> {
              Thread thread = new Thread(task, "mmsc-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByName(config.host()), config.port()), 50);
    server.setExecutor(workers);
    server.createContext("/", this::handle);
    server.createContext("/faults", pages::faults);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Where DeliverReq is posted from now on. */
  public void postTo(URI gateway) {
    poster.postTo(gateway);
  }

  public MmscFaults faults() {
    return faults;
  }

  /** How many messages wait for their phones ({@link MmscFaults.Kind#HOLD}). */
  public int held() {
    return held.waiting();
  }

  /** Delivers what waits. */
  public void release() {
    held.release();
  }

  /** MessageIDs of those that a CancelReq took back. */
  public List<String> cancelled() {
    return held.cancelled();
  }

  /** Told of every message accepted for phones, before its SubmitRsp leaves. */
  public void onMessage(Consumer<MultimediaMessage> listener) {
    listeners.add(listener);
  }

  /** Messages accepted for phones, oldest first. */
  public List<MultimediaMessage> submitted() {
    return List.copyOf(submitted);
  }

  /**
   * Posts a phone's message as a DeliverReq, again until it is answered for good.
   *
   * @param from E.164 with its plus
   * @param to the short code
   * @param subject may be empty; then it is left out
   */
  public CompletableFuture<DeliverOutcome> deliver(
      String from, String to, String subject, String text, List<Picture> pictures) {
    String transactionId = UUID.randomUUID().toString();
    String linkedId = "L" + UUID.randomUUID();
    String sent = now();
    Envelope.SoapPart soap =
        contentId ->
            SoapWriter.envelope(
                SoapWriter.REL_6,
                "DeliverReq",
                transactionId,
                body -> {
                  body.put("MM7Version", VERSION)
                      .put("MMSRelayServerID", "mmsc.example")
                      .put("LinkedID", linkedId)
                      .put("Sender/Number", from)
                      .put("Recipients/To/Number", to)
                      .put("TimeStamp", sent)
                      .put("Priority", "Normal");
                  if (!subject.isEmpty()) {
                    body.put("Subject", subject);
                  }
                  body.putReference("Content", "cid:" + contentId);
                });
    List<Picture> all = List.copyOf(pictures);
    return poster.post(
        transactionId,
        linkedId,
        () ->
            Envelope.write(
                soap,
                text,
                all,
                faults.take(MmscFaults.Kind.MISMATCHED_ID),
                faults.take(MmscFaults.Kind.BARE_SOAP)),
        () -> faults.take(MmscFaults.Kind.REPOST));
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
    poster.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("GET")
          && exchange.getRequestURI().getPath().equals("/")) {
        pages.page(exchange);
      } else if (!exchange.getRequestMethod().equals("POST")) {
        answer(exchange, 405, new byte[0]);
      } else if (!allowed(exchange)) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"mmsc\"");
        answer(exchange, 401, new byte[0]);
      } else {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST + 1);
        if (body.length > LARGEST) {
          answer(exchange, 413, new byte[0]);
        } else {
          take(exchange, body);
        }
      }
    }
  }

  private boolean allowed(HttpExchange exchange) {
    return config.submitUser().isEmpty()
        || Poster.basic(config.submitUser(), config.submitPassword())
            .equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private void take(HttpExchange exchange, byte[] body) throws IOException {
    if (faults.take(MmscFaults.Kind.DROP)) {
      return; // closing the exchange cuts the connection
    }
    pause(faults.take(MmscFaults.Kind.SLOW, 0));
    int httpStatus = faults.take(MmscFaults.Kind.HTTP, 200);
    if (httpStatus != 200) {
      answer(exchange, httpStatus, new byte[0]);
      return;
    }
    @Nullable String type = exchange.getRequestHeaders().getFirst("Content-Type");
    try {
      Envelope.Received received = Envelope.read(type == null ? "text/xml" : type, body);
      Soap soap = Soap.read(received.soap());
      if (soap.operation().equals("SubmitReq")) {
        submit(exchange, soap, received);
      } else if (soap.operation().equals("CancelReq")) {
        cancel(exchange, soap);
      } else {
        answer(exchange, 200, status(soap, "RSErrorRsp", 4003, "Not offered", null));
      }
    } catch (MessagingException | XMLStreamException | IOException | RuntimeException e) {
      log.info("a request that cannot be read: {}", e.toString());
      Soap nobody = new Soap("", SoapWriter.REL_6, java.util.Map.of());
      answer(exchange, 200, status(nobody, "RSErrorRsp", 2007, "Message format corrupt", null));
    }
  }

  private void submit(HttpExchange exchange, Soap soap, Envelope.Received received)
      throws IOException {
    int refusal = faults.take(MmscFaults.Kind.REFUSE, 1000);
    if (refusal != 1000) {
      answer(exchange, 200, status(soap, "SubmitRsp", refusal, "Refused on purpose", null));
      return;
    }
    List<String> to = recipients(soap);
    if (to.isEmpty()) {
      answer(exchange, 200, status(soap, "SubmitRsp", 2002, "Address error", null));
      return;
    }
    String id = UUID.randomUUID().toString();
    MultimediaMessage message =
        new MultimediaMessage(
            id,
            sender(soap),
            to,
            soap.first("SubmitReq/Subject"),
            received.text(),
            received.pictures(),
            Instant.now());
    if (faults.take(MmscFaults.Kind.PARTIAL)) {
      answer(exchange, 200, partial(soap, id, to));
      return;
    }
    boolean report = soap.first("SubmitReq/DeliveryReport").equalsIgnoreCase("true");
    submitted.add(message);
    boolean waits = faults.take(MmscFaults.Kind.HOLD);
    String never = faults.undelivered();
    Runnable delivery =
        () -> {
          listeners.forEach(listener -> listener.accept(message));
          if (report) {
            to.forEach(recipient -> report(message, recipient, "Retrieved"));
          }
        };
    if (waits) {
      held.hold(id, delivery);
    } else if (never.isEmpty()) {
      listeners.forEach(listener -> listener.accept(message));
    }
    if (!faults.take(MmscFaults.Kind.LOST)) {
      answer(exchange, 200, status(soap, "SubmitRsp", 1000, "Success", id));
    }
    if (report && !waits) {
      to.forEach(recipient -> report(message, recipient, never.isEmpty() ? "Retrieved" : never));
    }
  }

  private void cancel(HttpExchange exchange, Soap soap) throws IOException {
    int refusal = faults.take(MmscFaults.Kind.REFUSE, 1000);
    if (refusal != 1000) {
      answer(exchange, 200, status(soap, "CancelRsp", refusal, "Refused on purpose", null));
    } else if (held.cancel(soap.first("CancelReq/MessageID"))) {
      answer(exchange, 200, status(soap, "CancelRsp", 1000, "Success", null));
    } else {
      answer(exchange, 200, status(soap, "CancelRsp", 2005, "Message ID not found", null));
    }
  }

  /** The fault "slow": holds up the thread of one request, as a busy MMSC would. */
  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> recipients(Soap soap) {
    List<String> to = new ArrayList<>();
    for (String list : List.of("To", "Cc", "Bcc")) {
      for (String kind : List.of("Number", "ShortCode", "RFC2822Address")) {
        soap.all("SubmitReq/Recipients/" + list + "/" + kind).stream()
            .map(MmscSimulator::number)
            .forEach(to::add);
      }
    }
    return to;
  }

  private static String sender(Soap soap) {
    String address = "SubmitReq/SenderIdentification/SenderAddress";
    for (String path : List.of(address + "/ShortCode", address + "/Number", address)) {
      if (!soap.first(path).isEmpty()) {
        return soap.first(path);
      }
    }
    return soap.first("SubmitReq/SenderIdentification/VASID");
  }

  /** {@code +86138…/TYPE=PLMN} and bare digits of a subscriber into E.164. */
  private static String number(String written) {
    String number = written.replaceFirst("/TYPE=.*$", "");
    return number.matches("[1-9][0-9]{8,14}") ? "+" + number : number;
  }

  private void report(MultimediaMessage message, String recipient, String mmStatus) {
    String transactionId = UUID.randomUUID().toString();
    String when = now();
    poster.post(
        transactionId,
        "",
        () ->
            new Envelope.Post(
                "text/xml; charset=utf-8",
                SoapWriter.envelope(
                    SoapWriter.REL_6,
                    "DeliveryReportReq",
                    transactionId,
                    body ->
                        body.put("MM7Version", VERSION)
                            .put("MMSRelayServerID", "mmsc.example")
                            .put("MessageID", message.id())
                            .put("Recipient/Number", recipient)
                            .put("Sender/Number", message.from())
                            .put("Date", when)
                            .put("MMStatus", mmStatus))),
        () -> false);
  }

  /** In the request's own namespace and version, unless this MMSC is of another release. */
  private byte[] status(
      Soap request, String operation, int code, String text, @Nullable String messageId) {
    return answer(request, operation, body -> body.putStatus(code, text), messageId);
  }

  private byte[] partial(Soap request, String id, List<String> leftOut) {
    return answer(request, "SubmitRsp", body -> body.putPartial("Partial success", leftOut), id);
  }

  private byte[] answer(
      Soap request, String operation, SoapWriter.Body status, @Nullable String messageId) {
    boolean old = faults.take(MmscFaults.Kind.REL5);
    String namespace = request.namespace().isEmpty() ? SoapWriter.REL_6 : request.namespace();
    String version = request.first(request.operation() + "/MM7Version");
    return SoapWriter.envelope(
        old ? SoapWriter.REL_5 : namespace,
        operation,
        request.first("TransactionID"),
        body -> {
          body.put("MM7Version", old ? "5.3.0" : version.isEmpty() ? VERSION : version);
          status.write(body);
          if (messageId != null) {
            body.put("MessageID", messageId);
          }
        });
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/xml; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
