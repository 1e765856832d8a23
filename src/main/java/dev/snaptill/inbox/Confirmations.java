package dev.snaptill.inbox;

import dev.snaptill.channel.Trust;
import dev.snaptill.inbox.ConfirmationStore.Asked;
import dev.snaptill.inbox.ConfirmationStore.State;
import dev.snaptill.inbox.Inbox.Guarded;
import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.Outcome;
import dev.snaptill.inbox.Inbox.StoredMessage;
import dev.snaptill.outbox.Draft;
import dev.snaptill.outbox.Purpose;
import dev.snaptill.outbox.Routes;
import dev.snaptill.outbox.Say;
import dev.snaptill.outbox.Texts;
import dev.snaptill.party.Party;
import dev.snaptill.party.PartyStore;
import dev.snaptill.value.Address;
import dev.snaptill.value.DayNumber;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the registered phone with a one-time number (vouchers.md, "Who is the payer?"). */
final class Confirmations implements Gate {
  /** A message that said yes may be read again this long after, when the gateway was down. */
  private static final Duration KEPT = Duration.ofDays(2);

  private final ConfirmationConfig config;
  private final ConfirmationStore store;
  private final PartyStore parties;
  private final Routes routes;
  private final Answers answers;
  private final ConfirmationMetrics metrics;
  private final ZoneId zone;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param zone in which a day's confirmations are counted
   */
  Confirmations(
      ConfirmationConfig config,
      ConfirmationStore store,
      PartyStore parties,
      Routes routes,
      Answers answers,
      ConfirmationMetrics metrics,
      ZoneId zone,
      Clock clock) {
    this.config = config;
    this.store = store;
    this.parties = parties;
    this.routes = routes;
    this.answers = answers;
    this.metrics = metrics;
    this.zone = zone;
    this.clock = clock;
  }

  /**
   * A question and who may answer it.
   *
   * @param phone gets the number, by SMS and nothing else
   * @param answerer the one address that may send it back; null for any of the party's
   * @param link the address that is to be the party's; null for a command
   */
  private record Question(
      Party party,
      Address phone,
      @Nullable Address answerer,
      String command,
      @Nullable Address link,
      Say say,
      List<Object> values) {}

  // ---- asking

  @Override
  public Future<Handled> ask(StoredMessage stored, Act act) {
    return registeredPhone(stored, act.party())
        .compose(
            phone ->
                phone.isEmpty()
                    ? said(stored, act.party(), Outcome.REFUSED, Say.NO_PHONE)
                    : ask(
                        stored,
                        new Question(
                            act.party(),
                            phone.get(),
                            null,
                            act.command(),
                            null,
                            act.say(),
                            act.values())));
  }

  /**
   * Asks whether an address may be the party's. The question goes to one end of the link, and the
   * other end has to answer it: so both are proved.
   */
  Future<Handled> askToLink(
      StoredMessage stored, Party party, Address phone, Address link, Say say, Object... values) {
    return ask(stored, new Question(party, phone, link, "", link, say, List.of(values)));
  }

  /** The number it came from, if that is the party's; else the one it was enrolled with. */
  private Future<Optional<Address>> registeredPhone(StoredMessage stored, Party party) {
    return parties
        .addresses(party.id())
        .map(
            addresses -> {
              Address sender = stored.message().sender();
              return addresses.contains(sender) && sender.isE164()
                  ? Optional.of(sender)
                  : addresses.stream().filter(Address::isE164).findFirst();
            });
  }

  private Future<Handled> ask(StoredMessage stored, Question question) {
    int day = today();
    return store
        .ofDay(question.party().id(), day)
        .map(
            earlier -> {
              Handled tooMany = tooMany(stored, question.party(), earlier);
              return tooMany == null ? asked(stored, question, earlier.size(), day) : tooMany;
            });
  }

