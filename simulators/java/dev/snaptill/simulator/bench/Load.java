package dev.snaptill.simulator.bench;

import dev.snaptill.simulator.carrier.CarrierSimulator;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps a fixed number of payments unfinished: whenever one finishes, the next payer's message
 * leaves. A payment has finished when the submit_sm of both receipts, which must name the same
 * number, are on the carrier's disk and their answers on their way.
 */
final class Load {
  private static final Pattern PAID =
      Pattern.compile("Paid (\\S+ \\S+) to .*\\. Receipt ([0-9A-Z-]+)\\.");
  private static final Pattern RECEIVED =
      Pattern.compile("Received (\\S+ \\S+) from .*\\. Receipt ([0-9A-Z-]+)\\.");
  private static final int COMPLAINTS = 5;

  private final Consumer<Payment> send;
  private final long stall;
  private final PrintWriter err;
  private final Map<String, Payment> unfinished = new HashMap<>();
  private List<Payment> plan = List.of();
  private int next;
  private int done;
  private int complaints;

  /** When the first payment of a run was sent, when the last finished, and how long each took. */
  record Times(long nanos, long[] latencies) {
    double perSecond() {
      return latencies.length * 1e9 / Math.max(1, nanos);
    }

    double millis(double share) {
      return Quantile.millis(latencies, share);
    }
  }

  /**
   * Each payer sends the voucher's digits by SMS.
   *
   * @param stall nanoseconds without a finished payment after which a run is given up
   */
  Load(CarrierSimulator carrier, String shortCode, long stall, PrintWriter err) {
    this(carrier, payment -> carrier.deliver(payment.payer, shortCode, payment.code), stall, err);
  }

  /**
   * @param carrier which brings the receipts
   * @param send sends what asks for a payment; must not wait for it
   * @param stall nanoseconds without a finished payment after which a run is given up
   */
  Load(CarrierSimulator carrier, Consumer<Payment> send, long stall, PrintWriter err) {
    this.send = send;
    this.stall = stall;
    this.err = err;
    carrier.onMessage(message -> received(message.to(), message.text()));
  }

  /** Runs all payments of the plan; those that never finish are left unfinished. */
  Times run(List<Payment> payments, int outstanding) throws InterruptedException {
    long start;
    synchronized (this) {
      plan = payments;
      next = 0;
      done = 0;
      unfinished.clear();
      start = System.nanoTime();
      for (int i = 0; i < outstanding; i++) {
        sendNext();
      }
    }
    awaitEnd();
    synchronized (this) {
      return times(start);
    }
  }

  private synchronized void awaitEnd() throws InterruptedException {
    int before = -1;
    long since = System.nanoTime();
    while (done < plan.size()) {
      TimeUnit.NANOSECONDS.timedWait(this, TimeUnit.SECONDS.toNanos(1));
      if (done != before) {
        before = done;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > stall) {
        err.printf("given up: %d of %d payments never finished%n", plan.size() - done, plan.size());
        err.flush();
        return;
      }
    }
  }

  private Times times(long start) {
    List<Payment> finished = new ArrayList<>(plan);
    finished.removeIf(payment -> payment.finished == 0);
    long end = finished.stream().mapToLong(p -> p.finished).max().orElse(start);
    long[] latencies = finished.stream().mapToLong(p -> p.finished - p.sent).sorted().toArray();
    return new Times(end - start, latencies);
  }

  private void sendNext() {
    if (next == plan.size()) {
      return;
    }
    Payment payment = plan.get(next++);
    unfinished.put(key(payment.payer, payment.amount), payment);
    unfinished.put(key(payment.payee, payment.amount), payment);
    payment.sent = System.nanoTime();
    send.accept(payment);
  }

  /** A text that came to a phone, by whatever way. */
  synchronized void received(String phone, String text) {
    Matcher paid = PAID.matcher(text);
    if (paid.matches()) {
      told(phone, paid.group(1), paid.group(2), true);
      return;
    }
    Matcher received = RECEIVED.matcher(text);
    if (received.matches()) {
      told(phone, received.group(1), received.group(2), false);
    } else {
      if (complaints++ < COMPLAINTS) {
        err.println("a text that is no receipt: " + text);
        err.flush();
      }
      refused(phone);
    }
  }

  private void told(String phone, String amount, String receipt, boolean payer) {
    Payment payment = unfinished.get(key(phone, amount));
    if (payment == null) {
      return;
    }
    if (payer) {
      payment.payerReceipt = receipt;
    } else {
      payment.payeeReceipt = receipt;
    }
    if (payment.told()) {
      payment.finished = System.nanoTime();
      end(payment);
    }
  }

  /** A payer who has just one payment under way is told that it was not made: the next may go. */
  private void refused(String phone) {
    List<Payment> ofPayer =
        unfinished.values().stream()
            .filter(payment -> payment.payer.equals(phone))
            .distinct()
            .toList();
    if (ofPayer.size() == 1 && ofPayer.get(0).payerReceipt.isEmpty()) {
      ofPayer.get(0).refused = true;
      end(ofPayer.get(0));
    }
  }

  private void end(Payment payment) {
    unfinished.remove(key(payment.payer, payment.amount));
    unfinished.remove(key(payment.payee, payment.amount));
    if (++done == plan.size()) {
      notifyAll();
    }
    sendNext();
  }

  private static String key(String phone, String amount) {
    return phone + " " + amount;
  }
}
