package dev.snaptill.api;

import dev.snaptill.operator.Role;
import dev.snaptill.party.Account;
import dev.snaptill.party.Party;
import dev.snaptill.party.PartyStore;
import dev.snaptill.party.PayoutTerms;
import dev.snaptill.store.JournalException;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import dev.snaptill.value.AccountNumber;
import dev.snaptill.value.Address;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An operator's work on parties: enrolled, shown, closed; their addresses and accounts. */
final class PartyOperations {
  private final PartyStore parties;
  private final PayeeAccounts payeeAccounts;
  private final Commits commits;
  private final Idempotency idempotency;
  private final Ids ids;
  private final Clock clock;
  private final Set<String> banks;
  private final String currency;
  private final Trail trail;

  PartyOperations(
      ApiParts parts,
      PayeeAccounts payeeAccounts,
      Commits commits,
      Idempotency idempotency,
      Trail trail) {
    this.trail = trail;
    this.parties = parts.parties();
    this.payeeAccounts = payeeAccounts;
    this.commits = commits;
    this.idempotency = idempotency;
    this.ids = parts.ids();
    this.clock = parts.clock();
    this.banks = parts.banks().keySet();
    this.currency = parts.voucherConfig().currency();
  }

  void mount(Operations operations) {
    operations.answer("createParty", Role.OPERATE, this::create);
    operations.answer("getParty", Role.VIEW, this::look);
    operations.answer("closeParty", Role.OPERATE, call -> set(call, Party.State.CLOSED));
    operations.answer("openParty", Role.OPERATE, call -> set(call, Party.State.ACTIVE));
    operations.answer("setPayout", Role.MONEY, this::setPayout);
    operations.answer("addAddress", Role.OPERATE, this::addAddress);
    operations.answer("addAccount", Role.OPERATE, this::addAccount);
    operations.answer("closeAccount", Role.OPERATE, call -> set(call, Account.State.CLOSED));
    operations.answer("openAccount", Role.OPERATE, call -> set(call, Account.State.OPEN));
  }

  private Future<Answer> create(Call call) {
    JsonObject body = call.body();
    Party.Kind kind = Texts.upper(Party.Kind.class, body.getString("kind"));
    String name = Texts.plain("name", body.getString("name"), 100);
    String language = body.getString("language", "en");
    Set<Address> addresses = addresses(body.getJsonArray("addresses", new JsonArray()));
    return idempotency
        .once(
            call.creation(),
            (request, attempt) ->
                allFree(addresses)
                    .map(
                        free -> {
                          Party party =
                              new Party(ids.next(), kind, name, language, Party.State.ACTIVE);
                          List<Statement> statements = new ArrayList<>();
                          statements.add(parties.insert(party, clock.millis()));
                          addresses.forEach(
                              a -> statements.add(parties.insertAddress(party.id(), a)));
                          statements.add(
                              trail.entry(call, "party.create", Ids.text(party.id()), ""));
                          return Creation.of(
                              Answer.json(
                                  201,
                                  PartyJson.of(
                                      party,
                                      List.copyOf(addresses),
                                      List.of(),
                                      null,
                                      PayoutTerms.INSTANT)),
                              statements);
                        }))
        // another node was quicker with one of the addresses
        .recover(
            e -> Future.failedFuture(e instanceof JournalException.Broken ? addressTaken() : e))
        .onSuccess(done -> parties.forget());
  }

  private static Set<Address> addresses(JsonArray texts) {
    Set<Address> addresses = new LinkedHashSet<>();
    for (int i = 0; i < texts.size(); i++) {
      addresses.add(address("addresses[" + i + "]", texts.getString(i)));
    }
    return addresses;
  }

  private static Address address(String field, String text) {
    Address address = Address.parse(text);
    if (address.scheme().equals("tel") && !address.isE164()) {
      throw ProblemException.badField(
          field, "is not a telephone number in E.164 form, such as tel:+8613800000001");
    }
    return address;
  }

  private Future<Void> allFree(Set<Address> addresses) {
    Future<Void> free = Future.succeededFuture();
    for (Address address : addresses) {
      free =
          free.compose(yes -> parties.payer(address))
              .compose(
                  payer ->
                      payer.isEmpty()
                          ? Future.succeededFuture()
                          : Future.failedFuture(addressTaken()));
    }
    return free;
  }

  private static ProblemException addressTaken() {
    return ProblemException.conflict("address-taken", "The address is a party's already");
  }

