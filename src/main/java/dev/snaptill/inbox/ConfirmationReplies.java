package dev.snaptill.inbox;

import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Trust;
import dev.snaptill.command.Command;
import dev.snaptill.inbox.ConfirmationStore.Asked;
import dev.snaptill.inbox.ConfirmationStore.State;
import dev.snaptill.inbox.Inbox.Guarded;
import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.Outcome;
import dev.snaptill.inbox.Inbox.StoredMessage;
import dev.snaptill.outbox.Say;
import dev.snaptill.party.Party;
import dev.snaptill.party.PartyStore;
import dev.snaptill.party.Payer;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Address;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hears what the registered phone says to a question. Whoever sends the number is believed, however
 * the text came: the number went to that phone alone.
 */
final class ConfirmationReplies {
  /** Within this time after its end a number is told to have lapsed. */
  private static final Duration LATELY = Duration.ofHours(1);

  private final ConfirmationConfig config;
  private final Confirmations confirmations;
  private final ConfirmationStore store;
  private final PartyStore parties;
  private final Journal journal;
  private final Answers answers;
  private final ConfirmationMetrics metrics;
  private final Clock clock;
  private final Function<String, Command> grammar;
  private final BiFunction<StoredMessage, Command, Future<Handled>> deeds;
  private Instant lapsedUpTo = Instant.EPOCH;

  /**
   * @param deeds carries out what has been confirmed
   */
  ConfirmationReplies(
      ConfirmationConfig config,
      Confirmations confirmations,
      ConfirmationStore store,
      PartyStore parties,
      Journal journal,
      Answers answers,
      ConfirmationMetrics metrics,
      Clock clock,
      Function<String, Command> grammar,
      BiFunction<StoredMessage, Command, Future<Handled>> deeds) {
    this.config = config;
    this.confirmations = confirmations;
    this.store = store;
    this.parties = parties;
    this.journal = journal;
    this.answers = answers;
    this.metrics = metrics;
    this.clock = clock;
    this.grammar = grammar;
    this.deeds = deeds;
  }

  Future<Handled> yes(StoredMessage stored, Command.Yes yes) {
    return parties
        .payer(stored.message().sender())
        .compose(
            payer -> {
              Party party = payer.map(Payer::party).orElse(null);
              return confirmations
                  .answeredBy(stored, party)
                  .compose(asked -> yes(stored, yes, party, asked));
            });
  }

  private Future<Handled> yes(
      StoredMessage stored, Command.Yes yes, @Nullable Party party, List<Asked> asked) {
    for (Asked one : asked) {
      if (one.usedBy() == stored.id()) {
        // this very message has used it, and a crash came before its end
        return carryOut(stored, one, List.of());
      }
    }
    Instant received = received(stored);
    List<Asked> open = asked.stream().filter(a -> a.isOpen(received)).toList();
    if (open.isEmpty()) {
      boolean late = asked.stream().anyMatch(a -> a.isOpen(received.minus(LATELY)));
      return say(
          stored,
          party,
          late ? Say.CONFIRM_LAPSED : yes.bare() ? Say.NOT_UNDERSTOOD : Say.NOTHING_TO_CONFIRM);
    }
    String number = yes.number();
    return number == null
        ? say(stored, party, Say.YES_WITH_NUMBER)
        : tried(open, received).compose(counted -> numbered(stored, number, party, counted));
  }

  /** By our clock: what came in time counts, however late it is read after a crash. */
  private static Instant received(StoredMessage stored) {
    return Instant.ofEpochMilli(Ids.millisOf(stored.id()));
  }

  /**
   * Counts a try of each before any is looked at, and only those for which there was one left: else
   * a thousand guesses at one moment would all be first ones.
   */
  private Future<List<Asked>> tried(List<Asked> open, Instant received) {
    List<Asked> counted = new ArrayList<>(open.size());
    List<Future<Unit.Outcome>> written = new ArrayList<>(open.size());
    for (Asked one : open) {
      written.add(
          journal
              .submit(Unit.guardedBy(ConfirmationStore.attempt(one, config.tries(), received)))
              .onSuccess(
                  outcome -> {
                    if (outcome.done()) {
                      counted.add(one);
                    }
                  }));
    }
    return Future.all(written).map(counted);
  }

  private Future<Handled> numbered(
      StoredMessage stored, String number, @Nullable Party party, List<Asked> counted) {
    Asked meant = counted.stream().filter(a -> store.hasNumber(a, number)).findFirst().orElse(null);
    if (meant == null) {
      return wrong(stored, party, counted);
    }
    List<Statement> forgiven =
        counted.stream().filter(a -> a != meant).map(ConfirmationStore::forgive).toList();
    return carryOut(stored, meant, forgiven);
  }

  private Future<Handled> carryOut(StoredMessage stored, Asked asked, List<Statement> alongside) {
    Guarded proof =
        new Guarded(
            ConfirmationStore.use(asked, stored.id()),
            ConfirmationStore.unuse(asked, stored.id()),
            answers.say(stored, null, Outcome.REFUSED, Say.CONFIRM_LAPSED));
    Address link = asked.link();
    Future<Handled> done =
        link != null
            ? link(stored, asked, link, proof)
            : deeds
                .apply(confirmed(stored, asked, proof.guard()), grammar.apply(asked.command()))
                .map(handled -> proven(handled, proof));
    return done.map(handled -> handled.with(alongside))
        .onSuccess(handled -> metrics.count(asked.channel(), "used"));
  }

