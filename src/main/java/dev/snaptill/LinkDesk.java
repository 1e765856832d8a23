package dev.snaptill;

import dev.snaptill.api.Links;
import dev.snaptill.bus.Bus;
import dev.snaptill.channel.LinkStatus;
import dev.snaptill.channel.mm7.Mm7;
import dev.snaptill.channel.mm7.MmscConfig;
import dev.snaptill.channel.smpp.BindStatus;
import dev.snaptill.channel.smpp.CarrierConfig;
import dev.snaptill.channel.smpp.CarrierStatus;
import dev.snaptill.channel.smpp.Smpp;
import dev.snaptill.ops.Traces;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Carriers and MMSCs in one hand: asks each channel in its own words. */
final class LinkDesk implements Links {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A stop waits for what is under way. */
  private static final Duration STOP_PATIENCE = Duration.ofMinutes(1);

  private final Bus bus;
  private final Traces traces;
  private final Supplier<GatewayConfig> current;
  private final Reloading reloading;

  LinkDesk(Bus bus, Traces traces, Supplier<GatewayConfig> current, Reloading reloading) {
    this.bus = bus;
    this.traces = traces;
    this.current = current;
    this.reloading = reloading;
  }

  @Override
  public Future<List<LinkStatus>> all() {
    List<LinkStatus> all = new ArrayList<>();
    return bus.ask(Smpp.STATUS, new Smpp.StatusWanted(), PATIENCE)
        .compose(
            carriers -> {
              carriers.carriers().forEach(carrier -> all.add(of(carrier)));
              return bus.ask(Smpp.SYSTEMS, new Smpp.StatusWanted(), PATIENCE);
            })
        .compose(
            served -> {
              served.systems().forEach(system -> all.add(of(system)));
              return bus.ask(Mm7.STATUS, new Mm7.Wanted(), PATIENCE);
            })
        .map(
            mmscs -> {
              all.addAll(mmscs.mmscs());
              return all;
            });
  }

  /** One that binds to us: up while it does. */
  private static LinkStatus of(Smpp.ServedStatus system) {
    boolean up = system.binds() > 0;
    return new LinkStatus(
        system.name(),
        "smpp",
        system.running(),
        up,
        0,
        0,
        0,
        0,
        0,
        0,
        List.of(new LinkStatus.Part("served", system.binds() + " binds to us", up, 0)),
        null,
        null);
  }

  private static LinkStatus of(CarrierStatus carrier) {
    List<LinkStatus.Part> parts = new ArrayList<>();
    int window = 0;
    int used = 0;
    double in = 0;
    double out = 0;
    String error = null;
    boolean up = false;
    for (BindStatus bind : carrier.binds()) {
      boolean bound = bind.state() == BindStatus.State.BOUND;
      parts.add(
          new LinkStatus.Part(
              bind.bind(),
              bind.state().name().toLowerCase(java.util.Locale.ROOT)
                  + (bind.throttled() ? ", throttled" : "")
                  + ": "
                  + bind.why(),
              bound,
              bind.windowUsed()));
      up |= bound;
      window += bind.window();
      used += bind.windowUsed();
      in += bind.inPerSecond();
      out += bind.outPerSecond();
      error = bind.lastError() == null ? error : bind.bind() + ": " + bind.lastError();
    }
    return new LinkStatus(
        carrier.carrier(),
        "smpp",
        carrier.running(),
        up,
        window,
        used,
        0,
        0,
        in,
        out,
        parts,
        error,
        null);
  }

  @Override
  public Future<Done> run(String name, boolean run) {
    if (carriers().contains(name)) {
      return bus.ask(Smpp.CONTROL, new Smpp.Control(name, run), STOP_PATIENCE)
          .map(done -> new Done(true, run ? "started" : "stopped"));
    }
    boolean served =
        current.get().listener().systems().stream()
            .anyMatch(system -> system.carrier().name().equals(name));
    if (served) {
      return bus.ask(Smpp.CONTROL_SYSTEM, new Smpp.Control(name, run), STOP_PATIENCE)
          .map(done -> new Done(true, run ? "started" : "stopped"));
    }
    return bus.ask(Mm7.CONTROL, new Mm7.Control(name, run), PATIENCE)
        .map(done -> new Done(done.ok(), done.what()));
  }

  private Set<String> carriers() {
    return current.get().carriers().stream()
        .map(CarrierConfig::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Future<Reloaded> reload() {
    return reloading.reload();
  }

  @Override
  public Traces traces() {
    return traces;
  }

  @Override
  public Set<String> textsOnly() {
    Set<String> mmscs =
        current.get().mm7().mmscs().stream().map(MmscConfig::name).collect(Collectors.toSet());
    return carriers().stream()
        .filter(name -> !mmscs.contains(name))
        .collect(Collectors.toUnmodifiableSet());
  }
}
