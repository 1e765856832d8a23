package dev.snaptill.api;

import dev.snaptill.api.ProblemException.FieldError;
import dev.snaptill.store.Database;
import dev.snaptill.store.JournalException;
import dev.snaptill.value.Ids;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Path;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorErrorType;
import io.vertx.openapi.validation.ValidatorException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever went wrong into a problem document (RFC 9457). */
final class Problems {
  private static final Logger log = LoggerFactory.getLogger(Problems.class);
  private static final String TYPE = "urn:snaptill:problem:";
  private static final Pattern PARAMETER =
      Pattern.compile("(?:cookie|header|path|query) parameter ([A-Za-z_-]+)");
  private static final Pattern QUOTED = Pattern.compile("\"([A-Za-z0-9_]{1,40})\"");
  private static final int MOST_ERRORS = 10;

  private final Ids ids;
  private final OpenAPIContract contract;

  Problems(Ids ids, OpenAPIContract contract) {
    this.ids = ids;
    this.contract = contract;
  }

  /** Has every failure of this router and those mounted in it answered here. */
  void mount(Router router) {
    for (int status : new int[] {400, 401, 403, 404, 405, 406, 413, 414, 415, 500, 503}) {
      router.errorHandler(status, request -> answer(request, status));
    }
    router.route().failureHandler(request -> answer(request, request.statusCode()));
  }

  private void answer(RoutingContext request, int status) {
    if (request.response().ended()) {
      return;
    }
    if (request.response().headWritten()) {
      request.request().connection().close();
      return;
    }
    ProblemException problem = problem(request, status);
    String instance = "urn:snaptill:request:" + Ids.text(ids.next());
    if (problem.status() >= 500 && problem.status() != 503) {
      log.error(
          "{} {} failed, {}",
          request.request().method(),
          instance,
          problem.type(),
          request.failure());
    }
    JsonObject document =
        new JsonObject()
            .put("type", TYPE + problem.type())
            .put("title", title(problem.status()))
            .put("status", problem.status())
            .put("detail", problem.detail())
            .put("instance", instance);
    if (!problem.errors().isEmpty()) {
      JsonArray errors = new JsonArray();
      for (FieldError error : problem.errors()) {
        errors.add(new JsonObject().put("field", error.field()).put("detail", error.detail()));
      }
      document.put("errors", errors);
    }
    problem.headers().forEach(request.response()::putHeader);
    if (problem.status() == 413) {
      // what is left of the body is not worth reading
      request.response().putHeader(HttpHeaders.CONNECTION, "close");
    }
    request
        .response()
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(document.toBuffer());
  }

  private ProblemException problem(RoutingContext request, int status) {
    Throwable failure = request.failure();
    // the OpenAPI router puts what it found into a plain 400
    if (failure instanceof HttpException wrapped && wrapped.getCause() != null) {
      failure = wrapped.getCause();
    }
    if (failure instanceof ProblemException problem) {
      return problem;
    }
    if (failure instanceof ValidatorException invalid) {
      return invalid(invalid);
    }
    if (failure instanceof DecodeException) {
      return new ProblemException(
          400, "malformed", "The body is not well-formed JSON", List.of(), Map.of());
    }
    if (failure instanceof JournalException.Unavailable
        || (failure != null && Database.isAway(failure))) {
      return ProblemException.unavailable("The database is not available; try again later");
    }
    return switch (status) {
      case 404 ->
          new ProblemException(404, "not-found", "There is nothing here", List.of(), Map.of());
      case 405 -> methodNotAllowed(request.normalizedPath());
      case 413 ->
          new ProblemException(
              413, "too-large", "The body is larger than 64 KB", List.of(), Map.of());
      default ->
          status >= 400 && status < 500
              ? new ProblemException(
                  status, "bad-request", "The request can't be understood", List.of(), Map.of())
              : new ProblemException(
                  500,
                  "internal",
                  "Something went wrong here; the log has it under this instance",
                  List.of(),
                  Map.of());
    };
  }

