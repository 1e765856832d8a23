package dev.snaptill.simulator.crash;

import dev.snaptill.simulator.carrier.Acknowledged;
import dev.snaptill.simulator.carrier.CarrierLog;
import dev.snaptill.simulator.carrier.CarrierLogTail;
import dev.snaptill.simulator.carrier.ShortMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The phones: they text vouchers' digits at a steady rate, and say again to a new carrier what the
 * dead one has no acknowledgement of in its log. All they learn, they learn from that log.
 */
final class Load {
  private static final String SHORT_CODE = "10658";
  private static final long TICK_MILLIS = 10;

  private final Tills tills;
  private final CarrierLogTail log;
  private final double perTick;
  private final int most;
  private final Map<String, Item> byText = new HashMap<>();
  private final Map<String, Item> byPayer = new HashMap<>();
  private final Map<String, List<Item>> byPayee = new HashMap<>();
  private final Map<String, Integer> otherTexts = new HashMap<>();
  private final List<Item> items = new ArrayList<>();
  private @Nullable Child carrier;
  private boolean offering = true;
  private volatile boolean running = true;
  private double credit;
  private int acknowledged;
  private int answered;
  private long events;

  /**
   * @param perSecond vouchers texted, while fewer than {@code most} texts are without an answer
   */
  Load(Path carrierLog, Tills tills, double perSecond, int most) {
    this.log = new CarrierLogTail(carrierLog);
    this.tills = tills;
    this.perTick = perSecond * TICK_MILLIS / 1000;
    this.most = most;
  }

  /** Until {@link #end}. */
  void run() {
    try {
      while (running) {
        tick();
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void tick() {
    read();
    if (!offering || carrier == null) {
      return;
    }
    credit = Math.min(most, credit + perTick);
    while (credit >= 1 && items.size() - answered < most) {
      List<Item> texts = tills.next();
      if (texts == null) {
        return;
      }
      credit--;
      texts.forEach(this::offer);
    }
  }

  private void offer(Item item) {
    items.add(item);
    byText.put(item.payer + " " + item.code, item);
    byPayer.put(item.payer + " " + item.minor, item);
    byPayee.computeIfAbsent(item.payee + " " + item.minor, any -> new ArrayList<>()).add(item);
    say(item);
  }

  private void say(Item item) {
    if (carrier != null) {
      carrier.say(item.payer + "\t" + SHORT_CODE + "\t" + item.code);
    }
  }

  /** There is a carrier again; the one before is dead and its log complete. */
  synchronized void through(Child next) {
    read();
    carrier = next;
    items.stream().filter(item -> item.acknowledged == null).forEach(this::say);
  }

  synchronized void stopOffering() {
    offering = false;
  }

  void end() {
    running = false;
  }

  private void read() {
    CarrierLog.Contents news;
    try {
      news = log.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    news.acknowledged().forEach(this::acknowledged);
    news.submitted().forEach(this::submitted);
    events += news.acknowledged().size() + news.submitted().size();
    if (!news.submitted().isEmpty() || !news.acknowledged().isEmpty()) {
      notifyAll();
    }
  }

  private void acknowledged(Acknowledged message) {
    Item item = byText.get(message.from() + " " + message.text());
    if (item != null && item.acknowledged == null && message.commandStatus() == 0) {
      item.acknowledged = message.at();
      acknowledged++;
    }
  }

  private void submitted(ShortMessage message) {
    if (ReceiptText.isNoEnd(message.text())) {
      return;
    }
    ReceiptText receipt = ReceiptText.of(message.text()).orElse(null);
    if (receipt == null) {
      otherTexts.merge(message.to(), 1, Integer::sum);
      answered++;
    } else if (receipt.payer()) {
      Item item = byPayer.get(message.to() + " " + receipt.minor());
      if (item != null && item.payerTold == null) {
        item.payerTold = message.at();
        answered++;
      }
    } else {
      for (Item item : byPayee.getOrDefault(message.to() + " " + receipt.minor(), List.of())) {
        item.payeeTold = item.payeeTold == null ? message.at() : item.payeeTold;
      }
    }
  }

  /** Waits until so many more lines are in the carrier's log, or the time is over. */
  synchronized void awaitEvents(int more, long millis) throws InterruptedException {
    long wanted = events + more;
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = until - System.nanoTime();
        events < wanted && left > 0;
        left = until - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  synchronized long events() {
    return events;
  }

  synchronized int acknowledgedCount() {
    return acknowledged;
  }

  synchronized int offeredCount() {
    return items.size();
  }

  synchronized List<Item> items() {
    return List.copyOf(items);
  }

  /**
   * Texts that somebody still owes: not acknowledged, or acknowledged and neither told the end nor
   * paid with both told.
   */
  synchronized List<String> owed() {
    List<String> owed = new ArrayList<>();
    Map<String, Integer> unpaid = new HashMap<>();
    for (Item item : items) {
      if (item.acknowledged == null) {
        owed.add("not acknowledged: " + item.payer + " " + Item.decimal(item.minor));
      } else if (item.payerTold == null) {
        unpaid.merge(item.payer, 1, Integer::sum);
      } else if (item.payeeTold == null) {
        owed.add("payee not told: " + item.payee + " " + Item.decimal(item.minor));
      }
    }
    unpaid.forEach(
        (payer, count) -> {
          int missing = count - otherTexts.getOrDefault(payer, 0);
          if (missing > 0) {
            owed.add(missing + " texts of " + payer + " without an answer");
          }
        });
    return owed;
  }

  /**
   * When the first text that was acknowledged after a moment had been paid and both been told; null
   * if there is none.
   */
  synchronized @Nullable Instant firstPaidAfter(Instant moment) {
    return items.stream()
        .filter(item -> item.acknowledged != null && item.acknowledged.isAfter(moment))
        .filter(Item::paid)
        .map(Load::bothTold)
        .min(Instant::compareTo)
        .orElse(null);
  }

  private static Instant bothTold(Item item) {
    Instant payer = java.util.Objects.requireNonNull(item.payerTold);
    Instant payee = java.util.Objects.requireNonNull(item.payeeTold);
    return payer.isAfter(payee) ? payer : payee;
  }
}