  /** A payment has committed the proof where it was reserved. */
  private static Handled proven(Handled handled, Guarded proof) {
    if (handled.outcome() == Outcome.PAYMENT) {
      return handled;
    }
    List<Guarded> all = new ArrayList<>();
    all.add(proof);
    all.addAll(handled.guards());
    return handled.guardedBy(all.toArray(new Guarded[0]));
  }

  /** The act's own text, as believable as a text can be, under the id of the one that says yes. */
  private static StoredMessage confirmed(StoredMessage stored, Asked asked, Statement proof) {
    InboundMessage m = stored.message();
    InboundMessage act =
        new InboundMessage(
            m.channel(),
            m.hardKey(),
            m.softKey(),
            m.sender(),
            m.recipient(),
            asked.command(),
            List.of(),
            null,
            m.sent(),
            m.received(),
            m.replyHandle(),
            Trust.SIGNED);
    return new StoredMessage(stored.id(), act, stored.dedupeKey(), stored.attempt(), proof);
  }

  private Future<Handled> link(StoredMessage stored, Asked asked, Address link, Guarded proof) {
    return parties
        .party(asked.partyId())
        .map(
            found -> {
              Party party = found.orElseThrow();
              Handled taken = answers.say(stored, party, Outcome.REFUSED, Say.ADDRESS_TAKEN);
              return answers
                  .say(stored, party, Outcome.DONE, Say.ADDED)
                  .guardedBy(
                      proof,
                      new Guarded(
                          parties.insertAddress(party.id(), link, clock.instant()), null, taken))
                  .whenCommitted(parties::forget);
            });
  }

  private Future<Handled> wrong(StoredMessage stored, @Nullable Party party, List<Asked> counted) {
    List<Statement> ends = new ArrayList<>();
    int left = 0;
    for (Asked one : counted) {
      int more = config.tries() - one.tries() - 1;
      left = Math.max(left, more);
      if (more <= 0) {
        ends.add(ConfirmationStore.end(one, State.FAILED));
        metrics.count(one.channel(), "failed");
        metrics.failed(one.channel());
      }
    }
    Handled handled =
        left > 0
            ? answers.say(stored, party, Outcome.REFUSED, Say.WRONG_NUMBER, left)
            : answers.say(stored, party, Outcome.REFUSED, Say.CONFIRM_FAILED);
    Handled ended = handled.with(ends);
    return ends.isEmpty() || party == null
        ? Future.succeededFuture(ended)
        : confirmations
            .reachesMost(party, ends.size())
            .compose(
                last ->
                    last
                        ? parties
                            .addresses(party.id())
                            .map(
                                addresses ->
                                    addresses.stream()
                                        .filter(Address::isE164)
                                        .findFirst()
                                        .map(
                                            a ->
                                                ended.with(confirmations.warning(stored, party, a)))
                                        .orElse(ended))
                        : Future.succeededFuture(ended));
  }

  Future<Handled> no(StoredMessage stored, Command.No no) {
    return parties
        .payer(stored.message().sender())
        .compose(
            payer -> {
              Party party = payer.map(Payer::party).orElse(null);
              return confirmations
                  .answeredBy(stored, party)
                  .map(asked -> no(stored, no, party, asked));
            });
  }

  /** Anyone may decline: nothing comes of it but asking again. */
  private Handled no(
      StoredMessage stored, Command.No no, @Nullable Party party, List<Asked> asked) {
    Instant now = received(stored);
    String number = no.number();
    List<Asked> open =
        asked.stream()
            .filter(a -> a.isOpen(now) && (number == null || store.hasNumber(a, number)))
            .toList();
    if (open.isEmpty()) {
      return answers.say(stored, party, Outcome.REFUSED, Say.NOTHING_TO_CONFIRM);
    }
    open.forEach(
        a -> {
          metrics.count(a.channel(), "refused");
          if (a.weak()) {
            metrics.failed(a.channel());
          }
        });
    return answers
        .say(stored, party, Outcome.DONE, Say.CONFIRM_DECLINED)
        .with(open.stream().map(a -> ConfirmationStore.end(a, State.REFUSED)).toList());
  }

  /** Writes down what nobody has answered in time; to be called now and then. */
  Future<Void> lapse() {
    Instant now = clock.instant();
    Instant since = lapsedUpTo.equals(Instant.EPOCH) ? now.minusSeconds(86_400) : lapsedUpTo;
    return store
        .expired(since, now)
        .compose(
            expired -> {
              List<Future<Unit.Outcome>> written = new ArrayList<>();
              for (Asked one : expired) {
                written.add(
                    journal
                        .submit(Unit.guardedBy(ConfirmationStore.lapse(one, now)))
                        .onSuccess(outcome -> lapsed(one, outcome)));
              }
              return Future.all(written);
            })
        .onSuccess(done -> lapsedUpTo = now)
        .mapEmpty();
  }

  private void lapsed(Asked one, Unit.Outcome outcome) {
    if (outcome.done()) {
      metrics.count(one.channel(), "lapsed");
      if (one.weak()) {
        metrics.failed(one.channel());
      }
    }
  }

  private Future<Handled> say(
      StoredMessage stored, @Nullable Party party, Say say, Object... values) {
    return Future.succeededFuture(answers.say(stored, party, Outcome.REFUSED, say, values));
  }
}