  private ProblemException methodNotAllowed(String path) {
    Path known = contract.findPath(path);
    String allowed =
        known == null
            ? "GET"
            : known.getOperations().stream()
                .map(operation -> operation.getHttpMethod().name())
                .sorted()
                .collect(Collectors.joining(", "));
    return new ProblemException(
        405,
        "method-not-allowed",
        "This resource takes " + allowed,
        List.of(),
        Map.of("Allow", allowed));
  }

  private static ProblemException invalid(ValidatorException e) {
    if (e.type() == ValidatorErrorType.UNSUPPORTED_VALUE_FORMAT) {
      return new ProblemException(
          415,
          "unsupported-media-type",
          "The body has to be application/json",
          List.of(),
          Map.of());
    }
    Matcher parameter = PARAMETER.matcher(String.valueOf(e.getMessage()));
    if (parameter.find()) {
      return ProblemException.badField(parameter.group(1), reason(e));
    }
    if (e instanceof SchemaValidationException schema) {
      List<FieldError> errors = errors(schema.getOutputUnit());
      if (!errors.isEmpty()) {
        FieldError first = errors.get(0);
        return new ProblemException(
            400, "validation", first.field() + ": " + first.detail(), errors, Map.of());
      }
    }
    return new ProblemException(
        400,
        e.type() == ValidatorErrorType.ILLEGAL_VALUE ? "malformed" : "validation",
        e.type() == ValidatorErrorType.MISSING_REQUIRED_PARAMETER
            ? "The body is missing"
            : "The body is not well-formed JSON",
        List.of(),
        Map.of());
  }

  private static String reason(ValidatorException e) {
    List<FieldError> errors =
        e instanceof SchemaValidationException schema
            ? errors(schema.getOutputUnit())
            : List.<FieldError>of();
    if (!errors.isEmpty()) {
      return errors.get(0).detail();
    }
    return e.type() == ValidatorErrorType.MISSING_REQUIRED_PARAMETER
        ? "is missing"
        : "is not valid";
  }

  /** The innermost errors of a schema's verdict, each with the field it is about. */
  private static List<FieldError> errors(@Nullable OutputUnit verdict) {
    List<FieldError> found = new ArrayList<>();
    if (verdict == null || verdict.getErrors() == null) {
      return found;
    }
    for (OutputUnit unit : verdict.getErrors()) {
      String keyword = String.valueOf(unit.getKeywordLocation());
      keyword = keyword.substring(keyword.lastIndexOf('/') + 1);
      // these only say that something deeper is wrong, and that has its own entry
      if (unit.getError() == null
          || keyword.equals("$ref")
          || keyword.equals("properties")
          || keyword.equals("items")) {
        continue;
      }
      FieldError error = error(field(unit.getInstanceLocation()), keyword, unit.getError());
      // one for each field: what follows a first error is often only its consequence
      if (found.size() < MOST_ERRORS
          && found.stream().noneMatch(known -> known.field().equals(error.field()))) {
        found.add(error);
      }
    }
    return found;
  }

  private static FieldError error(String field, String keyword, String says) {
    Matcher name = QUOTED.matcher(says);
    return switch (keyword) {
      case "required" ->
          name.find() ? new FieldError(name.group(1), "is missing") : new FieldError(field, says);
      case "additionalProperties", "false" ->
          new FieldError(name.find() ? name.group(1) : field, "is not a known field");
      case "pattern" -> new FieldError(field, "does not have the form the API document asks for");
      default -> new FieldError(field, says);
    };
  }

  /** {@code #/addresses/0} as {@code addresses[0]}. */
  private static String field(@Nullable String location) {
    if (location == null || location.length() < 2) {
      return "body";
    }
    String path = location.startsWith("#/") ? location.substring(2) : location;
    return URLDecoder.decode(path, StandardCharsets.UTF_8)
        .replaceAll("/(\\d+)", "[$1]")
        .replace('/', '.');
  }

  private static String title(int status) {
    return HttpResponseStatus.valueOf(status).reasonPhrase();
  }
}
