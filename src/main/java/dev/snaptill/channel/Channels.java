package dev.snaptill.channel;

import dev.snaptill.bus.Ask;
import dev.snaptill.bus.Topic;

/** Bus addresses of the channel port. */
public final class Channels {
  private Channels() {}

  /** A channel hands in what it received; answered only after the commit. */
  public static final Ask<InboundMessage, Intake> RECEIVE =
      new Ask<>("channel.receive", InboundMessage.class, Intake.class);

  /** A channel hands in a delivery report; answered only after the commit. */
  public static final Ask<DeliveryReport, Intake> REPORT =
      new Ask<>("channel.report", DeliveryReport.class, Intake.class);

  /** Published when a message that was told to be of unknown fate turns out to have been taken. */
  public static final Topic<LateAnswer> TAKEN_LATE =
      new Topic<>("channel.taken.late", LateAnswer.class);

  /** Published by name when a channel can be reached again: what waits for it is due now. */
  public static final Topic<String> UP = new Topic<>("channel.up", String.class);

  /** Published at shutdown with false: from then on every message is answered as busy. */
  public static final Topic<Boolean> INTAKE = new Topic<>("channel.intake", Boolean.class);

  /**
   * Asks the named carrier what became of a message it had taken. Fails, or nobody answers, where
   * that can't be asked.
   */
  public static Ask<StateQuery, DeliveryReport> query(String channel) {
    return new Ask<>("channel.query." + channel, StateQuery.class, DeliveryReport.class);
  }

  /** Asks the named carrier, MMSC or account to send. */
  public static Ask<OutboundMessage, SendResult> send(String channel) {
    return new Ask<>("channel.send." + channel, OutboundMessage.class, SendResult.class);
  }
}
