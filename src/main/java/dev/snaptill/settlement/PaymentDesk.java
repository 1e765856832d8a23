package dev.snaptill.settlement;

import dev.snaptill.bank.AnswerCodes;
import dev.snaptill.bank.AnswerCodes.Meaning;
import dev.snaptill.bank.Bank;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.LateAnswer;
import dev.snaptill.bank.StrayAnswer;
import dev.snaptill.ledger.Fee;
import dev.snaptill.ledger.Fees;
import dev.snaptill.ops.Admission;
import dev.snaptill.settlement.Bookkeeper.Entry;
import dev.snaptill.settlement.Payment.State;
import dev.snaptill.settlement.Settlement.PayOrder;
import dev.snaptill.settlement.Settlement.PayReply;
import dev.snaptill.settlement.Settlement.Replayed;
import dev.snaptill.settlement.SettlementVerticle.Config;
import dev.snaptill.store.Sweep;
import dev.snaptill.store.Unit;
import dev.snaptill.store.Vault;
import dev.snaptill.value.DayNumber;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settlement's front: everything it is asked and told. It and what stands behind it know the world
 * only through {@link Ports} and a clock, and want to be called by one thread.
 */
final class PaymentDesk {
  final PaymentSteps steps;
  final LateAnswers late;
  final Resumption resumption;
  final RefundDesk refunds;
  private final Config config;
  private final Ports.Commits commits;
  private final Ports.Banks banks;
  private final Ports.Reads reads;
  private final Resuming resuming;
  private final Bookkeeper books;
  private final Fees fees;
  private final Vault vault;
  private final SettlementMetrics metrics;
  private final Clock clock;
  private final Map<String, BankDesk> desks = new HashMap<>();
  private final Map<Long, Future<PayReply>> beginning = new HashMap<>();

  PaymentDesk(
      Config config,
      Ports.Commits commits,
      Ports.Banks banks,
      Ports.Mail mail,
      Ports.Reads reads,
      Ports.Terminals terminals,
      Bookkeeper books,
      Fees fees,
      Vault vault,
      Admission admission,
      SettlementMetrics metrics,
      Clock clock) {
    this.config = config;
    this.commits = commits;
    this.banks = banks;
    this.reads = reads;
    this.books = books;
    this.fees = fees;
    this.vault = vault;
    this.metrics = metrics;
    this.clock = clock;
    for (BankTerms bank : config.banks()) {
      Stans stans = new Stans(bank, commits, terminals, clock);
      desks.put(bank.name(), new BankDesk(bank, stans, clock));
    }
    steps = new PaymentSteps(config, desks, commits, banks, mail, books, admission, metrics, clock);
    resumption = new Resumption(reads, vault);
    resuming = new Resuming(steps, reads, resumption, clock);
    late = new LateAnswers(steps, resuming, reads, commits, resumption, books.pen);
    refunds = new RefundDesk(steps, commits, reads, books, vault, metrics, clock, this::today);
  }

  /** Reads what it needs before it can be asked anything. */
  Future<Void> open() {
    List<Future<Void>> opened = new ArrayList<>();
    desks.values().forEach(desk -> opened.add(desk.stans.open()));
    return Future.all(opened).mapEmpty();
  }

  /** To be called about every second. */
  void tick() {
    resuming.takeDue();
    steps.notices();
  }

  void link(Bank.LinkState state) {
    BankDesk desk = desks.get(state.bank());
    if (desk != null && desk.link(state.ready())) {
      resuming.bankIsBack(state.bank());
    }
  }

  void day(Bank.BusinessDay day) {
    BankDesk desk = desks.get(day.bank());
    if (desk != null) {
      desk.stans.businessDay(day.day());
    }
  }

  void late(LateAnswer answer) {
    late.take(answer);
  }

  void stray(StrayAnswer answer) {
    BankDesk desk = desks.get(answer.bank());
    if (desk != null) {
      late.find(answer, desk.stans.recentDays());
    }
  }

  Future<Sweep.Swept> sweep(Sweep.Window window) {
    return resuming.sweep(window);
  }

  // ---- a new payment

