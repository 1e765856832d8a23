package dev.snaptill.settlement;

import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.ops.Admission;
import dev.snaptill.settlement.Bookkeeper.Entry;
import dev.snaptill.settlement.Payment.State;
import dev.snaptill.settlement.SettlementVerticle.Config;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The payments in hand. Each bank answer is turned into a decision by {@link Saga}, the decision
 * into one unit by {@link Bookkeeper}, and only its commit lets the next byte leave for a bank. One
 * thread only; one commit of a payment at a time.
 */
final class PaymentSteps implements LateAnswers.Hands {
  private static final Logger log = LoggerFactory.getLogger(PaymentSteps.class);
  private static final Duration CREDIT_PAUSE = Duration.ofSeconds(5);
  private static final Duration UNKNOWN_PAUSE = Duration.ofMinutes(1);

  final Bookkeeper books;
  private final Config config;
  private final Map<String, BankDesk> desks;
  private final Ports.Commits commits;
  private final Ports.Banks banks;
  private final Ports.Mail mail;
  private final Admission admission;
  private final SettlementMetrics metrics;
  private final Clock clock;
  private final Map<Long, InFlight> inHand = new HashMap<>();

  /** Takes up at once a payment that has just been put off. */
  Consumer<Long> takeUp = id -> {};

  PaymentSteps(
      Config config,
      Map<String, BankDesk> desks,
      Ports.Commits commits,
      Ports.Banks banks,
      Ports.Mail mail,
      Bookkeeper books,
      Admission admission,
      SettlementMetrics metrics,
      Clock clock) {
    this.config = config;
    this.desks = desks;
    this.commits = commits;
    this.banks = banks;
    this.mail = mail;
    this.books = books;
    this.admission = admission;
    this.metrics = metrics;
    this.clock = clock;
  }

  BankDesk desk(String bank) {
    BankDesk desk = desks.get(bank);
    if (desk == null) {
      throw new IllegalStateException("bank " + bank + " is not configured any more");
    }
    return desk;
  }

  @Nullable BankDesk deskOrNull(String bank) {
    return desks.get(bank);
  }

  private BankDesk payersDesk(InFlight f) {
    return desk(f.debit.key().bank());
  }

  // ---- to the bank and back

  void submit(InFlight f, BankOperation op) {
    f.awaited = op;
    f.knowing = f.debitPosted();
    f.comings = desk(op.key().bank()).comings;
    banks.ask(op).onSuccess(answer -> answered(f, op, toldBy(op, answer)));
  }

  /** A repeat that was not sent says nothing of what was sent before it: that stays unknown. */
  private static BankAnswer toldBy(BankOperation op, BankAnswer answer) {
    return op.repeat() && answer instanceof BankAnswer.NotSent notSent
        ? new BankAnswer.Unknown("the repeat was not sent: " + notSent.why())
        : answer;
  }

  /** Decides on an answer, once: a second one to the same sending changes nothing. */
  @Override
  public void answered(InFlight f, BankOperation op, BankAnswer answer) {
    f.whenCommitted(
        () -> {
          BankOperation awaited = f.awaited;
          if (inHand.get(f.id()) == f && (awaited == null || awaited.key().equals(op.key()))) {
            if (awaited == null) {
              // nothing was asked: a link that came up earlier is no reason to take it up at once
              f.comings = desk(op.key().bank()).comings;
            }
            f.awaited = null;
            log.debug("payment {} {} {}: {}", Ids.text(f.id()), op.type(), op.key().text(), answer);
            carryOut(decide(f, op, answer), f, op, answer);
          }
        });
  }

  @Override
  public void answeredCredit(InFlight f, BankOperation credit, BankAnswer answer) {
    carryOut(Saga.afterLateCredit(answer, age(f), config.manualAfter()), f, credit, answer);
  }

  /** What is put off again and again is hardly ever in hand when {@link #notices} looks. */
  private boolean noticeDue(InFlight f) {
    return age(f).compareTo(config.processingNotice()) > 0;
  }

  private Duration age(InFlight f) {
    return Duration.between(f.payment.created(), clock.instant());
  }

  private Saga.Next decide(InFlight f, BankOperation op, BankAnswer answer) {
    Duration age = age(f);
    Duration since = Duration.between(op.transmitted(), clock.instant());
    return switch (op.type()) {
      case DEBIT, TRANSFER ->
          f.payment.state() == State.DEBIT_UNKNOWN || f.payment.state() == State.TRANSFER_UNKNOWN
              ? Saga.afterDebitUnknown(
                  answer, f.isTransfer(), op.repeat(), since, config.manualAfter())
              : Saga.afterDebit(answer, f.isTransfer());
      case CREDIT ->
          switch (f.payment.state()) {
            case COMPENSATING ->
                Saga.afterCompensation(answer, op.repeat(), since, config.manualAfter());
            case CREDIT_UNKNOWN -> Saga.afterCreditRepeat(answer, age, config.manualAfter());
            default -> Saga.afterCredit(answer, age);
          };
      case REVERSAL -> Saga.afterReversal(answer, known(f, op));
      case ENQUIRY -> throw new IllegalStateException("an enquiry belongs to no payment");
    };
  }

