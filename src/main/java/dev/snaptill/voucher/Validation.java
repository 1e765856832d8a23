package dev.snaptill.voucher;

import dev.snaptill.party.Account;
import dev.snaptill.party.Mandate;
import dev.snaptill.party.Payee;
import dev.snaptill.party.Payer;
import dev.snaptill.voucher.Vouchers.Refusal;
import dev.snaptill.voucher.Vouchers.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a payer may pay a voucher (patent P10–P13). Decides on what was read; what could change
 * meanwhile is repeated in the guards of the reservation.
 */
final class Validation {
  private final VoucherConfig config;

  Validation(VoucherConfig config) {
    this.config = config;
  }

  Verdict judge(Payer payer, Voucher voucher, Payee payee, Instant now) {
    Account account = payer.account();
    Refusal reason = reason(payer, account, voucher, payee, now);
    return reason == null && account != null
        ? new Verdict.Accepted(voucher, payer.party(), account, payee)
        : new Verdict.Refused(
            reason == null ? Refusal.NO_MANDATE : reason, payer.party(), voucher, payee);
  }

  private @Nullable Refusal reason(
      Payer payer, @Nullable Account account, Voucher voucher, Payee payee, Instant now) {
    if (voucher.state() == Voucher.State.CANCELLED) {
      return Refusal.CANCELLED;
    }
    if (!voucher.hasUsesLeft()) {
      return Refusal.ALREADY_USED;
    }
    if (voucher.expiredAt(now)) {
      return Refusal.EXPIRED;
    }
    Mandate mandate = payer.mandate();
    if (mandate == null || account == null || !mandate.active()) {
      return Refusal.NO_MANDATE;
    }
    if (!payer.party().active() || !account.open()) {
      return Refusal.PAYER_ACCOUNT_CLOSED;
    }
    if (!payee.party().active() || !payee.account().open()) {
      return Refusal.PAYEE_ACCOUNT_CLOSED;
    }
    if (payer.party().id() == payee.party().id()) {
      return Refusal.OWN_VOUCHER;
    }
    if (!account.currency().equals(voucher.amount().currency())) {
      return Refusal.WRONG_CURRENCY;
    }
    return amount(mandate, voucher);
  }

  private @Nullable Refusal amount(Mandate mandate, Voucher voucher) {
    if (voucher.amount().minor() > mandate.perPayment()) {
      return Refusal.OVER_LIMIT;
    }
    boolean sameCurrency = voucher.amount().currency().equals(config.confirmAbove().currency());
    boolean needsConfirming =
        !sameCurrency || voucher.amount().compareTo(config.confirmAbove()) > 0;
    return needsConfirming ? Refusal.CONFIRM_NOT_YET : null;
  }
}
