package dev.snaptill.channel.smpp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jsmpp.PDUStringException;
import org.jspecify.annotations.Nullable;

/**
 * The submit_sm of one bind: at most a window of them without an answer and no more a second than
 * agreed, the others queued. What the peer throttles goes again, in its old order, when the bind
 * has been silent for a while. Lives on the loop.
 */
final class SubmitWindow {
  private final CarrierConfig config;
  private final long timeout;
  private final Loop loop;
  private final SmppMetrics metrics;
  private final TokenBucket rate;
  private final TokenBucket carrierRate;
  private final Congestion congestion;
  private final RateMeter out;
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();

  /** What was throttled: before all else, as it was first sent. */
  private final PriorityQueue<Waiting> again =
      new PriorityQueue<>(Comparator.comparingLong(w -> w.order));

  private final Map<Integer, Sent> sent = new LinkedHashMap<>();

  /** Whom to tell of an answer that comes after all, by sequence number; the oldest go. */
  private final Map<Integer, Consumer<String>> givenUp =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Consumer<String>> eldest) {
          return size() > MOST_GIVEN_UP;
        }
      };

  private @Nullable Link link;
  private long nextOrder;
  private boolean waking;

  /** What became of one submit_sm. */
  sealed interface Outcome {
    record Accepted(String messageId) implements Outcome {}

    record Refused(int status) implements Outcome {}

    /** It is out, and nobody knows whether it was taken. */
    record NoAnswer(String why) implements Outcome {}

    /** It never left. */
    record NotSent(String why) implements Outcome {}

    /**
     * The connection broke before an answer. The other side may have crashed before it wrote the
     * text down, so silence here means less than on a link that lives.
     */
    record CutOff(String why) implements Outcome {}
  }

  /** Longer than this a throttled one is not kept: the outbox waits with more patience. */
  private static final long LONGEST_AGAIN = TimeUnit.SECONDS.toNanos(30);

  private static final int MOST_GIVEN_UP = 10_000;

  private static final class Waiting {
    private final SubmitPdu pdu;
    private final Consumer<Outcome> done;
    private final @Nullable Consumer<String> late;
    private final long order;
    private final long since;
    private int tries;

    Waiting(
        SubmitPdu pdu,
        Consumer<Outcome> done,
        @Nullable Consumer<String> late,
        long order,
        long since) {
      this.pdu = pdu;
      this.done = done;
      this.late = late;
      this.order = order;
      this.since = since;
    }
  }

  private record Sent(Waiting item, long since) {}

  /**
   * @param carrierRate shared by all binds of the carrier
   */
  SubmitWindow(CarrierConfig config, Loop loop, SmppMetrics metrics, TokenBucket carrierRate) {
    this.config = config;
    this.timeout = config.submitTimeout().toNanos();
    this.loop = loop;
    this.metrics = metrics;
    this.rate = new TokenBucket(config.rate());
    this.carrierRate = carrierRate;
    this.congestion = new Congestion(config.window(), config.throttlePause());
    this.out = new RateMeter(loop.nanos());
  }

  boolean isOpen() {
    return link != null;
  }

  /** How much is in hand: what balances the load between binds. */
  int load() {
    return sent.size() + queued();
  }

  int inUse() {
    return sent.size();
  }

  int queued() {
    return queue.size() + again.size();
  }

  /** How many may be without an answer now. */
  int size() {
    return congestion.window();
  }

  /** Whether it is silent because the peer asked for less. */
  boolean isThrottled() {
    return congestion.pausedAt(loop.nanos()) > 0;
  }

  double perSecond() {
    return out.perSecond();
  }

  void open(Link up) {
    link = up;
    congestion.reset();
  }

  /** The link is gone: what was sent may have been taken or not, what waited never left. */
  void close(String why) {
    link = null;
    List<Consumer<Outcome>> cutOff = new ArrayList<>();
    sent.values().forEach(s -> cutOff.add(s.item.done));
    sent.clear();
    givenUp.clear();
    List<Waiting> unsent = new ArrayList<>(again);
    unsent.addAll(queue);
    again.clear();
    queue.clear();
    cutOff.forEach(done -> done.accept(new Outcome.CutOff(why)));
    unsent.forEach(w -> w.done.accept(new Outcome.NotSent(why)));
  }

  /** Sends as soon as window and rate let it; the outcome comes exactly once, on the loop. */
  void submit(SubmitPdu pdu, Consumer<Outcome> done) {
    submit(pdu, done, null);
  }

  /**
   * @param late told the message id if an answer comes after {@link Outcome.NoAnswer} that it was
   *     taken; at most once, and never after the link is gone
   */
  void submit(SubmitPdu pdu, Consumer<Outcome> done, @Nullable Consumer<String> late) {
    if (link == null) {
      done.accept(new Outcome.NotSent("not bound"));
    } else if (queued() >= config.queue() && !hasRoom()) {
      done.accept(new Outcome.NotSent("too many wait for the window"));
    } else {
      queue.add(new Waiting(pdu, done, late, nextOrder++, loop.nanos()));
      pump();
    }
  }

  private boolean hasRoom() {
    return sent.size() < congestion.window() && pause(loop.nanos()) == 0;
  }

  /** Nanoseconds until the next may leave, window apart. */
  private long pause(long now) {
    return Math.max(congestion.pausedAt(now), Math.max(rate.waitAt(now), carrierRate.waitAt(now)));
  }

  private void pump() {
    while (link != null && queued() > 0 && sent.size() < congestion.window()) {
      long now = loop.nanos();
      long pause = pause(now);
      if (pause > 0) {
        wakeAfter(pause);
        return;
      }
      rate.takeAt(now);
      carrierRate.takeAt(now);
      send(link, again.isEmpty() ? queue.remove() : again.remove(), now);
    }
  }

  private void wakeAfter(long nanos) {
    if (!waking) {
      waking = true;
      loop.after(
          Duration.ofNanos(nanos),
          () -> {
            waking = false;
            pump();
          });
    }
  }

  private void send(Link to, Waiting next, long now) {
    int sequence = to.nextSequence();
    byte[] pdu;
    try {
      pdu = next.pdu.compose(sequence);
    } catch (PDUStringException e) {
      next.done.accept(new Outcome.Refused(e.getErrorCode()));
      return;
    }
    if (to.write(pdu)) {
      out.mark();
      sent.put(sequence, new Sent(next, now));
    } else {
      next.done.accept(new Outcome.NotSent("the connection broke"));
    }
  }

  /**
   * An answer came; one that nobody waits for any more is counted, and told to whom it concerns.
   *
   * @return whether it asks for less
   */
  boolean answered(Link.Answer answer) {
    Sent answered = sent.remove(answer.sequence());
    if (answered == null) {
      metrics.submitted("late");
      Consumer<String> late = givenUp.remove(answer.sequence());
      if (late != null && answer.status() == Status.OK) {
        late.accept(answer.messageId());
      }
      return false;
    }
    long now = loop.nanos();
    metrics.submitLatency(Duration.ofNanos(now - answered.since));
    boolean throttled = Status.overload(answer.status());
    if (throttled) {
      congestion.throttled(now);
    } else {
      congestion.answered(answer.congestion());
    }
    Waiting item = answered.item;
    if (throttled && item.tries < config.throttleTries() && now - item.since < LONGEST_AGAIN) {
      item.tries++;
      metrics.submitted("throttled");
      again.add(item);
    } else if (answer.status() == Status.OK) {
      item.done.accept(new Outcome.Accepted(answer.messageId()));
    } else {
      item.done.accept(new Outcome.Refused(answer.status()));
    }
    pump();
    return throttled;
  }

  /** Gives up what has waited too long; to be called now and then. */
  void expire() {
    long now = loop.nanos();
    out.tick(now);
    long oldest = now - timeout;
    List<Consumer<Outcome>> unknown = new ArrayList<>();
    // oldest first: in the order of sending
    Iterator<Map.Entry<Integer, Sent>> sentItems = sent.entrySet().iterator();
    while (sentItems.hasNext()) {
      Map.Entry<Integer, Sent> sentItem = sentItems.next();
      Sent item = sentItem.getValue();
      if (item.since - oldest > 0) {
        break;
      }
      sentItems.remove();
      unknown.add(item.item.done);
      if (item.item.late != null) {
        givenUp.put(sentItem.getKey(), item.item.late);
      }
    }
    List<Consumer<Outcome>> unsent = new ArrayList<>();
    while (!queue.isEmpty() && queue.peek().since - oldest <= 0) {
      unsent.add(queue.remove().done);
    }
    List<Consumer<Outcome>> throttled = new ArrayList<>();
    while (!again.isEmpty() && again.peek().since - now + LONGEST_AGAIN <= 0) {
      throttled.add(again.remove().done);
    }
    unknown.forEach(done -> done.accept(new Outcome.NoAnswer("no answer in time")));
    throttled.forEach(done -> done.accept(new Outcome.Refused(Status.THROTTLED)));
    unsent.forEach(done -> done.accept(new Outcome.NotSent("the window stayed full")));
    pump();
  }
}
