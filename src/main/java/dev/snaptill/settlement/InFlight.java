package dev.snaptill.settlement;

import dev.snaptill.bank.AnswerCodes;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.ledger.Fee;
import dev.snaptill.ledger.LedgerStore;
import dev.snaptill.party.Account;
import dev.snaptill.party.Payee;
import dev.snaptill.settlement.Payment.State;
import dev.snaptill.settlement.Settlement.PayOrder;
import dev.snaptill.store.Vault;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A payment that is in this gateway's hands, with what its next step needs. */
final class InFlight {
  final Account payer;
  final Payee payee;
  final PayerRoute route;

  Payment payment;

  /** The debit or the one-message transfer: what a reversal takes back. */
  BankOperation debit;

  /** What it gives back, if it is a refund. */
  @Nullable Refund refund;

  /**
   * A refund is a payment the other way round.
   *
   * @param paymentId of the payment it gives back
   * @param by the payee of that payment, who is debited now
   */
  record Refund(long paymentId, Payee by) {}

  /** We hold the bank's approval of the debit. */
  boolean debitApproved;

  /** The bank posted a part of the debit. */
  boolean debitPartial;

  /** The bank has said that it posted nothing. */
  boolean debitRefused;

  /** What the ledger has of it, with what is about to be committed. */
  final Set<LedgerStore.Kind> booked = EnumSet.noneOf(LedgerStore.Kind.class);

  /** The payer was told that it takes longer. */
  boolean noticed;

  /** How often its next act was put off. */
  int attempts;

  /** The operation whose answer it waits for. */
  @Nullable BankOperation awaited;

  /** It was known that the debit was posted when the awaited reversal was sent. */
  boolean knowing;

  /** How often the asked bank's link had come up when it was asked. */
  int comings;

  /** The bank's last answer to the reversal. */
  @Nullable String reversalCode;

  /** Something became known that makes waiting needless. */
  boolean news;

  /** A commit is under way; what comes meanwhile waits. */
  boolean committing;

  private @Nullable Deque<Runnable> waiting;

  InFlight(Payment payment, Account payer, Payee payee, PayerRoute route, BankOperation debit) {
    this.payment = payment;
    this.payer = payer;
    this.payee = payee;
    this.route = route;
    this.debit = debit;
  }

  /** The bank has answered the debit: field 39. */
  void learn(String code) {
    switch (AnswerCodes.of(code)) {
      case APPROVED -> {
        debitApproved = true;
        // that it is posted outweighs what the bank said before
        debitRefused = false;
      }
      case PARTIAL -> debitPartial = true;
      case REFUSED, NOTHING_POSTED -> debitRefused = true;
      case SECURITY, UNCLEAR -> {}
    }
  }

  boolean debitPosted() {
    return debitApproved || debitPartial;
  }

  /** Once no commit is under way; at once if none is. */
  void whenCommitted(Runnable act) {
    if (!committing) {
      act.run();
      return;
    }
    if (waiting == null) {
      waiting = new ArrayDeque<>();
    }
    waiting.add(act);
  }

  /** A commit has ended: what waited for it goes on, unless the next one is under way already. */
  void committed() {
    Deque<Runnable> queue = waiting;
    while (queue != null && !queue.isEmpty() && !committing) {
      queue.remove().run();
    }
  }

  boolean isTransfer() {
    return debit.type() == BankOperation.Type.TRANSFER;
  }

  long id() {
    return payment.id();
  }

  /** A payment about to be reserved. */
  static InFlight of(
      PayOrder order, Fee fee, BankOperation debit, Vault vault, int day, Instant now) {
    State sent =
        debit.type() == BankOperation.Type.TRANSFER ? State.TRANSFER_SENT : State.DEBIT_SENT;
    Payment payment =
        new Payment(
            order.messageId(),
            order.voucher().id(),
            order.payerAccount().partyId(),
            order.payerAccount().id(),
            order.payee().party().id(),
            order.payee().account().id(),
            order.amount(),
            fee,
            day,
            sent,
            null,
            debit.key().text(),
            null,
            null,
            false,
            vault.seal(order.route().text()),
            order.claim().text(),
            0,
            now,
            Step.add("", sent, now, ""));
    return new InFlight(payment, order.payerAccount(), order.payee(), order.route(), debit);
  }
}
