package dev.snaptill.api;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Finds out from the bearer key who sent a request, before its body is read. */
final class Bearer {
  private static final String SCHEME = "Bearer ";

  private final ApiKeys keys;

  Bearer(ApiKeys keys) {
    this.keys = keys;
  }

  void check(RoutingContext context) {
    String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      context.fail(ProblemException.unauthorized("Send a key as Authorization: Bearer sk_live_…"));
      return;
    }
    Future<Optional<Caller>> looked = keys.caller(header.substring(SCHEME.length()).strip());
    if (looked.isComplete()) {
      go(context, looked);
      return;
    }
    // the body must not arrive before somebody reads it
    context.request().pause();
    looked.onComplete(
        found -> {
          context.request().resume();
          go(context, found);
        });
  }

  private static void go(RoutingContext context, AsyncResult<Optional<Caller>> found) {
    if (found.failed()) {
      context.fail(found.cause());
    } else if (found.result().isEmpty()) {
      context.fail(ProblemException.unauthorized("The key is not known or is revoked"));
    } else {
      Call.sentBy(context, found.result().get());
      context.next();
    }
  }
}