  private Future<Party> party(long id) {
    return parties
        .party(id)
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("party")));
  }

  private Future<Answer> look(Call call) {
    long id = call.id("id");
    return shown(id).compose(answer -> trail.looked(call, "party.read", Ids.text(id)).map(answer));
  }

  private Future<Answer> shown(long id) {
    return party(id)
        .compose(
            party ->
                parties
                    .addresses(id)
                    .compose(
                        addresses ->
                            Future.all(
                                    parties.accountsOf(id), mandate(addresses), parties.terms(id))
                                .map(
                                    all ->
                                        Answer.ok(
                                            PartyJson.of(
                                                party,
                                                addresses,
                                                all.resultAt(0),
                                                all.resultAt(1),
                                                all.resultAt(2))))));
  }

  /** A mandate is of use only to a party that has an address to pay from. */
  private Future<@Nullable JsonObject> mandate(List<Address> addresses) {
    if (addresses.isEmpty()) {
      return Future.succeededFuture(null);
    }
    return parties
        .payer(addresses.get(0))
        .map(
            found ->
                found
                    .map(
                        payer ->
                            payer.mandate() == null || payer.account() == null
                                ? null
                                : PartyJson.of(payer.mandate(), payer.account().currency()))
                    .orElse(null));
  }

  private Future<Answer> set(Call call, Party.State state) {
    long id = call.id("id");
    return party(id)
        .compose(
            party ->
                commits.submit(
                    Unit.guardedBy(parties.setState(id, state))
                        .then(trail.entry(call, "party.state", Ids.text(id), Texts.lower(state)))))
        .onSuccess(done -> changed(id))
        .compose(done -> shown(id));
  }

  private Future<Answer> setPayout(Call call) {
    long id = call.id("id");
    PayoutTerms terms = Texts.upper(PayoutTerms.class, call.body().getString("payout"));
    return party(id)
        .compose(
            party ->
                commits.submit(
                    Unit.guardedBy(parties.setTerms(id, terms))
                        .then(trail.entry(call, "party.payout", Ids.text(id), Texts.lower(terms)))))
        .onSuccess(done -> changed(id))
        .compose(done -> shown(id));
  }

  private Future<Answer> addAddress(Call call) {
    long id = call.id("id");
    Address address = address("address", call.body().getString("address"));
    return idempotency
        .once(
            call.creation(),
            (request, attempt) ->
                party(id)
                    .map(
                        party ->
                            Creation.guarded(
                                Answer.json(
                                    201, new JsonObject().put("address", PartyJson.of(address))),
                                parties.insertAddress(id, address),
                                addressTaken(),
                                List.of(trail.entry(call, "address.add", Ids.text(id), "")))))
        .onSuccess(done -> changed(id));
  }

  private Future<Answer> addAccount(Call call) {
    long id = call.id("id");
    JsonObject body = call.body();
    String bank = body.getString("bank");
    if (!banks.contains(bank)) {
      throw ProblemException.badField("bank", "is none of " + banks.stream().sorted().toList());
    }
    AccountNumber number = new AccountNumber(body.getString("number"));
    String money = Texts.currency(body.getString("currency", currency));
    return idempotency
        .once(
            call.creation(),
            (request, attempt) ->
                party(id)
                    .map(
                        party -> {
                          Account account =
                              new Account(ids.next(), id, bank, number, money, Account.State.OPEN);
                          return Creation.of(
                              Answer.json(201, PartyJson.of(account)),
                              List.of(
                                  parties.insert(account, clock.millis()),
                                  trail.entry(
                                      call, "account.add", Ids.text(id), Ids.text(account.id()))));
                        }))
        .onSuccess(done -> changed(id));
  }

  private Future<Answer> set(Call call, Account.State state) {
    long id = call.id("id");
    long account = call.id("account");
    return commits
        .submit(
            Unit.guardedBy(parties.setState(id, account, state))
                .then(trail.entry(call, "account.state", Ids.text(account), Texts.lower(state))))
        .compose(
            outcome -> {
              if (!outcome.done()) {
                return Future.failedFuture(ProblemException.notFound("account"));
              }
              changed(id);
              return parties.account(account);
            })
        .map(
            found ->
                Answer.ok(
                    PartyJson.of(found.orElseThrow(() -> ProblemException.notFound("account")))));
  }

  private void changed(long partyId) {
    parties.forget();
    payeeAccounts.forget(partyId);
  }
}