  Future<PayReply> pay(PayOrder order) {
    BankDesk payerBank = desks.get(order.payerAccount().bank());
    BankDesk payeeBank = desks.get(order.payee().account().bank());
    boolean paidLater = order.payee().isPaidInBatches();
    if (payerBank == null || !payerBank.isReady() || !(paidLater || canCredit(payeeBank))) {
      return Future.succeededFuture(PayReply.BANK_NOT_READY);
    }
    if (steps.held(order.messageId()) != null) {
      return Future.succeededFuture(PayReply.TAKEN);
    }
    Future<PayReply> asked = beginning.get(order.messageId());
    if (asked != null) {
      return asked;
    }
    Fee fee = fees.fee(order.payee().party().id(), order.amount(), clock.instant());
    // one message moves one amount: with a fee, debit and credit differ
    boolean transfer = payerBank == payeeBank && fee.isNone() && !paidLater;
    Future<PayReply> reply =
        payerBank.bank.enquiry()
            ? enquire(payerBank, order)
                .compose(
                    first ->
                        first == PayReply.TAKEN
                            ? begin(payerBank, order, fee, transfer)
                            : Future.succeededFuture(first))
            : begin(payerBank, order, fee, transfer);
    Future<PayReply> recovered =
        reply.recover(
            e ->
                e instanceof Stans.Exhausted
                    ? Future.succeededFuture(PayReply.BANK_NOT_READY)
                    : Future.failedFuture(e));
    if (!recovered.isComplete()) {
      beginning.put(order.messageId(), recovered);
      recovered.onComplete(done -> beginning.remove(order.messageId()));
    }
    return recovered;
  }

  private static boolean canCredit(@Nullable BankDesk bank) {
    return bank != null && bank.isReady() && !bank.stans.exhausted();
  }

  /** Asks the payer's bank before anything is reserved; TAKEN if it has nothing against it. */
  private Future<PayReply> enquire(BankDesk bank, PayOrder order) {
    return bank.enquiry(order).compose(banks::ask).map(PaymentDesk::afterEnquiry);
  }

  private static PayReply afterEnquiry(BankAnswer answer) {
    if (!(answer instanceof BankAnswer.Answered answered)) {
      return PayReply.BANK_NOT_READY;
    }
    Meaning meaning = AnswerCodes.of(answered.code());
    if (meaning == Meaning.APPROVED) {
      return PayReply.TAKEN;
    }
    if (meaning != Meaning.REFUSED) {
      return PayReply.BANK_NOT_READY;
    }
    return switch (Declines.say(answer, false)) {
      case BANK_NO_ACCOUNT -> PayReply.ACCOUNT_UNKNOWN;
      case PAYER_ACCOUNT_CLOSED -> PayReply.ACCOUNT_CLOSED;
      case BANK_EXPIRED -> PayReply.CARD_EXPIRED;
      default -> PayReply.ACCOUNT_REFUSED;
    };
  }

  private Future<PayReply> begin(BankDesk bank, PayOrder order, Fee fee, boolean transfer) {
    return bank.debit(order, fee, transfer)
        .compose(
            debit ->
                reserve(order, InFlight.of(order, fee, debit, vault, today(), clock.instant())));
  }

  private Future<PayReply> reserve(PayOrder order, InFlight f) {
    steps.hold(f);
    Entry entry = books.reserved(f, order);
    metrics.waited();
    f.committing = true;
    return commits
        .submit(entry.unit())
        .map(
            outcome -> {
              f.committing = false;
              if (outcome instanceof Unit.Outcome.Refused refused) {
                steps.letGo(f);
                int beyondVoucher = refused.guard() - order.claim().guards();
                return beyondVoucher < 0
                    ? PayReply.VOUCHER_GONE
                    : beyondVoucher == 0 ? PayReply.OVER_LIMIT : PayReply.PROOF_GONE;
              }
              steps.submit(f, f.debit);
              f.committed();
              return PayReply.TAKEN;
            })
        .onFailure(e -> steps.letGo(f));
  }

  Future<Replayed> replay(Settlement.Replay question) {
    return reads
        .payments(question.voucherId(), question.payerId())
        .map(
            found -> {
              for (Payment payment : found) {
                if (payment.state() == State.COMPLETED) {
                  return new Replayed.Completed(payment);
                }
                if (!payment.state().ended() || payment.state() == State.MANUAL) {
                  return new Replayed.Unfinished();
                }
              }
              return new Replayed.None();
            });
  }

  private int today() {
    return DayNumber.of(LocalDate.ofInstant(clock.instant(), config.zone()));
  }
}
