package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.LateAnswer;
import dev.snaptill.bank.StrayAnswer;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All the links to one bank: shares the operations out among those that are signed on, and tells
 * whether the bank can be asked at all. Knows no sockets and no timers; all calls come from one
 * thread.
 */
final class BankLinks {
  private static final Logger LOG = LoggerFactory.getLogger(BankLinks.class);

  /** Who is told what happens. */
  interface Host {
    /** The bank can, or can't, be asked now. */
    void state(boolean ready, String why);

    void late(LateAnswer answer);

    /** An answer to nothing that was sent since the start. */
    void stray(StrayAnswer answer);

    /** From now on the bank's keys carry this day. */
    void day(LocalDate day);

    /** A link is signed on. */
    void signedOn(int link);

    /** A link's connection is gone and a new one is wanted. */
    void lost(int link);
  }

  private final BankConfig config;
  private final Host host;
  private final LinkMetrics metrics;
  private final Breaker breaker;
  private final Operations operations;
  private final List<LinkSession> links = new ArrayList<>();
  private int next;
  private boolean ready;
  private String why = "not connected yet";
  private String told = "";
  private @Nullable LocalDate day;
  private @Nullable LinkSession probed;

  /**
   * @param nanos monotonic nanoseconds, for time-outs
   */
  BankLinks(BankConfig config, Clock clock, LongSupplier nanos, Host host, LinkMetrics metrics) {
    this.config = config;
    this.host = host;
    this.metrics = metrics;
    this.breaker = new Breaker(config.breaker(), nanos, this::review);
    this.operations =
        new Operations(config, clock, nanos, host::late, host::stray, breaker, metrics);
    Shared shared = new Shared(config, clock, nanos, new Requests(config), operations, metrics);
    KeyRing common = config.mac().map(mac -> new KeyRing(mac, nanos)).orElse(null);
    for (int i = 0; i < config.links().size(); i++) {
      MacConfig mac = config.mac().orElse(null);
      KeyRing keys = mac != null && mac.perLink() ? new KeyRing(mac, nanos) : common;
      String name = config.links().size() == 1 ? config.name() : config.name() + "#" + i;
      links.add(new LinkSession(shared, name, new Told(i), new Seal(config, keys)));
    }
  }

  /** In the order of the configuration. */
  LinkSession link(int index) {
    return links.get(index);
  }

  /** Sends an operation over the link with the least in flight. The future never fails. */
  CompletableFuture<BankAnswer> submit(BankOperation operation) {
    LinkSession best = null;
    next = (next + 1) % links.size();
    for (int i = 0; i < links.size(); i++) {
      LinkSession link = links.get((next + i) % links.size());
      if (link.isReady() && (best == null || isBetter(link, best))) {
        best = link;
      }
    }
    return best == null
        ? operations.refuse(operation, "the link is not ready: " + why)
        : best.submit(operation);
  }

  private static boolean isBetter(LinkSession link, LinkSession best) {
    return link.hasRoom() && (!best.hasRoom() || link.waiting() < best.waiting());
  }

  /** Looks after time-outs, silence and probes; see {@link LinkSession#tick}. */
  void tick() {
    links.forEach(LinkSession::tick);
    if (probed != null && !probed.isReady()) {
      probed = null;
      breaker.echoed(false);
    }
    if (breaker.wantsProbe()) {
      for (LinkSession link : links) {
        if (link.probe()) {
          probed = link;
          breaker.probing();
          break;
        }
      }
    }
  }

  /** Drains, signs off and closes every link; see {@link LinkSession#stop}. */
  CompletableFuture<Void> stop() {
    return CompletableFuture.allOf(
        links.stream().map(LinkSession::stop).toArray(CompletableFuture<?>[]::new));
  }

  /** Tells when the bank becomes ready or ceases to be, or why it isn't changes. */
  private void review() {
    long signedOn = links.stream().filter(LinkSession::isReady).count();
    boolean now = signedOn > 0 && !breaker.isOpen();
    String reason = breaker.isOpen() && signedOn > 0 ? "stopped: " + breaker.why() : why;
    metrics.up((int) signedOn);
    metrics.stopped(breaker.isOpen());
    if (now != ready || (!now && !reason.equals(told))) {
      ready = now;
      told = reason;
      host.state(now, reason);
    }
  }

  /** What one link tells. */
  private final class Told implements LinkSession.Host {
    private final int index;

    private Told(int index) {
      this.index = index;
    }

    @Override
    public void state(LinkSession link, boolean signedOn, String reason) {
      why = reason;
      if (signedOn) {
        host.signedOn(index);
      }
      review();
    }

    @Override
    public void lost(LinkSession link) {
      KeyRing keys = link.keys();
      if (keys != null
          && links.stream().noneMatch(other -> other.keys() == keys && other.isConnected())) {
        keys.forget();
      }
      host.lost(index);
    }

    @Override
    public void echoed(LinkSession link, boolean answered) {
      if (link == probed) {
        probed = null;
        breaker.echoed(answered);
      }
    }

    @Override
    public boolean day(LocalDate told) {
      if (day != null && told.isBefore(day)) {
        LOG.error("{}: business day {} after {} is not taken", config.name(), told, day);
        return false;
      }
      if (!told.equals(day)) {
        LOG.info("{}: business day {}", config.name(), told);
        day = told;
        host.day(told);
      }
      return true;
    }
  }
}
