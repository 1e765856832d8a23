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
import dev.snaptill.party.Party;
import dev.snaptill.party.PartyStore;
import dev.snaptill.party.Payer;
import dev.snaptill.party.SelfStore;
import dev.snaptill.party.SelfStore.Limit;
import dev.snaptill.party.SelfStore.Limits;
import dev.snaptill.settlement.HistoryStore;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What people ask and set about themselves: HISTORY, LIMIT, STOP, START, LANG. */
final class SelfService {
  private static final int LAST = 5;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
  private static final DateTimeFormatter DAY_ZH = DateTimeFormatter.ofPattern("M月d日");

  private final PartyStore parties;
  private final SelfStore store;
  private final HistoryStore history;
  private final Gate gate;
  private final Answers answers;
  private final ZoneId zone;
  private final Clock clock;

  /**
   * @param zone in which people read days
   */
  SelfService(
      PartyStore parties,
      SelfStore store,
      HistoryStore history,
      Gate gate,
      Answers answers,
      ZoneId zone,
      Clock clock) {
    this.parties = parties;
    this.store = store;
    this.history = history;
    this.gate = gate;
    this.answers = answers;
    this.zone = zone;
    this.clock = clock;
  }

  /** For those who are registered; others are told that they aren't. */
  private Future<Handled> known(
      StoredMessage stored, BiFunction<StoredMessage, Payer, Future<Handled>> deed) {
    return parties
        .payer(stored.message().sender())
        .compose(
            payer ->
                payer.isEmpty()
                    ? say(stored, null, Outcome.REFUSED, Say.NOT_REGISTERED)
                    : deed.apply(stored, payer.get()));
  }

  // ---- history

  Future<Handled> history(StoredMessage stored, Command.History command) {
    return known(
        stored,
        (message, payer) ->
            message.message().trust() == Trust.WEAK
                // to the number it says it is from, but at the wish of who knows whom
                ? say(stored, payer.party(), Outcome.REFUSED, Say.NOT_BELIEVED)
                : history
                    .last(payer.party().id(), LAST)
                    .map(entries -> told(stored, payer.party(), entries)));
  }

  private Handled told(StoredMessage stored, Party party, List<HistoryStore.Entry> entries) {
    if (entries.isEmpty()) {
      return answers.say(stored, party, Outcome.HELPED, Say.HISTORY_EMPTY);
    }
    StringBuilder lines = new StringBuilder();
    for (HistoryStore.Entry entry : entries) {
      boolean chinese = party.language().equals("zh");
      lines
          .append(lines.isEmpty() ? "" : "\n")
          .append(
              Texts.say(
                  entry.made() ? Say.HISTORY_PAID : Say.HISTORY_RECEIVED,
                  party.language(),
                  (chinese ? DAY_ZH : DAY).format(entry.time().atZone(zone)),
                  Texts.amount(entry.amount(), party.language()),
                  Texts.plain(entry.other())));
    }
    return Handled.of(Outcome.HELPED, List.of(answers.draft(stored, lines.toString())));
  }

  // ---- limits

  Future<Handled> limit(StoredMessage stored, Command.Limit command) {
    return known(
        stored,
        (message, payer) ->
            store
                .limits(payer.party().id())
                .compose(
                    limits ->
                        limits.isEmpty() || payer.account() == null
                            ? say(stored, payer.party(), Outcome.REFUSED, Say.NO_MANDATE)
                            : limit(
                                stored, command, payer.party(), payer.account(), limits.get())));
  }

