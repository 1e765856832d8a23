package dev.snaptill.channel.smpp;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Decides who may bind to us, and counts who has. Thread-safe; checking a password takes time. */
final class Doorman {
  private final Map<String, SystemConfig> systems = new ConcurrentHashMap<>();
  private final Map<String, Integer> binds = new HashMap<>();
  private final Set<String> stopped = new HashSet<>();

  /** That system may bind from now on. */
  void admit(SystemConfig system) {
    synchronized (binds) {
      systems.put(system.carrier().systemId(), system);
      stopped.remove(system.carrier().systemId());
    }
  }

  /** That system is unknown from now on; what it has bound stays counted until it has left. */
  void forget(SystemConfig system) {
    synchronized (binds) {
      systems.remove(system.carrier().systemId());
    }
  }

  /** What a bind request is answered with. */
  sealed interface Verdict {
    /** Counted as bound until {@link Doorman#left}. */
    record Welcome(SystemConfig system) implements Verdict {}

    record Refused(int status) implements Verdict {}
  }

  /**
   * Judges a bind request. Whoever comes from the wrong address learns nothing about passwords.
   *
   * @param address the peer's, as a literal
   */
  Verdict judge(BindRequestPdu bind, String address) {
    SystemConfig system = systems.get(bind.systemId());
    if (system == null) {
      return new Verdict.Refused(Status.WRONG_SYSTEM_ID);
    }
    if (!system.mayComeFrom(address)) {
      return new Verdict.Refused(Status.BIND_FAILED);
    }
    if (!system.password().fits(bind.password())) {
      return new Verdict.Refused(Status.WRONG_PASSWORD);
    }
    if (!system.bindTypes().contains(bind.type())) {
      return new Verdict.Refused(Status.BIND_FAILED);
    }
    synchronized (binds) {
      // it may have changed while the password was checked
      if (stopped.contains(bind.systemId()) || systems.get(bind.systemId()) != system) {
        return new Verdict.Refused(Status.BIND_FAILED);
      }
      int now = binds.getOrDefault(bind.systemId(), 0);
      if (now >= system.maxBinds()) {
        return new Verdict.Refused(Status.ALREADY_BOUND);
      }
      binds.put(bind.systemId(), now + 1);
    }
    return new Verdict.Welcome(system);
  }

  /** Whether a system may bind at all just now. */
  void open(String systemId, boolean open) {
    synchronized (binds) {
      if (open) {
        stopped.remove(systemId);
      } else {
        stopped.add(systemId);
      }
    }
  }

  /** One that was welcome is gone. */
  void left(@Nullable String systemId) {
    synchronized (binds) {
      binds.computeIfPresent(String.valueOf(systemId), (id, now) -> now - 1);
    }
  }
}