  private Saga.Reversal known(InFlight f, BankOperation op) {
    BankDesk desk = payersDesk(f);
    return new Saga.Reversal(
        f.debitPosted(),
        f.debitRefused,
        f.knowing,
        op.repeat(),
        "25".equals(f.reversalCode),
        desk.stans.closed(f.debit.key()),
        Duration.between(f.debit.transmitted(), clock.instant()),
        desk.bank.processingTime());
  }

  private void carryOut(Saga.Next next, InFlight f, BankOperation op, BankAnswer answer) {
    switch (next) {
      case CREDIT -> {
        f.debitApproved = true;
        if (f.payee.isPaidInBatches()) {
          end(f, books.earned(f, answer));
          return;
        }
        desk(f.payee.account().bank())
            .credit(f)
            .onSuccess(
                credit -> commit(f, books.debited(f, answer, credit), () -> submit(f, credit)))
            // no number left for the credit: take the debit back at once
            .onFailure(e -> reverse(f, op, answer));
      }
      case COMPLETE -> end(f, books.completed(f, op, answer));
      case DECLINE -> end(f, books.declined(f, answer));
      case REVERSE -> reverse(f, op, answer);
      case CREDIT_AGAIN ->
          park(f, books.creditLater(f, op, answer, in(CREDIT_PAUSE), noticeDue(f)));
      case AWAIT_CREDIT -> park(f, books.troubles.awaitingCredit(f, op, answer, in(asking(op))));
      case AWAIT_DEBIT -> park(f, books.troubles.awaitingDebit(f, answer, in(asking(op))));
      case REVERSED -> end(f, books.troubles.reversed(f, op, answer));
      case REVERSE_AGAIN, COMPENSATE_AGAIN, AWAIT_COMPENSATION ->
          park(
              f,
              books.troubles.reverseAgain(
                  f, op, answer, in(Saga.pause(config.reversalPause(), f.attempts + 1))));
      case COMPENSATE -> {
        if (op.type() == BankOperation.Type.REVERSAL) {
          compensate(f, op, answer);
        } else {
          if (answer instanceof BankAnswer.Answered answered) {
            f.learn(answered.code());
          }
          reverse(f, op, answer);
        }
      }
      case MANUAL -> manual(f, op, answer);
    }
  }

  private void manual(InFlight f, BankOperation op, BankAnswer answer) {
    log.error("payment {} needs an operator: {} answered {}", Ids.text(f.id()), op.type(), answer);
    end(f, books.troubles.manual(f, op, answer));
  }

  private Instant in(Duration pause) {
    return clock.instant().plus(pause);
  }

  /** How long until an unknown operation is asked for: only a bank with repeats can be. */
  private Duration asking(BankOperation op) {
    return desk(op.key().bank()).bank.repeats() ? CREDIT_PAUSE : UNKNOWN_PAUSE;
  }

  // ---- the way back

  private void reverse(InFlight f, BankOperation op, BankAnswer answer) {
    boolean ofDebit = op.key().equals(f.debit.key());
    if (ofDebit && answer instanceof BankAnswer.Answered answered) {
      f.learn(answered.code());
    }
    BankDesk desk = payersDesk(f);
    if (!desk.bank.reversals() && !f.debitApproved) {
      if (f.debitPartial) {
        manual(f, op, answer);
      } else {
        park(f, books.troubles.awaitingDebit(f, answer, in(asking(op))));
      }
      return;
    }
    wayBack(f)
        .onFailure(e -> noWayBack(f, op, answer, e))
        .onSuccess(
            back ->
                commit(
                    f,
                    books.troubles.reversing(f, op, answer, back, firstPause()),
                    () -> submit(f, back)));
  }

  /** No number is left even for this, or there is no way: an operator has to. */
  private void noWayBack(InFlight f, BankOperation op, BankAnswer answer, Throwable why) {
    if (why instanceof Stans.Exhausted || why instanceof NoWayBack) {
      log.error("payment {}: {}", Ids.text(f.id()), why.toString());
      manual(f, op, answer);
    } else {
      // the database did not answer: the sweep takes the payment up again
      dropped(f, why);
    }
  }

  private Instant firstPause() {
    return in(Saga.pause(config.reversalPause(), 1));
  }

