package dev.snaptill.subscription;

import dev.snaptill.party.Account;
import dev.snaptill.settlement.Settlement.PayReply;
import dev.snaptill.subscription.Debits.Sides;
import dev.snaptill.subscription.Subscription.State;
import dev.snaptill.subscription.Subscriptions.Charge;
import dev.snaptill.subscription.Subscriptions.Charged;
import dev.snaptill.value.Address;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Debits by item: the payee names the designated item, and its payer need do nothing. That the
 * subscription is active is repeated in the reservation: its voucher is paused and cancelled with
 * it.
 */
final class Charges {
  /** How often a charge that met another is tried. */
  private static final int LOOKS = 4;

  private final SubscriptionStore store;
  private final Debits debits;

  Charges(SubscriptionStore store, Debits debits) {
    this.store = store;
    this.debits = debits;
  }

  Future<Charged> charge(Charge charge) {
    return charge(charge, LOOKS);
  }

  private Future<Charged> charge(Charge charge, int looks) {
    return store
        .byId(charge.subscriptionId())
        .compose(
            found -> {
              Optional<Charged> no = objection(charge, found);
              if (no.isPresent()) {
                return Future.succeededFuture(no.get());
              }
              return debits
                  .sides(found.orElseThrow())
                  .compose(sides -> pay(charge, sides))
                  .compose(
                      charged ->
                          charged == Charged.AGAIN && looks > 1
                              ? charge(charge, looks - 1)
                              : Future.succeededFuture(charged));
            });
  }

  private static Optional<Charged> objection(Charge charge, Optional<Subscription> found) {
    if (found.isEmpty() || found.get().payeeId() != charge.payeeId()) {
      return Optional.of(Charged.NO_SUCH_SUBSCRIPTION);
    }
    Subscription s = found.get();
    if (s.period() != Period.ITEM) {
      return Optional.of(Charged.NOT_BY_ITEM);
    }
    if (s.state() != State.ACTIVE) {
      return Optional.of(s.state() == State.PAUSED ? Charged.PAUSED : Charged.CANCELLED);
    }
    if (!charge.item().equals(s.item())) {
      return Optional.of(Charged.OTHER_ITEM);
    }
    if (!charge.amount().currency().equals(s.amount().currency())) {
      return Optional.of(Charged.WRONG_CURRENCY);
    }
    return charge.amount().minor() > s.amount().minor()
        ? Optional.of(Charged.TOO_MUCH)
        : Optional.empty();
  }

  private Future<Charged> pay(Charge charge, Sides sides) {
    Account account = sides.account();
    Address address = sides.address();
    if (account == null || address == null) {
      return Future.succeededFuture(Charged.NO_MANDATE);
    }
    return debits
        .pay(charge.paymentId(), sides, account, address, charge.amount(), charge.memo())
        .map(Charges::charged);
  }

  private static Charged charged(PayReply reply) {
    return switch (reply) {
      case TAKEN -> Charged.TAKEN;
      case PROOF_GONE -> Charged.KNOWN;
      case VOUCHER_GONE -> Charged.AGAIN;
      case OVER_LIMIT -> Charged.OVER_LIMIT;
      case BANK_NOT_READY -> Charged.BANK_NOT_READY;
      case ACCOUNT_REFUSED, ACCOUNT_UNKNOWN, ACCOUNT_CLOSED, CARD_EXPIRED -> Charged.REFUSED;
    };
  }
}
