package dev.snaptill.api;

import dev.snaptill.ops.Admission;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Binds the operations of the API document to what answers them. Each is measured, open to one
 * role, and, if it changes something, admitted only while there is room (DESIGN.md rule 5).
 */
final class Operations {
  private final RouterBuilder routes;
  private final Admission admission;
  private final Trail trail;
  private final MeterRegistry metrics;

  Operations(RouterBuilder routes, Admission admission, Trail trail, MeterRegistry metrics) {
    this.trail = trail;
    this.routes = routes;
    this.admission = admission;
    this.metrics = metrics;
  }

  /** Has an operation answered; a failed future becomes a problem document. */
  void answer(String operation, Role role, Function<Call, Future<Answer>> answerer) {
    answer(operation, role, dev.snaptill.operator.Role.OPERATE, answerer);
  }

  /** An operation for operators whose key has that role. */
  void answer(
      String operation,
      dev.snaptill.operator.Role needed,
      Function<Call, Future<Answer>> answerer) {
    answer(operation, Role.OPERATOR, needed, answerer);
  }

  /** An operation for payees, and for operators who may look. */
  void answerBoth(String operation, Function<Call, Future<Answer>> answerer) {
    answer(operation, null, dev.snaptill.operator.Role.VIEW, answerer);
  }

  private void answer(
      String operation,
      @Nullable Role role,
      dev.snaptill.operator.Role needed,
      Function<Call, Future<Answer>> answerer) {
    OpenAPIRoute route = routes.getRoute(operation);
    if (route == null) {
      throw new IllegalStateException("the API document has no operation " + operation);
    }
    boolean changes = !route.getOperation().getHttpMethod().equals(HttpMethod.GET);
    Timer timer =
        Timer.builder("snaptill_api_request_seconds")
            .description("From a checked request to its answer")
            .tag("operation", operation)
            .register(metrics);
    route.addHandler(
        context -> {
          Call call = new Call(context);
          if (role != null && call.caller().role() != role) {
            context.fail(
                ProblemException.forbidden(
                    role == Role.PAYEE
                        ? "This takes a payee's key"
                        : "This takes an operator's key"));
            return;
          }
          if (call.caller().role() == Role.OPERATOR && !call.caller().asOperator().may(needed)) {
            trail.denied(call, operation, needed).onComplete(done -> context.fail(done.cause()));
            return;
          }
          if (changes && !admission.tryEnter()) {
            context.fail(
                ProblemException.unavailable("Too much work is unfinished; try again later"));
            return;
          }
          long start = System.nanoTime();
          run(call, answerer)
              .onComplete(
                  result -> {
                    if (changes) {
                      admission.leave();
                    }
                    timer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
                    if (result.failed()) {
                      context.fail(result.cause());
                    } else {
                      send(context, result.result());
                    }
                  });
        });
  }

  private static Future<Answer> run(Call call, Function<Call, Future<Answer>> answerer) {
    try {
      return answerer.apply(call);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static void send(RoutingContext context, Answer answer) {
    if (!context.response().closed()) {
      answer.send(context.response());
    }
  }
}