  /** A transfer that is done can't be taken back by us. */
  private static final class NoWayBack extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoWayBack() {
      super("the payee has the money already");
    }
  }

  /** A debit we are sure of that can't be reversed is given back by a credit. */
  private Future<BankOperation> wayBack(InFlight f) {
    BankDesk desk = payersDesk(f);
    if (f.debitApproved && !desk.reversible(f.debit)) {
      return f.isTransfer() ? Future.failedFuture(new NoWayBack()) : desk.compensation(f);
    }
    return desk.reversal(f);
  }

  /** The reversal was definitely not done and can't be any more. */
  private void compensate(InFlight f, BankOperation reversal, BankAnswer answer) {
    wayBack(f)
        .onFailure(e -> noWayBack(f, reversal, answer, e))
        .onSuccess(
            back ->
                commit(
                    f,
                    books.troubles.backAgain(f, reversal, answer, back, firstPause()),
                    () -> submit(f, back)));
  }

  /** Takes up the way back as it was loaded. */
  void backOn(InFlight f, Resumption.Loaded loaded) {
    BankOperation back = loaded.reversal();
    BankDesk desk = payersDesk(f);
    boolean credit = back.type() == BankOperation.Type.CREDIT;
    if (credit && loaded.reversalAnswered() && !f.news) {
      // nothing was posted, or so unclear an answer that it has to be asked for
      if (Saga.afterCompensation(
              new BankAnswer.Answered(String.valueOf(loaded.reversalCode())),
              false,
              Duration.ZERO,
              config.manualAfter())
          == Saga.Next.COMPENSATE_AGAIN) {
        anew(f, back);
        return;
      }
    }
    if (loaded.reversalNotSent()) {
      if (credit || (f.debitApproved && !desk.reversible(f.debit) && !f.isTransfer())) {
        anew(f, back);
      } else {
        commit(f, books.troubles.sending(f, back), () -> submit(f, desk.fresh(back)));
      }
    } else if (credit && !desk.bank.repeats()) {
      answered(f, back, new BankAnswer.Unknown("the bank can't be asked"));
    } else {
      submit(f, desk.repeat(back));
    }
  }

  private void anew(InFlight f, BankOperation tried) {
    wayBack(f)
        .onFailure(e -> dropped(f, e))
        .onSuccess(
            back ->
                commit(
                    f,
                    books.troubles.backAgain(f, tried, null, back, firstPause()),
                    () -> submit(f, back)));
  }

  /** The payment had ended, or an operator has it, and now its debit came: whatever its state. */
  @Override
  public void reverseAfterAll(InFlight f, String code) {
    log.error("payment {} was debited after all: reversing it", Ids.text(f.id()));
    f.learn(code);
    wayBack(f)
        .onFailure(
            e -> {
              log.error("payment {} needs an operator: {}", Ids.text(f.id()), e.toString());
              learned(f, code, () -> letGo(f));
            })
        .onSuccess(
            back ->
                commit(
                    f,
                    books.troubles.debitedLate(f, code, back, firstPause()),
                    () -> submit(f, back)));
  }

  /** Records what the bank has told of the debit. */
  @Override
  public void learned(InFlight f, String code, Runnable then) {
    commit(f, books.troubles.learned(f, code), then);
  }

  // ---- commits

  void commit(InFlight f, Entry entry, Runnable then) {
    metrics.waited();
    f.committing = true;
    commits
        .submit(entry.unit())
        .onFailure(
            e -> {
              f.committing = false;
              dropped(f, e);
            })
        .onSuccess(
            outcome -> {
              f.committing = false;
              if (!outcome.done()) {
                dropped(f, new IllegalStateException("its row is not in " + f.payment.state()));
                return;
              }
              f.payment = entry.payment();
              mail.send(entry.messages());
              then.run();
              f.committed();
            });
  }

  private void end(InFlight f, Entry entry) {
    commit(
        f,
        entry,
        () -> {
          metrics.ended(f.payment, Duration.between(f.payment.created(), clock.instant()));
          log.info("payment {} {}", Ids.text(f.id()), f.payment.state());
          letGo(f);
        });
  }

  private void park(InFlight f, Entry entry) {
    String bank =
        f.payment.state() == State.CREDIT_SENT || f.payment.state() == State.CREDIT_UNKNOWN
            ? f.payee.account().bank()
            : f.debit.key().bank();
    commit(
        f,
        entry,
        () -> {
          letGo(f);
          BankDesk desk = desk(bank);
          // what makes waiting needless may have come while this was being written
          if (f.news || (desk.isReady() && desk.comings != f.comings)) {
            takeUp.accept(f.id());
          }
        });
  }

  /** A step could not be committed: the sweep finds the payment as the database has it. */
  void dropped(InFlight f, Throwable why) {
    log.error("payment {} {}: {}", Ids.text(f.id()), f.payment.state(), why.toString());
    letGo(f);
    f.committed();
  }

  @Override
  public void hold(InFlight f) {
    inHand.put(f.id(), f);
    admission.enter();
  }

  @Override
  public @Nullable InFlight held(long paymentId) {
    return inHand.get(paymentId);
  }

  @Override
  public void letGo(InFlight f) {
    if (inHand.remove(f.id(), f)) {
      admission.leave();
    }
  }

  /** Tells payers whose payments are still under way after so long, once each. */
  void notices() {
    Instant before = clock.instant().minus(config.processingNotice());
    for (InFlight f : new ArrayList<>(inHand.values())) {
      if (!f.noticed
          && !f.committing
          && !f.payment.state().ended()
          && !f.payment.isDebitedLate()
          && f.payment.created().isBefore(before)) {
        commit(f, books.troubles.notice(f), () -> {});
      }
    }
  }
}
