package dev.snaptill.settlement;

import dev.snaptill.bank.BankOperation;
import dev.snaptill.party.Account;
import dev.snaptill.party.Payee;
import org.jspecify.annotations.Nullable;

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

  static Payment.@Nullable State unknownOf(Payment.State sent) {
    return switch (sent) {
      case DEBIT_SENT -> Payment.State.DEBIT_UNKNOWN;
      case TRANSFER_SENT -> Payment.State.TRANSFER_UNKNOWN;
      default -> null;
    };
  }
}
