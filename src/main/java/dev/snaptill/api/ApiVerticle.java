package dev.snaptill.api;

import dev.snaptill.operator.Approvables;
import dev.snaptill.operator.ApprovalStore;
import dev.snaptill.operator.AuditChainStore;
import dev.snaptill.operator.AuditSeal;
import dev.snaptill.operator.AuditStore;
import dev.snaptill.operator.OperatorStore;
import dev.snaptill.value.MovableClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the REST API, its document, health and metrics over HTTP. */
public final class ApiVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(ApiVerticle.class);
  private static final long MOST_BODY_BYTES = 64 * 1024;
  private static final int IDLE_SECONDS = 60;

  private final ApiConfig config;
  private final ApiParts parts;
  private final MeterRegistry metrics;
  private volatile @Nullable HttpServer server;

  public ApiVerticle(ApiConfig config, ApiParts parts, MeterRegistry metrics) {
    this.config = config;
    this.parts = parts;
    this.metrics = metrics;
  }

  /** The port it listens on; 0 before it does. */
  public int port() {
    HttpServer listening = server;
    return listening == null ? 0 : listening.actualPort();
  }

  @Override
  public Future<?> start() {
    parts.readiness().watch("database", parts.journal()::broken);
    return vertx
        .executeBlocking(
            () -> new Read(ApiDocument.read(), ApiKeys.operatorKey(config.operatorKeyFile())))
        .compose(read -> read.document().contract(vertx).map(contract -> router(read, contract)))
        .compose(this::listen);
  }

  private record Read(ApiDocument document, String operatorKey) {}

  private Router router(Read read, OpenAPIContract contract) {
    ApiKeyStore keyStore = new ApiKeyStore(parts.pool());
    OperatorStore operators = new OperatorStore(parts.pool());
    ApiKeys keys = new ApiKeys(keyStore, operators, parts.vault(), read.operatorKey());
    Router router = Router.router(vertx);
    new Problems(parts.ids(), contract).mount(router);
    new PublicRoutes(vertx, parts.readiness(), parts.metricsText(), read.document()).mount(router);
    mountPages(router);
    if (parts.clock() instanceof MovableClock clock) {
      new ClockRoute(clock, new Bearer(keys)).mount(router);
    }
    router.route("/v1/*").handler(new Bearer(keys)::check);
    ReconciliationOperations reconciliation = new ReconciliationOperations(vertx, parts);
    reconciliation.mountUpload(router);
    router.route("/v1/*").handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES));
    router.route("/*").subRouter(operations(contract, keyStore, operators, keys, reconciliation));
    return router;
  }

  private void mountPages(Router router) {
    Visitors visitors = new Visitors(config.pagesPerMinute(), config.behindProxy(), parts.clock());
    Pages pages = new Pages(vertx, visitors, parts.forms().publicUrl());
    pages.mount(router);
    new VoucherPages(pages, parts).mount(router);
    new ReceiptPages(pages, parts).mount(router);
  }

  private Router operations(
      OpenAPIContract contract,
      ApiKeyStore keyStore,
      OperatorStore operators,
      ApiKeys keys,
      ReconciliationOperations reconciliation) {
    RouterBuilder routes =
        RouterBuilder.create(vertx, contract, RequestExtractor.withBodyHandler());
    routes.getRoutes().forEach(route -> route.setDoSecurity(false));
    Commits commits = new Commits(parts.journal());
    Trail trail = new Trail(commits, parts.ids(), parts.clock());
    Operations operations = new Operations(routes, parts.admission(), trail, metrics);
    Idempotency idempotency =
        new Idempotency(commits, new IdempotencyStore(parts.pool()), parts.vault(), parts.clock());
    PayeeAccounts accounts = new PayeeAccounts(parts.parties());
    VoucherJson json =
        new VoucherJson(parts.issuer(), parts.forms(), parts.clock(), config.publicUrl());
    new VoucherOperations(parts, commits, accounts, idempotency, json).mount(operations);
    new VoucherCodeOperations(vertx, parts).mount(operations);
    new PaymentOperations(parts).mount(operations);
    new ReceiptOperations(vertx, parts, commits, idempotency, trail).mount(operations);
    new RefundOperations(parts, idempotency).mount(operations);
    new SubscriptionOperations(parts, accounts, idempotency, json).mount(operations);
    new PartyOperations(parts, accounts, commits, idempotency, trail).mount(operations);
    new MandateOperations(parts, commits, trail).mount(operations);
    new NumberOperations(parts, commits, trail).mount(operations);
    new KeyOperations(parts, keys, keyStore, commits, idempotency, trail).mount(operations);
    running(operations, commits, trail, operators, keys, reconciliation);
    reconciliation.mount(operations);
    OpenAPIRoute upload = routes.getRoute("startReconciliation");
    if (upload != null) {
      // served before bodies are kept in memory; never reached
      upload.addHandler(context -> context.fail(404));
    }
    return routes.createRouter();
  }

  /** Who runs the gateway, what takes two of them, and the trail. */
  private void running(
      Operations operations,
      Commits commits,
      Trail trail,
      OperatorStore operators,
      ApiKeys keys,
      ReconciliationOperations reconciliation) {
    Clock clock = parts.clock();
    OperatorActs acts = new OperatorActs(commits, operators, parts.ids(), clock);
    Approvables approvables =
        parts
            .approvables()
            .and(acts.approvables())
            .and(reconciliation.approvables())
            .and(MoneyActs.of(parts));
    ApprovalStore approvals = new ApprovalStore(parts.pool());
    Proposals proposals = new Proposals(commits, approvals, trail, parts.ids(), clock);
    new OperatorOperations(operators, acts, proposals, commits, trail, keys, clock)
        .mount(operations);
    new FeeOperations(parts, proposals).mount(operations);
    new LedgerOperations(parts, trail).mount(operations);
    new ApprovalOperations(approvables, approvals, commits, trail, keys, clock).mount(operations);
    new ResolutionOperations(parts.payments(), approvables, proposals).mount(operations);
    new LinkOperations(parts.links(), commits, trail).mount(operations);
    new DeadLetterOperations(parts.deadLetters(), parts.links(), parts.bus(), commits, trail, clock)
        .mount(operations);
    new VaultOperations(parts.rotation(), commits, trail).mount(operations);
    new AuditOperations(
            new AuditStore(parts.pool()),
            new AuditChainStore(parts.pool(), new AuditSeal(parts.vault())),
            trail)
        .mount(operations);
  }

  private Future<HttpServer> listen(Router router) {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS))
        .requestHandler(router)
        .listen(config.port(), config.host())
        .onSuccess(
            listening -> {
              server = listening;
              log.info("the API listens on {}:{}", config.host(), listening.actualPort());
            });
  }

  @Override
  public Future<?> stop() {
    HttpServer listening = server;
    return listening == null ? Future.succeededFuture() : listening.close();
  }
}
