package dev.snaptill.simulator.bank;

import com.solab.iso8583.IsoMessage;
import dev.snaptill.simulator.bank.Faults.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that works a bank's messages off, in order of arrival and in groups: take what waits,
 * decide, write, one fsync, and only then answer.
 */
final class FrontDesk {
  private static final Logger LOG = LoggerFactory.getLogger(FrontDesk.class);
  private static final int MOST_WAITING = 10_000;
  private static final int LARGEST_GROUP = 4096;

  /** How the desk takes the whole bank off the line. */
  interface Outages {
    void goDown(Duration lasting);

    /** For good. */
    void booksFailed();
  }

  /**
   * @param late its fault has run already
   */
  private record Waiting(Connection from, IsoMessage message, boolean late) {}

  private record Reply(Waiting to, String code, @Nullable Fault fault) {}

  private final Books books;
  private final Teller teller;
  private final Faults faults;
  private final PlainFormat format;
  private final ScheduledExecutorService timer;
  private final Outages outages;
  private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Thread thread;
  private volatile boolean ending;
  private volatile boolean killed;

  FrontDesk(
      String bank,
      Books books,
      Teller teller,
      Faults faults,
      PlainFormat format,
      ScheduledExecutorService timer,
      Outages outages) {
    this.books = books;
    this.teller = teller;
    this.faults = faults;
    this.format = format;
    this.timer = timer;
    this.outages = outages;
    thread = new Thread(this::work, "bank-" + bank);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void put(Connection from, IsoMessage message) throws InterruptedException {
    if (PlainFormat.isRequest(message.getType()) && !ending) {
      waiting.put(new Waiting(from, message, false));
    }
  }

  int waiting() {
    return waiting.size();
  }

  /** Works off what waits, answers it, and ends. */
  void finish() {
    ending = true;
    join();
  }

  /**
   * Ends like a process that is killed: what waits is gone, and what was just written is never
   * answered.
   */
  void kill() {
    killed = true;
    ending = true;
    waiting.clear();
    join();
  }

  private void join() {
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    List<Waiting> group = new ArrayList<>();
    List<Reply> replies = new ArrayList<>();
    try {
      while (!killed) {
        Waiting first = waiting.poll(20, TimeUnit.MILLISECONDS);
        if (first == null) {
          if (ending) {
            return;
          }
          continue;
        }
        group.add(first);
        waiting.drainTo(group, LARGEST_GROUP - 1);
        books.group(() -> group.forEach(w -> decide(w).ifPresent(replies::add)));
        if (!killed) {
          replies.forEach(this::reply);
        }
        group.clear();
        replies.clear();
      }
    } catch (IOException | RuntimeException e) {
      // Books that cannot be written must not be answered for: a bank that stops is the honest one.
      LOG.error("bank stops: its books cannot be kept", e);
      ending = true;
      outages.booksFailed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What to answer, if anything. */
  private Optional<Reply> decide(Waiting w) {
    IsoMessage message = w.message();
    Target kind = kind(message);
    if (kind != Target.NETWORK && !w.late() && !w.from().signedOn()) {
      return Optional.of(new Reply(w, "A0", null));
    }
    Fault fault = w.late() ? null : faults.take(kind, amount(message)).orElse(null);
    if (fault instanceof Fault.Lost) {
      return Optional.empty();
    }
    if (fault instanceof Fault.ProcessLate late) {
      after(late.by(), () -> waiting.offer(new Waiting(w.from(), message, true)));
      return Optional.empty();
    }
    Optional<String> imposed =
        fault instanceof Fault.Refuse refuse ? Optional.of(refuse.code()) : Optional.empty();
    String code =
        switch (message.getType() & ~0xf) {
          case 0x200 -> teller.request(message, imposed);
          case 0x420 -> teller.reversal(message, imposed);
          case 0x800 -> imposed.orElseGet(() -> network(w.from(), message));
          default -> "12";
        };
    return Optional.of(new Reply(w, code, fault));
  }

  private static String network(Connection from, IsoMessage message) {
    return switch (Fields.text(message, 70)) {
      case "001" -> {
        from.signedOn(true);
        yield Teller.APPROVED;
      }
      case "002" -> {
        from.signedOn(false);
        yield Teller.APPROVED;
      }
      case "301" -> Teller.APPROVED;
      case "" -> "30";
      default -> "12";
    };
  }

  private static Target kind(IsoMessage message) {
    return switch (message.getType() & ~0xf) {
      case 0x800 -> Target.NETWORK;
      case 0x420 -> Target.REVERSAL;
      default ->
          switch (Instruction.Type.of(Fields.text(message, 3))) {
            case DEBIT -> Target.DEBIT;
            case CREDIT -> Target.CREDIT;
            case TRANSFER -> Target.TRANSFER;
            case ENQUIRY -> Target.ENQUIRY;
            case UNKNOWN -> Target.REQUEST;
          };
    };
  }

  private static long amount(IsoMessage message) {
    String amount = Fields.text(message, 4);
    return Fields.digits(amount) && amount.length() <= 12 ? Long.parseLong(amount) : -1;
  }

  private void reply(Reply reply) {
    Connection to = reply.to().from();
    byte[] answer = format.encode(format.answerTo(reply.to().message(), reply.code()));
    Fault fault = reply.fault();
    if (fault == null || fault instanceof Fault.Refuse) {
      to.send(answer);
    } else if (fault instanceof Fault.Delay delay) {
      after(delay.by(), () -> to.send(answer));
    } else if (fault instanceof Fault.AnswerTwice) {
      to.send(answer);
      to.send(answer);
    } else if (fault instanceof Fault.OutOfOrder) {
      to.hold(answer);
      after(Duration.ofSeconds(1), () -> to.release(answer));
    } else if (fault instanceof Fault.CutBeforeAnswer) {
      to.cut();
    } else if (fault instanceof Fault.GoDown down) {
      outages.goDown(down.lasting());
    }
  }

  private void after(Duration time, Runnable work) {
    if (!ending) {
      timer.schedule(work, time.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
