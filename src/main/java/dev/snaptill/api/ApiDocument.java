package dev.snaptill.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The OpenAPI document: what is served, and what every request is checked against. */
record ApiDocument(Buffer yaml, JsonObject json) {
  private static final String RESOURCE = "/openapi/snaptill.yaml";

  /** Reads it from the program. Blocking. */
  static ApiDocument read() {
    try (InputStream in = ApiDocument.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("missing from the program: " + RESOURCE);
      }
      Buffer yaml = Buffer.buffer(in.readAllBytes());
      Map<String, Object> tree =
          new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml.toString());
      return new ApiDocument(yaml, new JsonObject(tree));
    } catch (IOException e) {
      throw new IllegalStateException(RESOURCE + " cannot be read", e);
    }
  }

  /** The contract for checking requests. */
  Future<OpenAPIContract> contract(Vertx vertx) {
    return OpenAPIContract.from(vertx, withoutAnswers());
  }

  /**
   * vertx-openapi refuses media types it can't check, such as pictures and problem documents.
   * Answers are not checked, so it need not know of them, nor of the server's address, which it
   * wants to be absolute.
   */
  private JsonObject withoutAnswers() {
    JsonObject copy = json.copy();
    JsonObject paths = copy.getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      JsonObject methods = paths.getJsonObject(path);
      for (String method : methods.fieldNames()) {
        JsonObject operation = methods.getJsonObject(method);
        JsonObject body = operation.getJsonObject("requestBody");
        if (body != null && !body.getJsonObject("content").containsKey("application/json")) {
          // day files are checked by who reads them
          operation.remove("requestBody");
        }
        operation.put(
            "responses",
            new JsonObject().put("default", new JsonObject().put("description", "an answer")));
      }
    }
    copy.getJsonObject("components").remove("responses");
    copy.remove("servers");
    return copy;
  }
}
