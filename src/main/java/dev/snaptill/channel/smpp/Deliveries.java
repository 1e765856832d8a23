package dev.snaptill.channel.smpp;

import dev.snaptill.channel.SendResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jsmpp.PDUStringException;
import org.jsmpp.util.DefaultComposer;
import org.jsmpp.util.PDUComposer;

/**
 * Texts on their way to a system, by whichever of its receiver binds has most room; the parts of
 * one text one after the other. Lives on the loop.
 */
final class Deliveries {
  private static final PDUComposer COMPOSER = new DefaultComposer();
  private static final int UDHI = 0x40;

  /** The outbox is told when a bind comes up, and does not wait for this to pass. */
  private static final Duration NO_BIND_PAUSE = Duration.ofSeconds(30);

  private final CarrierConfig config;
  private final Loop loop;
  private final SmppMetrics metrics;
  private final List<ServedBind> binds;
  private final ArrayDeque<Delivery> queue = new ArrayDeque<>();

  /** One text. */
  static final class Delivery {
    private final Segments segments;
    private final Numbers.Wire from;
    private final Numbers.Wire to;
    private final String id;
    private final long since;
    private final Consumer<SendResult> done;
    private final int esmClass;
    private int part;

    Delivery(
        Segments segments,
        Numbers.Wire from,
        Numbers.Wire to,
        String id,
        long since,
        Consumer<SendResult> done) {
      this(segments, segments.hasHeader() ? UDHI : 0, from, to, id, since, done);
    }

    Delivery(
        Segments segments,
        int esmClass,
        Numbers.Wire from,
        Numbers.Wire to,
        String id,
        long since,
        Consumer<SendResult> done) {
      this.esmClass = esmClass;
      this.segments = segments;
      this.from = from;
      this.to = to;
      this.id = id;
      this.since = since;
      this.done = done;
    }

    private byte[] pdu(int sequence) throws PDUStringException {
      Segments.Segment segment = segments.segments().get(part);
      return COMPOSER.deliverSm(
          sequence,
          null,
          (byte) from.ton(),
          (byte) from.npi(),
          from.address(),
          (byte) to.ton(),
          (byte) to.npi(),
          to.address(),
          (byte) esmClass,
          (byte) 0,
          (byte) 0,
          (byte) 0,
          (byte) segments.dataCoding(),
          segment.body(),
          segment.optional().toArray(org.jsmpp.bean.OptionalParameter[]::new));
    }
  }

  /**
   * @param binds those that are up
   */
  Deliveries(CarrierConfig config, Loop loop, SmppMetrics metrics, List<ServedBind> binds) {
    this.config = config;
    this.loop = loop;
    this.metrics = metrics;
    this.binds = binds;
  }

  int waiting() {
    return queue.size();
  }

  void add(Delivery delivery) {
    if (binds.stream().noneMatch(ServedBind::takesTexts)) {
      end(delivery, "unsent", new SendResult.RetryAfter(NO_BIND_PAUSE, "no receiver is bound"));
      return;
    }
    if (queue.size() >= config.queue()) {
      end(
          delivery,
          "unsent",
          new SendResult.RetryAfter(config.throttlePause(), "the queue is full"));
      return;
    }
    queue.add(delivery);
    pump();
  }

  /** Sends what there is room for. */
  void pump() {
    while (!queue.isEmpty()) {
      Optional<ServedBind> bind =
          binds.stream()
              .filter(b -> b.takesTexts() && b.sent().size() < config.window())
              .min(Comparator.comparingInt(b -> b.sent().size()));
      if (bind.isEmpty()) {
        return;
      }
      send(bind.get(), queue.remove());
    }
  }

  private void send(ServedBind bind, Delivery delivery) {
    int sequence = bind.link().nextSequence();
    byte[] pdu;
    try {
      pdu = delivery.pdu(sequence);
    } catch (PDUStringException e) {
      end(delivery, "rejected", new SendResult.Rejected(Status.text(e.getErrorCode())));
      return;
    }
    if (bind.link().write(pdu)) {
      bind.sent().put(sequence, new ServedBind.Sent(delivery, loop.nanos()));
    } else {
      end(delivery, "unsent", new SendResult.RetryAfter(config.throttlePause(), "the link broke"));
    }
  }

  void answered(ServedBind bind, int status, int sequence) {
    ServedBind.Sent sent = bind.sent().remove(sequence);
    if (sent == null) {
      return; // given up, or no answer to us
    }
    metrics.submitLatency(Duration.ofNanos(loop.nanos() - sent.since()));
    Delivery delivery = sent.delivery();
    if (status == Status.OK) {
      delivery.part++;
      if (delivery.part < delivery.segments.segments().size()) {
        metrics.submitted("accepted");
        queue.addFirst(delivery);
      } else {
        end(delivery, "accepted", new SendResult.Accepted(delivery.id));
      }
    } else if (config.quirks().retryCodes().contains(status)) {
      end(
          delivery,
          "throttled",
          new SendResult.RetryAfter(config.throttlePause(), Status.text(status)));
    } else {
      end(
          delivery,
          "rejected",
          new SendResult.Rejected(status == -1 ? "generic_nack" : Status.text(status)));
    }
    pump();
  }

  /** Its unanswered texts may have been taken or not; a receipt twice is better than none. */
  void lost(ServedBind bind, String why) {
    List<ServedBind.Sent> cutOff = new ArrayList<>(bind.sent().values());
    bind.sent().clear();
    cutOff.forEach(
        sent ->
            end(
                sent.delivery(),
                "cut_off",
                new SendResult.RetryAfter(config.throttlePause(), why)));
  }

  /** Nothing more is sent: what waits goes back to whoever wanted it sent. */
  void giveBack(String why) {
    List<Delivery> unsent = List.copyOf(queue);
    queue.clear();
    unsent.forEach(d -> end(d, "unsent", new SendResult.RetryAfter(config.throttlePause(), why)));
  }

  /** Gives up what has waited too long; to be called now and then. */
  void tick() {
    long now = loop.nanos();
    for (ServedBind bind : binds) {
      List<Delivery> unknown = new ArrayList<>();
      Iterator<ServedBind.Sent> sent = bind.sent().values().iterator();
      while (sent.hasNext()) {
        ServedBind.Sent oldest = sent.next();
        if (now - oldest.since() < config.submitTimeout().toNanos()) {
          break; // in the order of sending
        }
        sent.remove();
        unknown.add(oldest.delivery());
      }
      unknown.forEach(d -> end(d, "unknown", new SendResult.Unknown("no answer in time")));
    }
    List<Delivery> unsent = new ArrayList<>();
    queue.removeIf(
        delivery -> {
          boolean old = now - delivery.since >= config.submitTimeout().toNanos();
          if (old) {
            unsent.add(delivery);
          }
          return old;
        });
    unsent.forEach(
        d ->
            end(
                d,
                "unsent",
                new SendResult.RetryAfter(config.throttlePause(), "the window stayed full")));
    pump();
  }

  private void end(Delivery delivery, String result, SendResult outcome) {
    metrics.submitted(result);
    delivery.done.accept(outcome);
  }
}
