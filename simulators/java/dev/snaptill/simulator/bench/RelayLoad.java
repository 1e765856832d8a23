package dev.snaptill.simulator.bench;

import dev.snaptill.simulator.carrier.CarrierSimulator;
import dev.snaptill.simulator.carrier.ShortMessage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a fixed number of texts unanswered: whenever one is answered, the next phone asks for help.
 * No phone writes twice, so that each answer is known by whom it goes to. A text is answered when
 * its submit_sm is on the carrier's disk.
 */
final class RelayLoad {
  private static final String TEXT = "HELP";

  private final CarrierSimulator carrier;
  private final String shortCode;
  private final long stall;
  private final Map<String, Integer> unanswered = new HashMap<>();
  private final Set<String> answeredPhones = new HashSet<>();
  private long[] sent = {};
  private long[] latencies = {};
  private boolean[] acknowledged = {};
  private int phones;
  private int next;
  private int done;
  private int doubled;

  /**
   * How a run went.
   *
   * @param latencies nanoseconds from the text to its answer, ascending
   * @param lost texts that the gateway acknowledged and never answered
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Answered(long nanos, long[] latencies, int lost) {
    double perSecond() {
      return latencies.length * 1e9 / Math.max(1, nanos);
    }

    double millis(double share) {
      return Quantile.millis(latencies, share);
    }
  }

  /**
   * @param stall nanoseconds without an answer after which a run is given up
   */
  RelayLoad(CarrierSimulator carrier, String shortCode, long stall) {
    this.carrier = carrier;
    this.shortCode = shortCode;
    this.stall = stall;
    carrier.onMessage(this::received);
  }

  /** Answers beyond the first to one text, in all runs. */
  synchronized int doubled() {
    return doubled;
  }

  Answered run(int messages, int outstanding) throws InterruptedException {
    long start;
    synchronized (this) {
      unanswered.clear();
      sent = new long[messages];
      latencies = new long[messages];
      acknowledged = new boolean[messages];
      next = 0;
      done = 0;
      start = System.nanoTime();
      for (int i = 0; i < outstanding; i++) {
        sendNext();
      }
    }
    awaitEnd();
    synchronized (this) {
      int lost = 0;
      long end = start;
      for (int i = 0; i < messages; i++) {
        if (latencies[i] > 0) {
          end = Math.max(end, sent[i] + latencies[i]);
        } else if (acknowledged[i]) {
          lost++;
        }
      }
      long[] answered = Arrays.stream(latencies).filter(nanos -> nanos > 0).sorted().toArray();
      return new Answered(end - start, answered, lost);
    }
  }

  private synchronized void awaitEnd() throws InterruptedException {
    int before = -1;
    long since = System.nanoTime();
    while (done < sent.length) {
      TimeUnit.NANOSECONDS.timedWait(this, TimeUnit.SECONDS.toNanos(1));
      if (done != before) {
        before = done;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > stall) {
        return;
      }
    }
  }

  private void sendNext() {
    if (next == sent.length) {
      return;
    }
    int number = next++;
    String phone = "+86138%08d".formatted(phones++);
    unanswered.put(phone, number);
    sent[number] = System.nanoTime();
    boolean[] ofRun = acknowledged;
    carrier
        .deliver(phone, shortCode, TEXT)
        .thenAccept(
            status -> {
              synchronized (this) {
                ofRun[number] = status == 0;
              }
            });
  }

  private synchronized void received(ShortMessage answer) {
    Integer number = unanswered.remove(answer.to());
    if (number == null) {
      if (answeredPhones.contains(answer.to())) {
        doubled++;
      }
      return;
    }
    answeredPhones.add(answer.to());
    latencies[number] = System.nanoTime() - sent[number];
    if (++done == sent.length) {
      notifyAll();
    }
    sendNext();
  }
}
