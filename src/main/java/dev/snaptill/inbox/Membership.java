package dev.snaptill.inbox;

import dev.snaptill.channel.Trust;
import dev.snaptill.command.Command;
import dev.snaptill.inbox.Inbox.Guarded;
import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.Outcome;
import dev.snaptill.inbox.Inbox.StoredMessage;
import dev.snaptill.outbox.Say;
import dev.snaptill.outbox.Texts;
import dev.snaptill.party.Account;
import dev.snaptill.party.Mandate;
import dev.snaptill.party.Party;
import dev.snaptill.party.PartyStore;
import dev.snaptill.party.Payer;
import dev.snaptill.party.SelfStore;
import dev.snaptill.value.Address;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JOIN and ADD: a person consents to pay by message, and has further numbers and identities. */
final class Membership {
  private final PartyStore parties;
  private final SelfStore store;
  private final Confirmations confirmations;
  private final Answers answers;
  private final Clock clock;

  Membership(
      PartyStore parties,
      SelfStore store,
      Confirmations confirmations,
      Answers answers,
      Clock clock) {
    this.parties = parties;
    this.store = store;
    this.confirmations = confirmations;
    this.answers = answers;
    this.clock = clock;
  }

  // ---- consent

  Future<Handled> join(StoredMessage stored, Command.Join command) {
    return parties
        .payer(stored.message().sender())
        .compose(
            found -> {
              if (found.isEmpty()) {
                return say(stored, null, Outcome.REFUSED, Say.NOT_REGISTERED);
              }
              Payer payer = found.get();
              Mandate mandate = payer.mandate();
              Account account = payer.account();
              if (mandate == null || account == null || mandate.state() == Mandate.State.ENDED) {
                return say(stored, payer.party(), Outcome.REFUSED, Say.NO_MANDATE);
              }
              if (mandate.active()) {
                return say(stored, payer.party(), Outcome.DONE, Say.JOINED_BEFORE);
              }
              return stored.isConfirmed()
                  ? Future.succeededFuture(joined(stored, payer.party(), mandate, account))
                  : confirmations.ask(
                      stored,
                      new Gate.Act(
                          payer.party(),
                          "JOIN",
                          Say.CONSENT,
                          terms(payer.party(), mandate, account)));
            });
  }

  /** What is consented to: from which account, and how much. */
  private static List<Object> terms(Party party, Mandate mandate, Account account) {
    return List.of(
        account.number().masked(),
        Texts.amount(new Money(mandate.perPayment(), account.currency()), party.language()),
        Texts.amount(new Money(mandate.perMonth(), account.currency()), party.language()));
  }

  private Handled joined(StoredMessage stored, Party party, Mandate mandate, Account account) {
    List<Object> terms = terms(party, mandate, account);
    String text =
        Texts.say(
            Say.CONSENT, party.language(), terms.get(0), terms.get(1), terms.get(2), "******");
    return answers
        .say(stored, party, Outcome.DONE, Say.JOINED)
        .with(
            List.of(
                store.consent(
                    stored.id(),
                    party.id(),
                    account.id(),
                    text,
                    stored.message().channel(),
                    stored.message().sender(),
                    clock.instant())))
        .guardedBy(
            new Guarded(
                SelfStore.activate(party.id(), account.id(), clock.instant()),
                null,
                answers.say(stored, party, Outcome.REFUSED, Say.NO_MANDATE)))
        .whenCommitted(parties::forget);
  }

  // ---- further addresses

  Future<Handled> add(StoredMessage stored, Command.Add command) {
    Address sender = stored.message().sender();
    return parties
        .payer(sender)
        .compose(
            known ->
                parties
                    .payer(command.number())
                    .compose(
                        other ->
                            known.isPresent()
                                ? addNumber(stored, known.get().party(), command.number(), other)
                                : linkSender(stored, command.number(), other)));
  }

  /** A party's own phone wants another number to be the party's as well. */
  private Future<Handled> addNumber(
      StoredMessage stored, Party party, Address number, Optional<Payer> other) {
    if (!stored.isConfirmed()) {
      return confirmations.ask(
          stored,
          new Gate.Act(party, "ADD " + number.value(), Say.CONFIRM_ADD, List.of(number.masked())));
    }
    return other.isPresent()
        ? say(stored, party, Outcome.REFUSED, Say.ADDRESS_TAKEN)
        : confirmations.askToLink(
            stored, party, number, number, Say.CONFIRM_JOINING, Texts.plain(party.name()));
  }

  /** Somebody unknown, a number or an identity elsewhere, says it is a party's. */
  private Future<Handled> linkSender(
      StoredMessage stored, Address registered, Optional<Payer> party) {
    if (stored.message().trust() == Trust.WEAK) {
      return say(stored, null, Outcome.REFUSED, Say.NOT_BELIEVED);
    }
    if (party.isEmpty()) {
      // the same words as if it were registered: who is, is nobody's business
      return say(stored, null, Outcome.CONFIRMING, Say.CONFIRM_SENT, registered.masked());
    }
    return confirmations.askToLink(
        stored,
        party.get().party(),
        registered,
        stored.message().sender(),
        Say.CONFIRM_LINK,
        stored.message().sender().masked());
  }

  private Future<Handled> say(
      StoredMessage stored, @Nullable Party party, Outcome outcome, Say say, Object... values) {
    return Future.succeededFuture(answers.say(stored, party, outcome, say, values));
  }
}
