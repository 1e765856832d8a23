package dev.snaptill.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.snaptill.party.Account;
import dev.snaptill.party.Party;
import dev.snaptill.party.PartyStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** Where payees are paid; held for five seconds, as each voucher asks. */
final class PayeeAccounts {
  private static final Duration HELD = Duration.ofSeconds(5);

  private record Known(boolean active, List<Account> open) {}

  private final PartyStore parties;
  private final Cache<Long, Known> held =
      Caffeine.newBuilder().expireAfterWrite(HELD).maximumSize(10_000).build();

  PayeeAccounts(PartyStore parties) {
    this.parties = parties;
  }

  /** The oldest open account in a currency; fails with a problem if the payee has none. */
  Future<Account> forVoucher(long payeeId, String currency) {
    Known known = held.getIfPresent(payeeId);
    if (known != null) {
      return choose(known, currency);
    }
    return parties
        .party(payeeId)
        .compose(
            party ->
                parties
                    .accountsOf(payeeId)
                    .map(
                        accounts ->
                            new Known(
                                party.map(Party::active).orElse(false),
                                accounts.stream().filter(Account::open).toList())))
        .onSuccess(found -> held.put(payeeId, found))
        .compose(found -> choose(found, currency));
  }

  /** This account, if it is one of the payee's, open and in that currency; else a problem. */
  Future<Account> forVoucher(long payeeId, String currency, long accountId) {
    return parties
        .accountsOf(payeeId)
        .map(
            accounts -> {
              Account account =
                  accounts.stream()
                      .filter(a -> a.id() == accountId)
                      .findFirst()
                      .orElseThrow(
                          () ->
                              ProblemException.unprocessable(
                                  "not-your-account", "The account is none of this payee's"));
              if (!account.open()) {
                throw ProblemException.unprocessable("account-closed", "The account is closed");
              }
              if (!account.currency().equals(currency)) {
                throw ProblemException.unprocessable(
                    "wrong-currency", "The account is in " + account.currency());
              }
              return account;
            })
        // a closed party has no say, whatever accounts are open
        .compose(account -> forVoucher(payeeId, currency).map(account));
  }

  private static Future<Account> choose(Known known, String currency) {
    if (!known.active()) {
      return Future.failedFuture(
          ProblemException.conflict("party-closed", "This payee is closed: ask an operator"));
    }
    return known.open().stream()
        .filter(account -> account.currency().equals(currency))
        .findFirst()
        .map(Future::succeededFuture)
        .orElseGet(
            () ->
                Future.failedFuture(
                    ProblemException.unprocessable(
                        "no-account",
                        "This payee has no open account in " + currency + ": ask an operator")));
  }

  /** Drops what is held of a party, after a change. */
  void forget(long partyId) {
    held.invalidate(partyId);
  }
}