  /** A payer is not to be flooded with questions that others cause. */
  private @Nullable Handled tooMany(StoredMessage stored, Party party, List<Asked> earlier) {
    Instant now = clock.instant();
    boolean failed = earlier.stream().filter(a -> a.isFailed(now)).count() >= config.failed();
    boolean open = earlier.stream().filter(a -> a.isOpen(now)).count() >= config.open();
    if (!failed && !open && earlier.size() < config.perDay()) {
      return null;
    }
    if (stored.message().trust() == Trust.WEAK) {
      return Handled.of(Outcome.SILENT, List.of());
    }
    return answers.say(
        stored, party, Outcome.REFUSED, open ? Say.CONFIRM_OPEN_FIRST : Say.CONFIRM_NO_MORE);
  }

  private Handled asked(StoredMessage stored, Question question, int nth, int day) {
    String number = String.format(Locale.ROOT, "%06d", random.nextInt(1_000_000));
    Party party = question.party();
    Trust trust = stored.message().trust();
    List<Object> values = new ArrayList<>(question.values());
    values.add(number);
    String text = Texts.say(question.say(), party.language(), values.toArray());
    String said = String.join("|", question.values().stream().map(String::valueOf).toList());
    Asked asked =
        new Asked(
            stored.id(),
            party.id(),
            nth,
            store.numberKey(
                number, stored.id(), party.id(), question.command(), question.link(), said),
            question.command(),
            question.link(),
            said,
            stored.message().channel(),
            trust == Trust.WEAK,
            State.OPEN,
            0,
            clock.instant().plus(config.life()),
            0);
    List<Draft> drafts = new ArrayList<>();
    drafts.add(toPhone(stored, question.phone(), text));
    if (!question.phone().equals(stored.message().sender()) && trust != Trust.WEAK) {
      String elsewhere =
          Texts.say(
              question.answerer() == null || question.answerer().equals(stored.message().sender())
                  ? Say.CONFIRM_SENT
                  : Say.CONFIRM_SENT_THERE,
              Answers.language(stored, party),
              question.phone().masked());
      drafts.add(answers.draft(stored, elsewhere));
    }
    metrics.count(asked.channel(), "asked");
    Handled otherwise =
        trust == Trust.WEAK
            ? Handled.of(Outcome.SILENT, List.of())
            : answers.say(stored, party, Outcome.REFUSED, Say.CONFIRM_OPEN_FIRST);
    return Handled.of(Outcome.CONFIRMING, drafts)
        .guardedBy(
            new Guarded(store.insert(asked, day, question.answerer(), trust), null, otherwise));
  }

  /** Never over a channel that may be somebody else's: who can forge there may read there. */
  private Draft toPhone(StoredMessage stored, Address phone, String text) {
    boolean believed = stored.message().trust() != Trust.WEAK;
    boolean sameWay = believed && phone.equals(stored.message().sender());
    return new Draft(
        stored.id(),
        Purpose.CONFIRMATION,
        sameWay ? routes.textsFor(stored.message().channel(), phone) : routes.textsTo(phone),
        sameWay ? stored.message().recipient() : routes.shortCode(),
        phone,
        null,
        text,
        List.of(),
        config.life());
  }

  private int today() {
    return DayNumber.of(LocalDate.ofInstant(clock.instant(), zone));
  }

  // ---- what replies need

  /** What this sender may answer now, or has answered with this very message. */
  Future<List<Asked>> answeredBy(StoredMessage stored, @Nullable Party party) {
    return store.answeredBy(stored.message().sender(), party, clock.instant().minus(KEPT));
  }

  /** Whether too many have failed today by now, which is told once. */
  Future<Boolean> reachesMost(Party party, int more) {
    return store
        .ofDay(party.id(), today())
        .map(
            all -> {
              Instant now = clock.instant();
              long before = all.stream().filter(a -> a.isFailed(now)).count();
              return before < config.failed() && before + more >= config.failed();
            });
  }

  /** Tells the registered phone that others use its number. */
  Draft warning(StoredMessage stored, Party party, Address phone) {
    return toPhone(stored, phone, Texts.say(Say.CONFIRM_IGNORED, party.language()));
  }

  private Future<Handled> said(
      StoredMessage stored, Party party, Outcome outcome, Say say, Object... values) {
    return Future.succeededFuture(answers.say(stored, party, outcome, say, values));
  }
}
