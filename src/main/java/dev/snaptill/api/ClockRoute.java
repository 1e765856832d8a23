package dev.snaptill.api;

import dev.snaptill.value.MovableClock;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;

/** Moves a sandbox's time on; there is none where {@code sandbox.test_clock} is off. */
final class ClockRoute {
  private static final int MOST_BYTES = 1_000;

  private final MovableClock clock;
  private final Bearer bearer;

  ClockRoute(MovableClock clock, Bearer bearer) {
    this.clock = clock;
    this.bearer = bearer;
  }

  void mount(Router router) {
    router.post("/admin/clock").handler(bearer::check);
    router
        .post("/admin/clock")
        .handler(BodyHandler.create(false).setBodyLimit(MOST_BYTES))
        .blockingHandler(this::advance);
  }

  private void advance(RoutingContext context) {
    Caller caller = new Call(context).caller();
    if (caller.role() != Role.OPERATOR
        || !caller.asOperator().may(dev.snaptill.operator.Role.OPERATE)) {
      throw ProblemException.forbidden("This takes a key with the role operate");
    }
    JsonObject body = json(context);
    Object wanted = body.getValue("advance");
    if (!(wanted instanceof String text)) {
      throw ProblemException.badField("advance", "is missing; for example P1D or PT90M");
    }
    try {
      Instant now = clock.advance(by(text));
      Answer.ok(new JsonObject().put("now", now.toString())).send(context.response());
    } catch (DateTimeException | ArithmeticException e) {
      throw ProblemException.badField("advance", "is not a span such as P1D, P1M or PT90M");
    } catch (IllegalArgumentException e) {
      throw ProblemException.badField("advance", String.valueOf(e.getMessage()));
    }
  }

  private static JsonObject json(RoutingContext context) {
    try {
      JsonObject body = context.body().asJsonObject();
      return body == null ? new JsonObject() : body;
    } catch (RuntimeException e) {
      throw ProblemException.badField("body", "is no JSON object");
    }
  }

  /** ISO 8601: a period of days, months and years, or a duration of hours and less. */
  private Duration by(String text) {
    if (text.contains("T") || text.length() > 20) {
      return Duration.parse(text);
    }
    Instant now = clock.instant();
    LocalDateTime then = LocalDateTime.ofInstant(now, ZoneOffset.UTC).plus(Period.parse(text));
    return Duration.between(now, then.toInstant(ZoneOffset.UTC));
  }
}
