package dev.snaptill.settlement;

import dev.snaptill.bank.BankOperation;
import dev.snaptill.party.Account;
import dev.snaptill.party.Payee;
import dev.snaptill.settlement.Payment.State;
import dev.snaptill.settlement.Settlement.PayOrder;
import dev.snaptill.store.Vault;
import java.time.Instant;

/** A payment that is in this gateway's hands, with what its next step needs. */
final class InFlight {
  final Account payer;
  final Payee payee;
  final PayerRoute route;

  Payment payment;

  /** The debit or the one-message transfer: what a reversal takes back. */
  BankOperation debit;

  /** We hold the bank's approval of the debit. */
  boolean debitApproved;

  /** How often its next act was put off. */
  int attempts;

  InFlight(Payment payment, Account payer, Payee payee, PayerRoute route, BankOperation debit) {
    this.payment = payment;
    this.payer = payer;
    this.payee = payee;
    this.route = route;
    this.debit = debit;
  }

  boolean isTransfer() {
    return debit.type() == BankOperation.Type.TRANSFER;
  }

  long id() {
    return payment.id();
  }

  /** A payment about to be reserved. */
  static InFlight of(PayOrder order, BankOperation debit, Vault vault, int day, Instant now) {
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
            order.voucher().amount(),
            day,
            sent,
            null,
            debit.key().text(),
            null,
            null,
            false,
            vault.seal(order.route().text()),
            0,
            now,
            Step.add("", sent, now, ""));
    return new InFlight(payment, order.payerAccount(), order.payee(), order.route(), debit);
  }
}
