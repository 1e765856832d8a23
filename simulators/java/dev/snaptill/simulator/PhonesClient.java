package dev.snaptill.simulator;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Speaks to the API of simulators that run already. */
final class PhonesClient {
  private final URI base;
  private final HttpClient client = HttpClient.newHttpClient();

  PhonesClient(URI base) {
    this.base = base;
  }

  JsonObject messages(String phone, long after) throws IOException, InterruptedException {
    return exchange(request(path(phone) + "?after=" + after).GET());
  }

  JsonObject send(String phone, JsonObject message) throws IOException, InterruptedException {
    return exchange(
        request(path(phone))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(message.encode())));
  }

  private static String path(String phone) {
    return "/api/phones/" + URLEncoder.encode(phone, StandardCharsets.UTF_8) + "/messages";
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30));
  }

  private JsonObject exchange(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      JsonObject body = new JsonObject(answer.body());
      if (answer.statusCode() >= 400) {
        throw new IOException(body.getString("error", "HTTP " + answer.statusCode()));
      }
      return body;
    } catch (ConnectException e) {
      throw new IOException("no simulators at " + base + "; start them with 'run'", e);
    }
  }
}
