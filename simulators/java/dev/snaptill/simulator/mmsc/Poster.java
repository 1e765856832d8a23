package dev.snaptill.simulator.mmsc;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.xml.stream.XMLStreamException;

/**
 * Posts requests to the gateway, again after HTTP 5xx, status 4006 and silence: same ids, newly
 * packed.
 */
final class Poster implements AutoCloseable {
  private static final int TRY_AGAIN = 4006;
  private static final long LONGEST_DELAY_MILLIS = 10_000;

  private final MmscConfig config;
  private final HttpClient client;
  private volatile URI gateway;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "mmsc-timer");
            thread.setDaemon(true);
            return thread;
          });

  /** One request with its ids, however often it is posted. */
  private final class Request {
    private final Supplier<Envelope.Post> pack;
    private final BooleanSupplier again;
    private final String transactionId;
    private final String linkedId;
    private final CompletableFuture<DeliverOutcome> outcome = new CompletableFuture<>();
    private final long since = System.nanoTime();
    private int attempts;

    Request(
        Supplier<Envelope.Post> pack,
        BooleanSupplier again,
        String transactionId,
        String linkedId) {
      this.pack = pack;
      this.again = again;
      this.transactionId = transactionId;
      this.linkedId = linkedId;
    }

    void attempt() {
      attempts++;
      Envelope.Post post = pack.get();
      HttpRequest.Builder request =
          HttpRequest.newBuilder(gateway)
              .timeout(config.timeout())
              .header("Content-Type", post.contentType())
              .header("SOAPAction", "\"\"")
              .POST(HttpRequest.BodyPublishers.ofByteArray(post.body()));
      if (!config.user().isEmpty()) {
        request.header("Authorization", basic(config.user(), config.password()));
      }
      client
          .sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
          .whenComplete(
              (answer, failure) -> {
                if (failure != null) {
                  decide(0, 0);
                } else {
                  decide(answer.statusCode(), statusCode(answer));
                }
              });
    }

    private void decide(int httpStatus, int statusCode) {
      boolean repeat =
          httpStatus == 0 || httpStatus >= 500 || statusCode == TRY_AGAIN || again.getAsBoolean();
      if (repeat && System.nanoTime() - since < config.retryFor().toNanos()) {
        long delay = config.retryDelay().toMillis() << Math.min(attempts - 1, 10);
        timer.schedule(this::attempt, Math.min(delay, LONGEST_DELAY_MILLIS), TimeUnit.MILLISECONDS);
      } else {
        outcome.complete(
            new DeliverOutcome(httpStatus, statusCode, attempts, transactionId, linkedId));
      }
    }
  }

  Poster(MmscConfig config) {
    this.gateway = config.gateway();
    this.config = config;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(config.timeout())
            .build();
  }

  /**
   * @param again whether to post it again although it was answered
   */
  CompletableFuture<DeliverOutcome> post(
      String transactionId, String linkedId, Supplier<Envelope.Post> pack, BooleanSupplier again) {
    Request request = new Request(pack, again, transactionId, linkedId);
    request.attempt();
    return request.outcome;
  }

  static String basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static int statusCode(HttpResponse<byte[]> answer) {
    try {
      Soap soap = Soap.read(answer.body());
      // in the answer itself, or in a SOAP fault's detail
      String code =
          soap.values().entrySet().stream()
              .filter(value -> value.getKey().endsWith("/Status/StatusCode"))
              .map(value -> value.getValue().get(0))
              .findFirst()
              .orElse("");
      return Integer.parseInt(code);
    } catch (XMLStreamException | NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** Posts go there from now on, those that wait to be repeated too. */
  void postTo(URI url) {
    gateway = url;
  }
}
