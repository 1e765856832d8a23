package dev.snaptill.voucher;

import dev.snaptill.channel.Trust;
import dev.snaptill.party.Account;
import dev.snaptill.party.Allowance;
import dev.snaptill.party.Mandate;
import dev.snaptill.party.Payee;
import dev.snaptill.party.Payer;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Vouchers.Presented;
import dev.snaptill.voucher.Vouchers.Verdict;
import java.time.Instant;
import java.util.Optional;
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

  /** What one payment comes to, or why not. */
  private record Sum(@Nullable Money amount, @Nullable Refusal refusal) {}

  /**
   * Judges a voucher that is genuine, and not dedicated to somebody else.
   *
   * @param lastPayment the last one this payer began with a voucher of several uses; 0 if none
   */
  Verdict judge(
      Presented presented,
      Payer payer,
      Voucher voucher,
      Payee payee,
      long lastPayment,
      Instant now) {
    Account account = payer.account();
    Mandate mandate = payer.mandate();
    Refusal refusal = ofVoucher(presented, voucher, now);
    if (refusal == null) {
      refusal = ofParties(payer, voucher, payee);
    }
    Sum sum = refusal == null ? sum(voucher, presented.typed()) : new Sum(null, refusal);
    Money amount = sum.amount();
    if (amount == null || account == null || mandate == null) {
      Refusal why = sum.refusal() == null ? new Refusal.NoMandate() : sum.refusal();
      return new Verdict.Refused(why, payer.party(), voucher, payee);
    }
    Allowance allowance = allowance(payer, voucher, now);
    refusal = ofAmount(mandate, allowance, amount);
    if (refusal != null) {
      return new Verdict.Refused(refusal, payer.party(), voucher, payee);
    }
    Verdict.Accepted accepted =
        new Verdict.Accepted(
            voucher, amount, payer.party(), account, payee, allowance, lastPayment);
    boolean ask =
        !presented.confirmed()
            && (presented.trust() == Trust.WEAK || !config.limits().isSmall(amount));
    return ask ? new Verdict.ToConfirm(accepted) : accepted;
  }

  private static @Nullable Refusal ofVoucher(Presented presented, Voucher voucher, Instant now) {
    if (voucher.state() == Voucher.State.CANCELLED) {
      return new Refusal.Cancelled();
    }
    if (!voucher.hasUsesLeft()) {
      return voucher.maxUses() == 1 ? new Refusal.AlreadyUsed() : new Refusal.UsedUp();
    }
    if (voucher.isExhausted()) {
      return new Refusal.PaidInFull();
    }
    if (voucher.expiredAt(now)) {
      return new Refusal.Expired();
    }
    if (voucher.state() == Voucher.State.PAUSED) {
      return new Refusal.Paused();
    }
    return voucher.terms().channels().isEmpty()
            || voucher.terms().channels().contains(presented.channel())
        ? null
        : new Refusal.WrongChannel(voucher.terms().channels());
  }

  private static @Nullable Refusal ofParties(Payer payer, Voucher voucher, Payee payee) {
    Mandate mandate = payer.mandate();
    Account account = payer.account();
    if (mandate == null || account == null || !mandate.active()) {
      return new Refusal.NoMandate();
    }
    if (!payer.party().active()) {
      return new Refusal.PayerClosed();
    }
    if (!account.open()) {
      return new Refusal.PayerAccountClosed();
    }
    if (!payee.party().active()) {
      return new Refusal.PayeeClosed(payee.party().name());
    }
    if (!payee.account().open()) {
      return new Refusal.PayeeAccountClosed(payee.party().name());
    }
    if (payer.party().id() == payee.party().id()) {
      return new Refusal.OwnVoucher();
    }
    return account.currency().equals(voucher.currency())
        ? null
        : new Refusal.WrongCurrency(voucher.currency());
  }

  private static Sum sum(Voucher voucher, @Nullable Money typed) {
    Optional<Money> own =
        typed == null ? Optional.empty() : Money.parse(typed.decimal(), voucher.currency());
    if (voucher.price() instanceof Price.Fixed fixed) {
      return typed == null || own.equals(Optional.of(fixed.amount()))
          ? new Sum(fixed.amount(), null)
          : new Sum(null, new Refusal.AmountFixed(fixed.amount()));
    }
    Price.Chosen chosen = (Price.Chosen) voucher.price();
    Money rest = voucher.rest();
    Money most = rest != null && rest.compareTo(chosen.most()) < 0 ? rest : chosen.most();
    // the last part may be smaller than the others had to be
    Money least = most.compareTo(chosen.least()) < 0 ? most : chosen.least();
    if (typed == null) {
      return least.equals(most)
          ? new Sum(most, null)
          : new Sum(null, new Refusal.AmountMissing(least, most));
    }
    return own.filter(a -> a.compareTo(least) >= 0 && a.compareTo(most) <= 0)
        .map(amount -> new Sum(amount, null))
        .orElseGet(() -> new Sum(null, new Refusal.AmountOutside(least, most)));
  }

  private Allowance allowance(Payer payer, Voucher voucher, Instant now) {
    PaymentLimits limits = config.limits();
    boolean fresh = now.isBefore(payer.since().plus(limits.newPayer()));
    Money printed =
        voucher.terms().printed() ? limits.printedPerDay().get(voucher.currency()) : null;
    return fresh || printed != null
        ? new Allowance(fresh, printed == null ? null : printed.minor())
        : Allowance.ORDINARY;
  }

  /** Amounts must be smaller than every threshold: {@link PaymentLimits}. */
  private @Nullable Refusal ofAmount(Mandate mandate, Allowance allowance, Money amount) {
    Optional<Money> most = config.limits().most(amount.currency());
    if (most.isPresent() && amount.compareTo(most.get()) > 0) {
      return new Refusal.AbovePlatform(most.get());
    }
    if (amount.minor() > mandate.perPayment()) {
      return new Refusal.OverPerPayment(amount);
    }
    return amount.minor() > allowance.of(mandate.perPayment())
        ? new Refusal.NewPayerLimit(amount)
        : null;
  }
}
