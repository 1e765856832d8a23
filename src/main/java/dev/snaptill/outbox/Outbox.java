package dev.snaptill.outbox;

import dev.snaptill.bus.Topic;

/** Bus addresses of the outbox. */
public final class Outbox {
  private Outbox() {}

  /** Rows just committed; lost ones are found by the sweep. */
  public static final Topic<Queued> QUEUED = new Topic<>("outbox.queued", Queued.class);
}
