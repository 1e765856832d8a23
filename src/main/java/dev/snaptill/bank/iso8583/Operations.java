package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.LateAnswer;
import dev.snaptill.bank.StrayAnswer;
import dev.snaptill.bank.iso8583.LinkSession.Wire;
import dev.snaptill.value.Ids;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operations of one bank from their write to their answer, over whatever connections it has: an
 * answer is known by its fields and not by where it comes. What was written and lost sight of is
 * answered Unknown and remembered, so that a late answer still finds it. Event loop only.
 */
final class Operations {
  private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

  /** Answers of a bank, or of what is behind it, that says it can't work now. */
  private static final Set<String> CANNOT_WORK = Set.of("68", "90", "91", "92", "96", "97", "A0");

  private final BankConfig config;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Consumer<LateAnswer> late;
  private final Consumer<StrayAnswer> stray;
  private final LinkMetrics metrics;
  private final Requests requests;
  private final Breaker breaker;
  private final InFlight inFlight = new InFlight();
  private final GivenUp givenUp = new GivenUp();

  /**
   * @param nanos monotonic nanoseconds, for time-outs
   */
  Operations(
      BankConfig config,
      Clock clock,
      LongSupplier nanos,
      Consumer<LateAnswer> late,
      Consumer<StrayAnswer> stray,
      Breaker breaker,
      LinkMetrics metrics) {
    this.config = config;
    this.clock = clock;
    this.nanos = nanos;
    this.late = late;
    this.stray = stray;
    this.metrics = metrics;
    this.requests = new Requests(config);
    this.breaker = breaker;
  }

  /** How many wait for their answer on one connection. */
  int waiting(Wire wire) {
    return inFlight.size(wire);
  }

  /** Writes an operation, unless it is answered at once. The future never fails. */
  CompletableFuture<BankAnswer> submit(BankOperation operation, Wire wire, Seal seal) {
    if (clock.instant().isAfter(operation.sendBefore())) {
      return refuse(operation, "its time to be sent has passed");
    }
    Optional<String> notOffered = notOffered(operation);
    if (notOffered.isPresent()) {
      return refuse(operation, notOffered.get());
    }
    byte[] frame;
    Expected expected;
    try {
      Message request = requests.of(operation);
      frame = seal.write(request);
      expected = Expected.of(operation, request);
    } catch (MalformedMessage e) {
      LOG.error(
          "{}: payment {}: {}", config.name(), Ids.text(operation.paymentId()), e.getMessage());
      return refuse(operation, "cannot be put on the wire: " + e.getMessage());
    }
    InFlight.Entry same = inFlight.get(expected.match());
    if (same != null) {
      return same.expected().equals(expected)
          ? same.answer()
          : refuse(operation, "another operation is in flight under the same fields 7, 11 and 41");
    }
    if (inFlight.size(wire) >= config.maxInFlight()) {
      return refuse(operation, config.maxInFlight() + " operations are in flight already");
    }
    if (wire.full()) {
      return refuse(operation, "the bank has stopped reading");
    }
    int ticket = Breaker.REFUSED;
    if (isNew(operation)) {
      ticket = breaker.take();
      if (ticket == Breaker.REFUSED) {
        return refuse(operation, "new operations are stopped: " + breaker.why());
      }
    }
    InFlight.Entry entry =
        new InFlight.Entry(
            operation, expected, wire, nanos.getAsLong(), ticket, new CompletableFuture<>());
    inFlight.add(entry);
    metrics.inFlight(inFlight.size());
    wire.send(frame);
    return entry.answer();
  }

  /** What brings order into money already moved is never held back by the breaker. */
  private static boolean isNew(BankOperation operation) {
    return operation.type() != BankOperation.Type.REVERSAL && !operation.repeat();
  }

