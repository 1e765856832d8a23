package dev.snaptill.api;

import dev.snaptill.party.Account;
import dev.snaptill.party.Mandate;
import dev.snaptill.party.Party;
import dev.snaptill.party.PayoutTerms;
import dev.snaptill.value.Address;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How parties are shown to operators: numbers always masked. */
final class PartyJson {
  private PartyJson() {}

  static JsonObject of(
      Party party,
      List<Address> addresses,
      List<Account> accounts,
      @Nullable JsonObject mandate,
      PayoutTerms payout) {
    JsonArray masked = new JsonArray();
    addresses.forEach(address -> masked.add(of(address)));
    JsonArray shown = new JsonArray();
    accounts.forEach(account -> shown.add(of(account)));
    return new JsonObject()
        .put("id", Ids.text(party.id()))
        .put("kind", Texts.lower(party.kind()))
        .put("name", party.name())
        .put("language", party.language())
        .put("state", Texts.lower(party.state()))
        .put("addresses", masked)
        .put("accounts", shown)
        .put("mandate", mandate)
        .put("payout", Texts.lower(payout));
  }

  static String of(Address address) {
    return address.scheme() + ":" + address.masked();
  }

  static JsonObject of(Account account) {
    return new JsonObject()
        .put("id", Ids.text(account.id()))
        .put("bank", account.bank())
        .put("number", account.number().masked())
        .put("currency", account.currency())
        .put("state", Texts.lower(account.state()));
  }

  static JsonObject of(Mandate mandate, String currency) {
    return new JsonObject()
        .put("account", Ids.text(mandate.accountId()))
        .put("state", Texts.lower(mandate.state()))
        .put("currency", currency)
        .put("per_payment", new Money(mandate.perPayment(), currency).decimal())
        .put("per_day", new Money(mandate.perDay(), currency).decimal())
        .put("per_day_count", mandate.perDayCount())
        .put("per_month", new Money(mandate.perMonth(), currency).decimal());
  }
}
