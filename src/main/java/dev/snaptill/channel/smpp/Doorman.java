package dev.snaptill.channel.smpp;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides who may bind to us, and counts who has. Thread-safe; checking a password takes time. */
final class Doorman {
  private final Map<String, SystemConfig> systems = new HashMap<>();
  private final Map<String, Integer> binds = new HashMap<>();
  private final Set<String> stopped = new HashSet<>();

  Doorman(List<SystemConfig> systems) {
    systems.forEach(system -> this.systems.put(system.carrier().systemId(), system));
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
      if (stopped.contains(bind.systemId())) {
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