  private Optional<String> notOffered(BankOperation operation) {
    return switch (operation.type()) {
      case REVERSAL ->
          config.reversals() ? Optional.empty() : Optional.of("the bank takes no reversals");
      case ENQUIRY ->
          config.enquiry() ? Optional.empty() : Optional.of("the bank takes no enquiries");
      case DEBIT, CREDIT, TRANSFER ->
          operation.repeat() && !config.repeats()
              ? Optional.of("the bank does not understand 0201")
              : Optional.empty();
    };
  }

  /**
   * Answers without sending. An operation that was sent before is never answered NotSent, because
   * the earlier sending may have been posted.
   */
  CompletableFuture<BankAnswer> refuse(BankOperation operation, String reason) {
    BankAnswer answer =
        operation.repeat() ? new BankAnswer.Unknown(reason) : new BankAnswer.NotSent(reason);
    metrics.answered(operation.type(), answer, 0);
    return CompletableFuture.completedFuture(answer);
  }

  /**
   * Takes a bank's 02x0 or 04x0.
   *
   * @return the code, if it was an answer that was waited for
   */
  Optional<String> answered(Message answer) {
    String match = Requests.match(answer);
    InFlight.Entry entry = match == null ? null : inFlight.get(match);
    if (entry == null || !entry.expected().belongsTo(answer)) {
      lateOrStray(match, answer);
      return Optional.empty();
    }
    inFlight.remove(entry);
    Optional<String> doubt = entry.expected().doubt(answer);
    String code = answer.get(39);
    if (doubt.isPresent() || code == null) {
      String what = doubt.orElse("the answer has no field 39");
      LOG.error("{}: {}: {}", config.name(), entry.expected().named(), what);
      breaker.unused(entry.ticket());
      giveUp(entry, what);
      return Optional.empty();
    }
    breaker.ended(entry.ticket(), CANNOT_WORK.contains(code));
    complete(entry, new BankAnswer.Answered(code));
    return Optional.of(code);
  }

  private void lateOrStray(@Nullable String match, Message answer) {
    Expected expected = match == null ? null : givenUp.get(match, nanos.getAsLong());
    String code = answer.get(39);
    if (expected == null || code == null || !expected.belongsTo(answer)) {
      metrics.stray();
      LOG.warn(
          "{}: a {} belongs to nothing we wait for: field 7 {} STAN {} code {}",
          config.name(),
          answer.type(),
          answer.get(7),
          answer.get(11),
          code);
      if (expected == null) {
        Requests.stray(config.name(), answer).ifPresent(stray);
      }
      return;
    }
    metrics.late();
    LOG.warn(
        "{}: {}: late answer {} {}",
        config.name(),
        expected.named(),
        code,
        expected.doubt(answer).orElse(""));
    late.accept(new LateAnswer(expected.key(), code));
  }

  /** Gives up what was written longer ago than the answer time-out. */
  void expire() {
    for (InFlight.Entry entry :
        inFlight.takeUpTo(nanos.getAsLong() - config.answerTimeout().toNanos())) {
      breaker.ended(entry.ticket(), true);
      giveUpAloud(entry, "no answer in time");
    }
  }

  /** Gives up everything that was written to a connection that is gone. */
  void lost(Wire wire, String reason) {
    for (InFlight.Entry entry : inFlight.takeAll(wire)) {
      breaker.unused(entry.ticket());
      giveUpAloud(entry, reason);
    }
  }

  private void giveUpAloud(InFlight.Entry entry, String reason) {
    LOG.warn("{}: {}: unknown: {}", config.name(), entry.expected().named(), reason);
    giveUp(entry, reason);
  }

  private void giveUp(InFlight.Entry entry, String reason) {
    givenUp.add(entry.expected(), nanos.getAsLong());
    complete(entry, new BankAnswer.Unknown(reason));
  }

  private void complete(InFlight.Entry entry, BankAnswer answer) {
    metrics.inFlight(inFlight.size());
    metrics.answered(entry.operation().type(), answer, nanos.getAsLong() - entry.since());
    entry.answer().complete(answer);
  }
}
