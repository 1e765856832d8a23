package dev.snaptill.channel.mm7;

import dev.snaptill.bus.Ask;
import dev.snaptill.bus.Topic;
import dev.snaptill.channel.LinkStatus;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import java.util.List;

/** Bus addresses of MM7. */
public final class Mm7 {
  private Mm7() {}

  /** Asks how the MMSCs stand; the question is of no matter. */
  public static final Ask<Wanted, Status> STATUS =
      new Ask<>("mm7.status", Wanted.class, Status.class);

  /** Stops or starts one MMSC. */
  public static final Ask<Control, Done> CONTROL =
      new Ask<>("mm7.control", Control.class, Done.class);

  /** Hands over a new configuration; answered once it is in use. */
  public static final Ask<Mm7Config, Done> RELOAD =
      new Ask<>("mm7.reload", Mm7Config.class, Done.class);

  /** Asks the named MMSC to forget a message it took and has not delivered. */
  static Ask<Cancel, SendResult> cancel(String mmsc) {
    return new Ask<>("mm7.cancel." + mmsc, Cancel.class, SendResult.class);
  }

  /** Told of each message with a picture that an MMSC took, before whoever asked is answered. */
  static final Topic<Taken> TAKEN = new Topic<>("mm7.taken", Taken.class);

  public record Wanted() {}

  /** All MMSCs in the order of the configuration. */
  public record Status(List<LinkStatus> mmscs) {}

  /**
   * @param run false stops it: what it posts is answered 503 and comes again, what waits to be sent
   *     waits
   */
  public record Control(String mmsc, boolean run) {}

  /**
   * @param what was done, or why nothing was, for people
   */
  public record Done(boolean ok, String what) {}

  /**
   * @param messageId as the MMSC called it
   */
  record Taken(OutboundMessage message, String messageId) {}

  /**
   * @param id our message's own id
   * @param messageId as the MMSC called it
   */
  record Cancel(long id, String messageId) {}
}
