package dev.snaptill.channel.smpp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jsmpp.PDUStringException;
import org.jspecify.annotations.Nullable;

/**
 * The submit_sm of one bind: at most a window of them without an answer, the others queued. Lives
 * on the loop.
 */
final class SubmitWindow {
  private final int window;
  private final int longestQueue;
  private final long timeout;
  private final long pause;
  private final Loop loop;
  private final SmppMetrics metrics;
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private final Map<Integer, Sent> sent = new LinkedHashMap<>();
  private @Nullable Link link;
  private long pausedUntil;
  private boolean paused;

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

  private record Waiting(SubmitPdu pdu, Consumer<Outcome> done, long since) {}

  private record Sent(Consumer<Outcome> done, long since) {}

  SubmitWindow(CarrierConfig config, Loop loop, SmppMetrics metrics) {
    this.window = config.window();
    this.longestQueue = config.queue();
    this.timeout = config.submitTimeout().toNanos();
    this.pause = config.throttlePause().toNanos();
    this.loop = loop;
    this.metrics = metrics;
  }

  boolean isOpen() {
    return link != null;
  }

  /** How much is in hand: what balances the load between binds. */
  int load() {
    return sent.size() + queue.size();
  }

  int inUse() {
    return sent.size();
  }

  void open(Link up) {
    link = up;
    paused = false;
  }

  /** The link is gone: what was sent may have been taken or not, what waited never left. */
  void close(String why) {
    link = null;
    List<Consumer<Outcome>> cutOff = new ArrayList<>();
    sent.values().forEach(s -> cutOff.add(s.done));
    sent.clear();
    List<Waiting> unsent = new ArrayList<>(queue);
    queue.clear();
    cutOff.forEach(done -> done.accept(new Outcome.CutOff(why)));
    unsent.forEach(w -> w.done.accept(new Outcome.NotSent(why)));
  }

  /** Sends as soon as the window lets it; the outcome comes exactly once, on the loop. */
  void submit(SubmitPdu pdu, Consumer<Outcome> done) {
    if (link == null) {
      done.accept(new Outcome.NotSent("not bound"));
    } else if (queue.size() >= longestQueue && (paused || sent.size() >= window)) {
      done.accept(new Outcome.NotSent("too many wait for the window"));
    } else {
      queue.add(new Waiting(pdu, done, loop.nanos()));
      pump();
    }
  }

  private void pump() {
    while (link != null && !paused && sent.size() < window && !queue.isEmpty()) {
      send(link, queue.remove());
    }
  }

  private void send(Link to, Waiting next) {
    int sequence = to.nextSequence();
    byte[] pdu;
    try {
      pdu = next.pdu.compose(sequence);
    } catch (PDUStringException e) {
      next.done.accept(new Outcome.Refused(e.getErrorCode()));
      return;
    }
    if (to.write(pdu)) {
      sent.put(sequence, new Sent(next.done, loop.nanos()));
    } else {
      next.done.accept(new Outcome.NotSent("the connection broke"));
    }
  }

  /** An answer came; one that nobody waits for any more is only counted. */
  void answered(int sequence, int status, String messageId) {
    Sent answered = sent.remove(sequence);
    if (answered == null) {
      metrics.submitted("late");
      return;
    }
    metrics.submitLatency(Duration.ofNanos(loop.nanos() - answered.since));
    if (Status.overload(status)) {
      slowDown();
    }
    answered.done.accept(
        status == Status.OK ? new Outcome.Accepted(messageId) : new Outcome.Refused(status));
    pump();
  }

  /** Silence for the whole bind: more of the same would be refused as well. */
  private void slowDown() {
    pausedUntil = loop.nanos() + pause;
    if (!paused) {
      paused = true;
      loop.after(Duration.ofNanos(pause), this::resume);
    }
  }

  private void resume() {
    long left = pausedUntil - loop.nanos();
    if (paused && left > 0) {
      loop.after(Duration.ofNanos(left), this::resume);
      return;
    }
    paused = false;
    pump();
  }

  /** Gives up what has waited too long; to be called now and then. */
  void expire() {
    long oldest = loop.nanos() - timeout;
    List<Consumer<Outcome>> unknown = new ArrayList<>();
    // oldest first: both are in the order of sending
    Iterator<Sent> sentItems = sent.values().iterator();
    while (sentItems.hasNext()) {
      Sent item = sentItems.next();
      if (item.since - oldest > 0) {
        break;
      }
      sentItems.remove();
      unknown.add(item.done);
    }
    List<Consumer<Outcome>> unsent = new ArrayList<>();
    while (!queue.isEmpty() && queue.peek().since - oldest <= 0) {
      unsent.add(queue.remove().done);
    }
    unknown.forEach(done -> done.accept(new Outcome.NoAnswer("no answer in time")));
    unsent.forEach(done -> done.accept(new Outcome.NotSent("the window stayed full")));
    pump();
  }
}
