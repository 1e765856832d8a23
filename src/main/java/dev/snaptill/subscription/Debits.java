package dev.snaptill.subscription;

import dev.snaptill.bus.Bus;
import dev.snaptill.outbox.Routes;
import dev.snaptill.party.Account;
import dev.snaptill.party.Allowance;
import dev.snaptill.party.Mandate;
import dev.snaptill.party.Party;
import dev.snaptill.party.PartyStore;
import dev.snaptill.party.Payee;
import dev.snaptill.settlement.PayerRoute;
import dev.snaptill.settlement.Settlement;
import dev.snaptill.settlement.Settlement.PayOrder;
import dev.snaptill.settlement.Settlement.PayReply;
import dev.snaptill.store.Statement;
import dev.snaptill.value.Address;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Voucher;
import dev.snaptill.voucher.VoucherStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Has a subscription's debit paid: an ordinary payment of its own voucher. */
final class Debits {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Bus bus;
  private final PartyStore parties;
  private final VoucherStore vouchers;
  private final Routes routes;

  Debits(Bus bus, PartyStore parties, VoucherStore vouchers, Routes routes) {
    this.bus = bus;
    this.parties = parties;
    this.vouchers = vouchers;
    this.routes = routes;
  }

  /**
   * Whom a debit concerns.
   *
   * @param account null if the payer has no active mandate any more
   * @param address null if the payer can't be told anything
   */
  record Sides(
      Party payer,
      @Nullable Account account,
      @Nullable Address address,
      Voucher voucher,
      Payee payee) {}

  Future<Sides> sides(Subscription s) {
    Future<Optional<Party>> payer = parties.party(s.payerId());
    Future<Optional<Mandate>> mandate = parties.mandates().of(s.payerId());
    Future<List<Address>> addresses = parties.addresses(s.payerId());
    Future<Optional<Voucher>> voucher = vouchers.byId(s.id());
    return Future.all(payer, mandate, addresses, voucher)
        .compose(
            read -> {
              Future<Optional<Account>> account =
                  mandate
                      .result()
                      .filter(Mandate::active)
                      .map(active -> parties.account(active.accountId()))
                      .orElseGet(() -> Future.succeededFuture(Optional.empty()));
              Future<Optional<Payee>> payee =
                  parties.payee(voucher.result().orElseThrow().payeeAccount());
              return Future.all(account, payee)
                  .map(
                      both ->
                          new Sides(
                              payer.result().orElseThrow(),
                              account.result().filter(Account::open).orElse(null),
                              addresses.result().stream().findFirst().orElse(null),
                              voucher.result().orElseThrow(),
                              payee.result().orElseThrow()));
            });
  }

  /**
   * Pays.
   *
   * @param proof guard that lets it happen once
   */
  Future<PayReply> pay(
      long paymentId,
      Sides sides,
      Account account,
      Address address,
      Money amount,
      @Nullable Statement proof) {
    return vouchers
        .lastTurn(sides.voucher().id(), sides.payer().id())
        .compose(
            lastPayment ->
                bus.ask(
                    Settlement.PAY,
                    new PayOrder(
                        paymentId,
                        sides.voucher(),
                        amount,
                        account,
                        sides.payee(),
                        new PayerRoute(
                            routes.textsTo(address),
                            routes.shortCode(),
                            address,
                            sides.payer().language()),
                        Allowance.ORDINARY,
                        lastPayment,
                        proof),
                    PATIENCE));
  }
}
