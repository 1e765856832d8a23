package dev.snaptill.channel.mm7;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Posts to one MMSC. On the plain HTTP client rather than WebClient, because only its two steps (a
 * connection, then the request) tell "never sent" from "sent and not answered", and only the first
 * may be repeated.
 */
final class MmscClient {
  static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
  private static final int MAX_ANSWER = 64 * 1024;
  private static final Duration DRAIN_WITHIN = Duration.ofMinutes(1);

  private final MmscLine line;
  private final HttpClient http;
  private final HttpLogin login;
  private final String uri;

  MmscClient(Vertx vertx, MmscLine line) {
    this.line = line;
    MmscConfig mmsc = line.mmsc();
    this.http =
        vertx.createHttpClient(options(mmsc), new PoolOptions().setHttp1MaxSize(mmsc.window()));
    this.login = new HttpLogin(mmsc);
    this.uri = requestUri(mmsc.url());
  }

  MmscLine line() {
    return line;
  }

  private static HttpClientOptions options(MmscConfig mmsc) {
    HttpClientOptions options =
        new HttpClientOptions().setConnectTimeout((int) CONNECT_WITHIN.toMillis());
    if (!"https".equals(mmsc.url().getScheme())) {
      return options;
    }
    Mm7Tls tls = mmsc.tls();
    options.setSsl(true).setVerifyHost(tls.verifyHost());
    String trusted = tls.trustFile();
    if (trusted != null) {
      options.setTrustOptions(new PemTrustOptions().addCertPath(trusted));
    }
    String certificate = tls.certificateFile();
    if (certificate != null) {
      options.setKeyCertOptions(
          new PemKeyCertOptions()
              .setCertPath(certificate)
              .setKeyPath(String.valueOf(tls.keyFile())));
    }
    return options;
  }

  private static String requestUri(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  /** How a request ended. */
  sealed interface Posted {
    /** Not a byte of it was sent. */
    record Unconnected(String why) implements Posted {}

    /** Sent, and nothing came back. */
    record Silence() implements Posted {}

    record Answer(int status, @Nullable String contentType, byte[] body) implements Posted {}
  }

  /** Never fails. A challenge for Digest credentials is answered by sending the request again. */
  Future<Posted> post(String contentType, byte[] body) {
    line.activity().begun();
    return attempt(contentType, body, true).onComplete(done -> line.activity().ended());
  }

  private Future<Posted> attempt(String contentType, byte[] body, boolean first) {
    return http.request(
            new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(line.mmsc().url().toString())
                .setFollowRedirects(false)
                .setConnectTimeout(CONNECT_WITHIN.toMillis()))
        .transform(
            connected ->
                connected.failed()
                    ? Future.succeededFuture(
                        new Posted.Unconnected(connected.cause().getClass().getSimpleName()))
                    : exchange(connected.result(), contentType, body, first));
  }

  private Future<Posted> exchange(
      HttpClientRequest request, String contentType, byte[] body, boolean first) {
    request
        .putHeader("Content-Type", contentType)
        .putHeader("SOAPAction", "\"\"")
        .putHeader("Accept", "text/xml");
    String authorization = login.header("POST", uri);
    if (authorization != null) {
      request.putHeader("Authorization", authorization);
    }
    return request
        .send(Buffer.buffer(body))
        .compose(
            response -> {
              boolean again =
                  response.statusCode() == 401
                      && first
                      && login.takeUp(response.headers().getAll("WWW-Authenticate"));
              return collect(response).map(answer -> again ? null : answer);
            })
        .timeout(line.mmsc().timeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(e -> request.reset())
        .transform(
            answered -> {
              if (answered.failed()) {
                return Future.succeededFuture(new Posted.Silence());
              }
              Posted answer = answered.result();
              return answer == null
                  ? attempt(contentType, body, false)
                  : Future.succeededFuture(answer);
            });
  }

  private static Future<Posted> collect(HttpClientResponse response) {
    Promise<Posted> whole = Promise.promise();
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
                new Posted.Answer(
                    response.statusCode(), response.getHeader("Content-Type"), body.bytes())));
    return whole.future();
  }

  /** What is under way may end. */
  Future<Void> close() {
    return http.shutdown(DRAIN_WITHIN.toSeconds(), TimeUnit.SECONDS);
  }
}