  private Future<Handled> limit(
      StoredMessage stored, Command.Limit command, Party party, Account account, Limits limits) {
    Money wanted = command.amount();
    if (wanted == null) {
      return say(
          stored,
          party,
          Outcome.HELPED,
          Say.LIMITS,
          amount(limits, Limit.PAYMENT, account, party),
          amount(limits, Limit.DAY, account, party),
          amount(limits, Limit.MONTH, account, party));
    }
    Limit limit = Limit.valueOf(command.span().name());
    if (!wanted.currency().equals(account.currency())) {
      return say(stored, party, Outcome.REFUSED, Say.WRONG_CURRENCY, wanted.currency());
    }
    long most = Objects.requireNonNull(limits.most().get(limit));
    if (wanted.minor() > most) {
      return say(
          stored,
          party,
          Outcome.REFUSED,
          Say.LIMIT_TOO_HIGH,
          Texts.amount(new Money(most, account.currency()), party.language()));
    }
    String shown = Texts.amount(wanted, party.language());
    boolean up = wanted.minor() > Objects.requireNonNull(limits.now().get(limit));
    if (up && !stored.isConfirmed()) {
      return gate.ask(
          stored,
          new Gate.Act(
              party,
              "LIMIT " + (limit == Limit.PAYMENT ? "" : limit + " ") + wanted.decimal(),
              confirm(limit),
              List.of(shown)));
    }
    Handled tooHigh =
        answers.say(
            stored,
            party,
            Outcome.REFUSED,
            Say.LIMIT_TOO_HIGH,
            Texts.amount(new Money(most, account.currency()), party.language()));
    return Future.succeededFuture(
        answers
            .say(stored, party, Outcome.DONE, done(limit), shown)
            .guardedBy(
                new Guarded(SelfStore.setLimit(party.id(), limit, wanted.minor()), null, tooHigh))
            .whenCommitted(parties::forget));
  }

  private static Say confirm(Limit limit) {
    return switch (limit) {
      case PAYMENT -> Say.CONFIRM_LIMIT_PAYMENT;
      case DAY -> Say.CONFIRM_LIMIT_DAY;
      case MONTH -> Say.CONFIRM_LIMIT_MONTH;
    };
  }

  private static Say done(Limit limit) {
    return switch (limit) {
      case PAYMENT -> Say.LIMIT_PAYMENT_SET;
      case DAY -> Say.LIMIT_DAY_SET;
      case MONTH -> Say.LIMIT_MONTH_SET;
    };
  }

  private static String amount(Limits limits, Limit limit, Account account, Party party) {
    long minor = Objects.requireNonNull(limits.now().get(limit));
    return Texts.amount(new Money(minor, account.currency()), party.language());
  }

  // ---- silence and language

  /** No more texts that were not asked for. A mandate is not ended by it: how is said. */
  Future<Handled> stop(StoredMessage stored, Command.Stop command) {
    return parties
        .payer(stored.message().sender())
        .map(
            payer -> {
              Party party = payer.map(Payer::party).orElse(null);
              Handled stopped =
                  answers.say(
                      stored,
                      party,
                      Outcome.DONE,
                      payer.isPresent() && payer.get().mandate() != null
                          ? Say.STOPPED
                          : Say.STOPPED_STRANGER);
              return stopped.guardedBy(
                  new Guarded(
                      store.stop(stored.message().sender(), clock.instant()), null, stopped));
            });
  }

  Future<Handled> start(StoredMessage stored, Command.Start command) {
    return parties
        .payer(stored.message().sender())
        .compose(
            payer -> {
              Party party = payer.map(Payer::party).orElse(null);
              return store
                  .isStopped(stored.message().sender())
                  .compose(
                      stopped ->
                          stopped
                              ? start(stored, party)
                              : say(stored, party, Outcome.DONE, Say.STARTED));
            });
  }

  private Future<Handled> start(StoredMessage stored, @Nullable Party party) {
    if (party != null && !stored.isConfirmed()) {
      return gate.ask(stored, new Gate.Act(party, "START", Say.CONFIRM_START, List.of()));
    }
    if (party == null && stored.message().trust() == Trust.WEAK) {
      return say(stored, null, Outcome.REFUSED, Say.NOT_BELIEVED);
    }
    Handled started = answers.say(stored, party, Outcome.DONE, Say.STARTED);
    return Future.succeededFuture(
        started.guardedBy(new Guarded(store.start(stored.message().sender()), null, started)));
  }

  Future<Handled> language(StoredMessage stored, Command.Language command) {
    return known(
        stored,
        (message, payer) ->
            Future.succeededFuture(
                Handled.of(
                        Outcome.DONE,
                        List.of(
                            answers.draft(stored, Texts.say(Say.LANGUAGE_SET, command.language()))))
                    .with(List.of(SelfStore.setLanguage(payer.party().id(), command.language())))
                    .whenCommitted(parties::forget)));
  }

  private Future<Handled> say(
      StoredMessage stored, @Nullable Party party, Outcome outcome, Say say, Object... values) {
    return Future.succeededFuture(answers.say(stored, party, outcome, say, values));
  }
}
