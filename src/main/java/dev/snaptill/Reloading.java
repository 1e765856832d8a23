package dev.snaptill;

import dev.snaptill.api.Links;
import dev.snaptill.bus.Bus;
import dev.snaptill.channel.mm7.Mm7;
import dev.snaptill.channel.smpp.Smpp;
import dev.snaptill.config.ConfigException;
import dev.snaptill.ops.Admission;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over a changed configuration without a restart: carriers, systems that bind to us, MMSCs,
 * routes and the limit of unfinished work. A file with a mistake changes nothing at all.
 */
final class Reloading {
  private static final Logger log = LoggerFactory.getLogger(Reloading.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What only a restart changes, by the key people know. */
  private static final Map<String, Function<GatewayConfig, Object>> FIXED = new LinkedHashMap<>();

  static {
    FIXED.put("zone", GatewayConfig::zone);
    FIXED.put("master_key_file", GatewayConfig::masterKeyFile);
    FIXED.put("drain", GatewayConfig::drain);
    FIXED.put("manual_after", GatewayConfig::manualAfter);
    FIXED.put("reversal_pause", GatewayConfig::reversalPause);
    FIXED.put("processing_notice", GatewayConfig::processingNotice);
    FIXED.put("database", GatewayConfig::database);
    FIXED.put("vouchers", GatewayConfig::vouchers);
    FIXED.put("forms", GatewayConfig::forms);
    FIXED.put("confirmation", GatewayConfig::confirmation);
    FIXED.put("subscriptions", GatewayConfig::subscriptions);
    FIXED.put("outbox", c -> c.outbox().withTextsFor(Set.of(), ""));
    FIXED.put("smpp", GatewayConfig::parts);
    FIXED.put("listener", c -> c.listener().withSystems(List.of()));
    FIXED.put("qr", GatewayConfig::qr);
    FIXED.put("banks", GatewayConfig::banks);
    FIXED.put("api", GatewayConfig::api);
    FIXED.put("audit", GatewayConfig::audit);
    FIXED.put("retention", GatewayConfig::retention);
  }

  private final Vertx vertx;
  private final Bus bus;
  private final Admission admission;
  private final Supplier<GatewayConfig> file;
  private final BiConsumer<GatewayConfig, GatewayConfig> then;
  private final GatewayConfig started;
  private volatile GatewayConfig current;
  private boolean busy;

  /**
   * @param file reads the configuration again
   * @param applied told of the configurations before and after
   */
  Reloading(
      Vertx vertx,
      Bus bus,
      Admission admission,
      GatewayConfig current,
      Supplier<GatewayConfig> file,
      BiConsumer<GatewayConfig, GatewayConfig> applied) {
    this.then = applied;
    this.vertx = vertx;
    this.bus = bus;
    this.admission = admission;
    this.started = current;
    this.current = current;
    this.file = file;
  }

  GatewayConfig current() {
    return current;
  }

  Future<Links.Reloaded> reload() {
    synchronized (this) {
      if (busy) {
        return Future.succeededFuture(bad("another reload is under way"));
      }
      busy = true;
    }
    return vertx
        .executeBlocking(file::get, false)
        .compose(this::apply)
        .recover(
            e ->
                Future.succeededFuture(
                    bad(
                        e instanceof ConfigException
                            ? String.valueOf(e.getMessage())
                            : e.toString())))
        .onComplete(
            done -> {
              synchronized (this) {
                busy = false;
              }
            });
  }

  private static Links.Reloaded bad(String why) {
    log.warn("configuration not reloaded: {}", why);
    return new Links.Reloaded(false, List.of(), List.of(), why);
  }

  /** MMSCs and systems first: theirs are the only steps that can still be refused. */
  private Future<Links.Reloaded> apply(GatewayConfig next) {
    GatewayConfig before = current;
    List<String> applied = new ArrayList<>();
    List<String> restart = new ArrayList<>();
    FIXED.forEach(
        (key, value) -> {
          if (!value.apply(started).equals(value.apply(next))) {
            restart.add(key);
          }
        });
    return mmscs(before, next, applied)
        .compose(
            refused ->
                refused != null ? Future.succeededFuture(refused) : systems(before, next, applied))
        .compose(
            refused ->
                refused != null
                    ? Future.succeededFuture(bad(refused))
                    : carriers(before, next, applied)
                        .map(
                            done -> {
                              if (!started.routes().equals(next.routes())) {
                                applied.add("routes");
                              }
                              // these are in everybody's hands
                              started.routes().become(next.routes());
                              started.outbox().textsInstead().become(next.outbox().textsInstead());
                              if (before.maxUnfinished() != next.maxUnfinished()) {
                                admission.limit(next.maxUnfinished());
                                applied.add("max_unfinished");
                              }
                              then.accept(before, next);
                              log.info(
                                  "configuration reloaded: {} in use, {} after a restart",
                                  applied,
                                  restart);
                              return new Links.Reloaded(true, applied, restart, "");
                            }));
  }

  private Future<@Nullable String> mmscs(
      GatewayConfig before, GatewayConfig next, List<String> applied) {
    if (before.mm7().equals(next.mm7())) {
      return Future.succeededFuture(null);
    }
    return bus.ask(Mm7.RELOAD, next.mm7(), PATIENCE)
        .map(
            done -> {
              if (!done.ok()) {
                return done.what();
              }
              applied.add("mm7.mmscs");
              return null;
            });
  }

  private Future<@Nullable String> systems(
      GatewayConfig before, GatewayConfig next, List<String> applied) {
    if (before.listener().systems().equals(next.listener().systems())) {
      return Future.succeededFuture(null);
    }
    return bus.ask(Smpp.RELOAD_SYSTEMS, new Smpp.ReloadSystems(next.listener().systems()), PATIENCE)
        .map(
            (Smpp.Served done) -> {
              applied.add("listener.systems");
              return (@Nullable String) null;
            })
        .recover(
            e -> mmscs(next, before, new ArrayList<>()).map(back -> "listener: " + e.getMessage()));
  }

  private Future<Void> carriers(GatewayConfig before, GatewayConfig next, List<String> applied) {
    // before the first bind of a new carrier is told of
    current = next;
    if (before.carriers().equals(next.carriers())) {
      return Future.succeededFuture();
    }
    return bus.ask(Smpp.RELOAD, new Smpp.Reload(next.carriers()), PATIENCE)
        .map(
            done -> {
              applied.add("carriers");
              return null;
            });
  }
}
