package dev.snaptill.outbox;

import dev.snaptill.bus.Bus;
import dev.snaptill.bus.Topic;
import dev.snaptill.channel.OutboundMessage;
import java.util.List;

/** Bus addresses of the outbox. */
public final class Outbox {
  private Outbox() {}

  /** Tells the outbox of messages whose rows are committed. */
  public static void send(Bus bus, List<OutboundMessage> messages) {
    for (OutboundMessage message : messages) {
      bus.send(QUEUED, new Queued(message, 0));
    }
  }

  /** Rows just committed; lost ones are found by the sweep. */
  public static final Topic<Queued> QUEUED = new Topic<>("outbox.queued", Queued.class);
}
