package dev.snaptill.settlement;

import dev.snaptill.operator.Approvable;
import dev.snaptill.operator.Approval;
import dev.snaptill.operator.ApprovalStore;
import dev.snaptill.operator.AuditStore;
import dev.snaptill.operator.Operator;
import dev.snaptill.settlement.Bookkeeper.Entry;
import dev.snaptill.settlement.Payment.State;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings a payment in MANUAL to its end when two people have found out where its money is. The
 * gateway moves no money by it: it books what they say.
 */
public final class ResolvePayment implements Approvable {
  public static final String ACT = "payment.resolve";

  private static final Pattern TO = Pattern.compile("\"to\"\\s*:\\s*\"(COMPLETED|REVERSED)\"");

  /** Where the money is. */
  public enum Outcome {
    /** The payee has it. */
    COMPLETED,
    /** The payer has it. */
    REVERSED
  }

  private final Ports.Reads reads;
  private final Ports.Commits commits;
  private final Ports.Mail mail;
  private final Resumption resumption;
  private final Bookkeeper books;
  private final Clock clock;

  ResolvePayment(
      Ports.Reads reads,
      Ports.Commits commits,
      Ports.Mail mail,
      Resumption resumption,
      Bookkeeper books,
      Clock clock) {
    this.reads = reads;
    this.commits = commits;
    this.mail = mail;
    this.resumption = resumption;
    this.books = books;
    this.clock = clock;
  }

  /** Where the proposal's JSON says the money is; a quotation mark in its reason is escaped. */
  private static Optional<Outcome> outcome(Approval approval) {
    Matcher to = TO.matcher(approval.content());
    return to.find() ? Optional.of(Outcome.valueOf(to.group(1))) : Optional.empty();
  }

  @Override
  public String act() {
    return ACT;
  }

  @Override
  public Future<Boolean> carryOut(Approval approval, Operator second) {
    Optional<Outcome> outcome = outcome(approval);
    long id = Ids.parse(approval.subject());
    if (outcome.isEmpty() || id < 0) {
      return Future.succeededFuture(false);
    }
    return reads
        .payment(id)
        .compose(
            found ->
                found.isPresent() && possible(found.get(), outcome.get())
                    ? resumption
                        .load(found.get())
                        .compose(loaded -> resolve(loaded, outcome.get(), approval, second))
                    : Future.succeededFuture(false));
  }

  /** What was debited late had given its voucher's use back already: it can't be completed. */
  private static boolean possible(Payment payment, Outcome outcome) {
    return payment.state() == State.MANUAL
        && (outcome == Outcome.REVERSED || !payment.isDebitedLate());
  }

  private Future<Boolean> resolve(
      Resumption.Loaded loaded, Outcome outcome, Approval approval, Operator second) {
    Instant now = clock.instant();
    Entry entry =
        books.troubles.resolved(
            loaded.inFlight(),
            outcome == Outcome.COMPLETED,
            ApprovalStore.approve(approval.id(), second, now),
            AuditStore.entry(
                books.pen.newId(),
                second.person(),
                ACT,
                approval.subject(),
                outcome + ", proposed by " + approval.proposedBy(),
                now));
    return commits
        .submit(entry.unit())
        .map(
            done -> {
              if (done.done()) {
                mail.send(entry.messages());
              }
              return done.done();
            });
  }
}
