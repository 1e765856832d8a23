package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.LateAnswer;
import dev.snaptill.bank.iso8583.LinkSession.Wire;
import dev.snaptill.value.Ids;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operations from their write to their answer. What was written and lost sight of is answered
 * Unknown and remembered, so that a late answer still finds it. Event loop only.
 */
final class Operations {
  private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

  private final BankConfig config;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Consumer<LateAnswer> late;
  private final LinkMetrics metrics;
  private final Requests requests;
  private final Codec codec;
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
      LinkMetrics metrics) {
    this.config = config;
    this.clock = clock;
    this.nanos = nanos;
    this.late = late;
    this.metrics = metrics;
    this.requests = new Requests(config);
    this.codec = new Codec(config.profile());
  }

  /** How many wait for their answer. */
  int waiting() {
    return inFlight.size();
  }

  /** Writes an operation, unless it is answered at once. The future never fails. */
  CompletableFuture<BankAnswer> submit(BankOperation operation, Wire wire) {
    if (clock.instant().isAfter(operation.sendBefore())) {
      return refuse(operation, "its time to be sent has passed");
    }
    if (operation.repeat()
        && operation.type() != BankOperation.Type.REVERSAL
        && !config.repeats()) {
      return refuse(operation, "the bank does not understand 0201");
    }
    byte[] frame;
    Expected expected;
    try {
      Message request = requests.of(operation);
      frame = config.profile().length().frame(codec.encode(request));
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
    if (inFlight.size() >= config.maxInFlight()) {
      return refuse(operation, config.maxInFlight() + " operations are in flight already");
    }
    if (wire.full()) {
      return refuse(operation, "the bank has stopped reading");
    }
    InFlight.Entry entry =
        new InFlight.Entry(operation, expected, nanos.getAsLong(), new CompletableFuture<>());
    inFlight.add(entry);
    metrics.inFlight(inFlight.size());
    wire.send(frame);
    return entry.answer();
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
      giveUp(entry, what);
      return Optional.empty();
    }
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
      giveUpAloud(entry, "no answer in time");
    }
  }

  /** Gives up everything: the connection it was written to is gone. */
  void lost(String reason) {
    for (InFlight.Entry entry : inFlight.takeAll()) {
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
