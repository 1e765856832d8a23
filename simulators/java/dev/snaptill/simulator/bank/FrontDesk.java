package dev.snaptill.simulator.bank;

import com.solab.iso8583.IsoMessage;
import dev.snaptill.simulator.bank.Faults.Sought;
import dev.snaptill.simulator.bank.Faults.Target;
import dev.snaptill.simulator.bank.Teller.Bent;
import dev.snaptill.simulator.bank.Wire.Received;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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
  private static final int MOST_LAID_ASIDE = 10_000;

  /**
   * @param late its fault has run already
   * @param evenReversed its reversal has been answered already
   */
  private record Waiting(Received received, boolean late, boolean evenReversed) {}

  private record LaidAside(Received received, Duration by) {}

  private final Books books;
  private final Teller teller;
  private final NetworkDesk network;
  private final Faults faults;
  private final Answers answers;
  private final Later putOff;
  private final Runnable booksFailed;
  private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Map<BookEntry.Key, LaidAside> laidAside = new LinkedHashMap<>();
  private final Thread thread;
  private volatile boolean ending;
  private volatile boolean killed;

  /**
   * @param booksFailed takes the bank off the line for good
   */
  FrontDesk(
      String bank,
      Books books,
      Teller teller,
      NetworkDesk network,
      Faults faults,
      Answers answers,
      Later putOff,
      Runnable booksFailed) {
    this.books = books;
    this.teller = teller;
    this.network = network;
    this.faults = faults;
    this.answers = answers;
    this.putOff = putOff;
    this.booksFailed = booksFailed;
    thread = new Thread(this::work, "bank-" + bank);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void put(Received received) throws InterruptedException {
    if (!WireFormat.isRequest(received.message().getType())) {
      network.answered(received);
    } else if (!ending) {
      waiting.put(new Waiting(received, false, false));
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
    List<Answers.Reply> replies = new ArrayList<>();
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
          replies.forEach(this::send);
        }
        group.clear();
        replies.clear();
      }
    } catch (IOException | RuntimeException e) {
      // Books that cannot be written must not be answered for: a bank that stops is the honest one.
      LOG.error("bank stops: its books cannot be kept", e);
      ending = true;
      booksFailed.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Answers.Reply reply) {
    answers.send(reply);
    if (kind(reply.to().message()) == Target.NETWORK && reply.to().from().signedOn()) {
      answers.signedOn(reply.to().from());
    }
  }

  /** What to answer, if anything. */
  private Optional<Answers.Reply> decide(Waiting w) {
    Received received = w.received();
    IsoMessage message = received.message();
    Target kind = kind(message);
    if (!received.genuine()
        || (kind != Target.NETWORK && !w.late() && !received.from().signedOn())) {
      return Optional.of(reply(received, NOT_TRUSTED, null));
    }
    Fault fault = w.late() ? null : faults.take(sought(kind, message)).orElse(null);
    if (fault instanceof Fault.Lost) {
      return Optional.empty();
    }
    if (fault instanceof Fault.ProcessLate late) {
      later(late.by(), new Waiting(received, true, false));
      return Optional.empty();
    }
    if (fault instanceof Fault.PostAfterReversal aside && layAside(received, aside.by())) {
      return Optional.empty();
    }
    Bent bent =
        new Bent(
            fault instanceof Fault.Refuse refuse ? Optional.of(refuse.code()) : Optional.empty(),
            fault instanceof Fault.Partial partial ? partial.percent() : 100,
            w.evenReversed());
    return Optional.of(
        switch (message.getType() & ~0xf) {
          case 0x200 -> reply(received, teller.request(message, bent), fault);
          case 0x420 -> reply(received, reversal(message, bent.imposed()), fault);
          case 0x800 ->
              new Answers.Reply(received, network.answer(received, bent.imposed()), fault);
          default -> reply(received, new Teller.Answer("12"), fault);
        });
  }

  private static final Teller.Answer NOT_TRUSTED = new Teller.Answer("A0");

  private Answers.Reply reply(Received to, Teller.Answer decided, @Nullable Fault fault) {
    IsoMessage answer = answers.format().answerTo(to.message(), decided.code());
    decided.part().ifPresent(part -> WireFormat.amount(answer, part));
    return new Answers.Reply(to, answer, fault);
  }

  private Teller.Answer reversal(IsoMessage message, Optional<String> imposed) {
    String code = teller.reversal(message, imposed);
    if (code.equals("25") && imposed.isEmpty()) {
      LaidAside original = laidAside.remove(Teller.original(message));
      if (original != null) {
        later(original.by(), new Waiting(original.received(), true, true));
      }
    }
    return new Teller.Answer(code);
  }

  /** False for what has no keys to be found again by. */
  private boolean layAside(Received received, Duration by) {
    Optional<Instruction> instruction = Instruction.read(received.message());
    if (instruction.isEmpty() || laidAside.size() >= MOST_LAID_ASIDE) {
      return false;
    }
    laidAside.put(instruction.get().key(), new LaidAside(received, by));
    return true;
  }

  private void later(Duration by, Waiting what) {
    if (!ending) {
      putOff.after(by, () -> waiting.offer(what));
    }
  }

  private static Sought sought(Target kind, IsoMessage message) {
    String amount = Fields.text(message, 4);
    return new Sought(
        kind,
        Fields.digits(amount) && amount.length() <= 12 ? Long.parseLong(amount) : -1,
        List.of(Fields.text(message, 2), Fields.text(message, 102), Fields.text(message, 103)));
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
}
