package dev.snaptill;

import dev.snaptill.bank.Bank;
import dev.snaptill.bank.iso8583.BankConfig;
import dev.snaptill.bus.Bus;
import dev.snaptill.channel.smpp.CarrierConfig;
import dev.snaptill.channel.smpp.Smpp;
import dev.snaptill.ops.Readiness;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells {@link Readiness} which banks and carriers can be reached. */
final class LinkWatch {
  private static final Logger log = LoggerFactory.getLogger(LinkWatch.class);

  private final Bus bus;
  private final Readiness readiness;
  private volatile GatewayConfig config;

  LinkWatch(GatewayConfig config, Bus bus, Readiness readiness) {
    this.config = config;
    this.bus = bus;
    this.readiness = readiness;
  }

  void start() {
    for (BankConfig bank : config.banks()) {
      readiness.set("bank " + bank.name(), false, "not connected yet");
    }
    config.carriers().forEach(c -> readiness.set("carrier " + c.name(), false, "not bound yet"));
    bus.consume(
        Bank.STATE, state -> readiness.set("bank " + state.bank(), state.ready(), state.why()));
    Map<String, Map<String, Boolean>> binds = new ConcurrentHashMap<>();
    bus.consume(
        Smpp.BIND_STATE,
        state -> {
          if (!isConfigured(state.carrier())) {
            return;
          }
          Map<String, Boolean> ofCarrier =
              binds.computeIfAbsent(state.carrier(), c -> new ConcurrentHashMap<>());
          ofCarrier.put(state.bind(), state.bound());
          readiness.set("carrier " + state.carrier(), ofCarrier.containsValue(true), state.why());
        });
  }

  private boolean isConfigured(String carrier) {
    return config.carriers().stream().anyMatch(c -> c.name().equals(carrier));
  }

  /** What is not configured any more doesn't count; what is new is not bound yet. */
  void reloaded(GatewayConfig before, GatewayConfig next) {
    config = next;
    for (CarrierConfig old : before.carriers()) {
      if (!isConfigured(old.name())) {
        readiness.remove("carrier " + old.name());
      }
    }
    for (CarrierConfig carrier : next.carriers()) {
      String part = "carrier " + carrier.name();
      if (!readiness.conditions().containsKey(part)) {
        readiness.set(part, false, "not bound yet");
      }
    }
  }

  /** Messages that are waiting should not be refused only because the banks bind a bit later. */
  void awaitBanks(Vertx vertx) {
    CountDownLatch ready = new CountDownLatch(1);
    long timer =
        vertx.setPeriodic(
            20,
            tick -> {
              boolean all =
                  config.banks().stream()
                      .allMatch(
                          b -> {
                            Readiness.Condition now =
                                readiness.conditions().get("bank " + b.name());
                            return now != null && now.ok();
                          });
              if (all) {
                ready.countDown();
              }
            });
    try {
      if (!ready.await(config.readyWait().toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn(
            "not every bank is ready; payments at the others go on: {}", readiness.conditions());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      vertx.cancelTimer(timer);
    }
  }
}
