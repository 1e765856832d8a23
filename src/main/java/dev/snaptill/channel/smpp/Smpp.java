package dev.snaptill.channel.smpp;

import dev.snaptill.bus.Ask;
import dev.snaptill.bus.Topic;
import dev.snaptill.channel.Intake;
import java.util.List;

/** What the SMPP channel tells the rest of the gateway. */
public final class Smpp {
  private Smpp() {}

  /** Published on each change of a bind, and when the reason of a failing one changes. */
  public static final Topic<BindState> BIND_STATE = new Topic<>("smpp.bind", BindState.class);

  /** Hands in one part of a long message; answered only after the commit. */
  static final Ask<LongPart, Intake> PART = new Ask<>("smpp.part", LongPart.class, Intake.class);

  /** A carrier connected to our listener; false: nobody has a use for the connection. */
  static final Ask<Outbind, Boolean> OUTBIND =
      new Ask<>("smpp.outbind", Outbind.class, Boolean.class);

  /** How all the carriers do that we bind to; answered at once, from memory. */
  public static final Ask<StatusWanted, Statuses> STATUS =
      new Ask<>("smpp.status", StatusWanted.class, Statuses.class);

  /**
   * Stops or starts one carrier. Answered when it is done (a stop waits for what is outstanding);
   * fails if there is no such carrier. What is to be sent by a stopped carrier waits in the outbox.
   */
  public static final Ask<Control, CarrierStatus> CONTROL =
      new Ask<>("smpp.control", Control.class, CarrierStatus.class);

  /**
   * Hands over a new configuration. Answered once it is in use: carriers that are gone or have
   * changed are stopped in order, what is new is started, the others notice nothing.
   */
  public static final Ask<Reload, Statuses> RELOAD =
      new Ask<>("smpp.reload", Reload.class, Statuses.class);

  public record StatusWanted() {}

  /** How the systems do that bind to us. */
  public static final Ask<StatusWanted, Served> SYSTEMS =
      new Ask<>("smpp.systems", StatusWanted.class, Served.class);

  /** In the order of the configuration. */
  public record Served(List<ServedStatus> systems) {}

  /**
   * @param running false if an operator has stopped it: then it may not bind
   * @param binds how many it has
   */
  public record ServedStatus(String name, boolean running, int binds) {}

  /**
   * Stops or starts one system that binds to us. Answered when it is done; fails if there is no
   * such system. What is to be sent to a stopped one waits in the outbox.
   */
  public static final Ask<Control, Served> CONTROL_SYSTEM =
      new Ask<>("smpp.systems.control", Control.class, Served.class);

  /**
   * Hands over other systems that may bind to us. Answered once they may: those that are gone or
   * have changed are unbound in order, the others notice nothing. Fails, and changes nothing, if
   * nothing was listened on before and the port can't be had.
   */
  public static final Ask<ReloadSystems, Served> RELOAD_SYSTEMS =
      new Ask<>("smpp.systems.reload", ReloadSystems.class, Served.class);

  /** All systems, as they shall be from now on. */
  public record ReloadSystems(List<SystemConfig> systems) {}

  /** All carriers, as they shall be from now on. */
  public record Reload(List<CarrierConfig> carriers) {}

  /** In the order of the configuration. */
  public record Statuses(List<CarrierStatus> carriers) {}

  /**
   * @param run true starts the carrier, false stops it; neither is an error if it is so already
   */
  public record Control(String carrier, boolean run) {}

  /**
   * Whether a bind is up.
   *
   * @param carrier the configured name of the carrier
   * @param bind {@code trx0}, {@code tx0}, {@code rx1}: kind and number within the carrier
   * @param why in words, for the operator: "bound as SMSC-1", "already bound (0x05)"
   */
  public record BindState(String carrier, String bind, boolean bound, String why) {}
}
