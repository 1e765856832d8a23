package dev.snaptill.api;

import dev.snaptill.value.Ids;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** One request, checked against the API document, and who sent it. */
final class Call {
  private static final String CALLER = "snaptill.caller";
  private static final int DEFAULT_LIMIT = 20;

  private final RoutingContext context;

  Call(RoutingContext context) {
    this.context = context;
  }

  static void sentBy(RoutingContext context, Caller caller) {
    context.put(CALLER, caller);
  }

  Caller caller() {
    Caller caller = context.get(CALLER);
    if (caller == null) {
      throw new IllegalStateException("no caller");
    }
    return caller;
  }

  /** An id in the path, whose form the document has checked; -1, which nothing has, if not. */
  long id(String name) {
    return Ids.parse(String.valueOf(context.pathParam(name)));
  }

  String pathText(String name) {
    return String.valueOf(context.pathParam(name));
  }

  @Nullable String query(String name) {
    return context.request().getParam(name);
  }

  /** The payee's own id, or that of the party an operator asks for. */
  long payee() {
    String party = query("party");
    if (caller().role() == Role.PAYEE) {
      if (party != null) {
        throw ProblemException.badField("party", "is for operators; a payee sees its own");
      }
      return caller().partyId();
    }
    if (party == null) {
      throw ProblemException.badField("party", "is missing");
    }
    return Ids.parse(party);
  }

  boolean wantsCsv() {
    String format = query("format");
    String accept = context.request().getHeader("Accept");
    return format != null
        ? format.equals("csv")
        : accept != null && accept.contains("text/csv") && !accept.contains("json");
  }

  int limit() {
    return whole("limit", DEFAULT_LIMIT);
  }

  int whole(String name, int otherwise) {
    String text = query(name);
    return text == null ? otherwise : Integer.parseInt(text);
  }

  Cursor cursor() {
    String text = query("cursor");
    return text == null ? Cursor.START : Cursor.parse(text);
  }

  Instant time(String name, Instant otherwise) {
    String text = query(name);
    if (text == null) {
      return otherwise;
    }
    return parse(name, text);
  }

  private static Instant parse(String name, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw ProblemException.badField(name, "is not a time such as 2026-11-23T00:00:00Z");
    }
  }

  /** A time in the body. */
  Instant bodyTime(String name, Instant otherwise) {
    String text = body().getString(name);
    return text == null ? otherwise : parse(name, text);
  }

  JsonObject body() {
    return context.body().asJsonObject();
  }

  /** What idempotency compares: method, path and body, as they were sent. */
  Idempotency.Request creation() {
    return new Idempotency.Request(
        caller(),
        context.request().getHeader("Idempotency-Key"),
        context.request().method()
            + " "
            + context.normalizedPath()
            + "\n"
            + context.body().asString());
  }
}
