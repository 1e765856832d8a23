package dev.snaptill.subscription;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.outbox.Draft;
import dev.snaptill.outbox.Outbox;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.outbox.Purpose;
import dev.snaptill.outbox.Routes;
import dev.snaptill.outbox.Say;
import dev.snaptill.outbox.Texts;
import dev.snaptill.party.Account;
import dev.snaptill.settlement.Payment;
import dev.snaptill.settlement.PaymentStore;
import dev.snaptill.settlement.Settlement.PayReply;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Unit;
import dev.snaptill.subscription.Debits.Sides;
import dev.snaptill.subscription.Subscription.Stage;
import dev.snaptill.subscription.Subscription.State;
import dev.snaptill.value.Address;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the occurrences of subscriptions about: notice, debit, and what came of it. Whoever finds
 * one due moves its due time on first, which only one gateway can; one that dies then is followed
 * by another when that time has come. A debit is reserved in the commit that moves the subscription
 * on, so no occurrence is debited twice.
 */
final class Occurrences {
  private static final Logger log = LoggerFactory.getLogger(Occurrences.class);
  private static final int AT_ONCE = 200;

  /** Longer than any step takes. */
  private static final Duration CLAIM = Duration.ofMinutes(2);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
  private static final Duration BANK_PAUSE = Duration.ofMinutes(10);
  private static final Duration OPERATORS_PAUSE = Duration.ofHours(1);

  /** Notices leave this much earlier than they must. */
  private static final Duration EARLY = Duration.ofHours(2);

  /** What may be different tomorrow. */
  private static final Set<String> TRY_AGAIN =
      Set.of(
          Say.BANK_NO_FUNDS.name(),
          Say.BANK_LIMIT.name(),
          Say.BANK_TOO_OFTEN.name(),
          Say.BANK_UNREACHABLE.name());

  private final SubscriptionConfig config;
  private final Bus bus;
  private final Journal journal;
  private final SubscriptionStore store;
  private final PaymentStore payments;
  private final Debits debits;
  private final OutboxStore outbox;
  private final Routes routes;
  private final Ids ids;
  private final Clock clock;
  private boolean looking;

  Occurrences(
      SubscriptionConfig config,
      Bus bus,
      Journal journal,
      SubscriptionStore store,
      PaymentStore payments,
      Debits debits,
      OutboxStore outbox,
      Routes routes,
      Ids ids,
      Clock clock) {
    this.config = config;
    this.bus = bus;
    this.journal = journal;
    this.store = store;
    this.payments = payments;
    this.debits = debits;
    this.outbox = outbox;
    this.routes = routes;
    this.ids = ids;
    this.clock = clock;
  }

  /** Takes up what is due; to be called about every second. */
  void look() {
    if (looking || journal.broken() != null) {
      return;
    }
    looking = true;
    store
        .due(clock.instant(), AT_ONCE)
        .onFailure(e -> log.warn("subscriptions: {}", e.toString()))
        .onSuccess(found -> found.forEach(this::claim))
        .onComplete(done -> looking = false);
  }

  private void claim(Subscription found) {
    Subscription claimed = found.due(clock.instant().plus(CLAIM));
    moved(claimed)
        .compose(mine -> mine ? act(claimed.stepped()) : Future.<Void>succeededFuture())
        .onFailure(e -> log.error("subscription {}: {}", Ids.text(found.id()), e.toString()));
  }

  private Future<Boolean> moved(Subscription to) {
    return journal.submit(Unit.guardedBy(SubscriptionStore.move(to))).map(Unit.Outcome::done);
  }

  private Future<Void> act(Subscription s) {
    if (s.state() != State.ACTIVE || s.period() == Period.ITEM) {
      return moved(s.at(s.stage(), s.occurrence(), s.since(), null)).mapEmpty();
    }
    return debits
        .sides(s)
        .compose(
            sides ->
                switch (s.stage()) {
                  case NOTICE -> notice(s, sides);
                  case DEBIT -> debit(s, sides);
                  case PAYING -> outcome(s, sides);
                });
  }

  // ---- notice

  private Future<Void> notice(Subscription s, Sides sides) {
    DueDates dates = s.dates(config);
    Instant earliest = clock.instant().plus(config.notice());
    Instant moment = dates.moment(s.occurrence());
    Instant when = dates.allowed(moment.isBefore(earliest) ? earliest : moment);
    return tellOf(
        s.at(Stage.DEBIT, s.occurrence(), when, when).noticed(s.occurrence()), sides, when);
  }

  private Future<Void> tellOf(Subscription told, Sides sides, Instant when) {
    return tell(
        told.due(wakes(told, config, clock.instant())),
        sides,
        Say.SUBSCRIPTION_NOTICE,
        Wording.time(when, told.zone(), sides.payer().language()));
  }

  /**
   * When one that waits for its debit has to be looked at: then, or before, where the notice of the
   * one after has to leave before it. Otherwise each daily debit would be as late as the one before
   * took, as its notice could only leave after that.
   */
  static Instant wakes(Subscription s, SubscriptionConfig config, Instant now) {
    Instant ahead = ahead(s, config, now);
    return ahead != null && ahead.isBefore(s.since()) ? ahead : s.since();
  }

  /** When the notice of the occurrence after this one leaves; null if it has, or it's too late. */
  private static @Nullable Instant ahead(Subscription s, SubscriptionConfig config, Instant now) {
    Instant following = s.dates(config).moment(s.occurrence() + 1);
    return s.noticed() > s.occurrence() || following.isBefore(now.plus(config.notice()))
        ? null
        : noticeOf(following, config);
  }

  private static Instant noticeOf(Instant moment, SubscriptionConfig config) {
    return moment.minus(config.notice()).minus(EARLY);
  }

  /** A change, and a text about it to the payer: payee, amount, number, and one value more. */
  private Future<Void> tell(Subscription to, Sides sides, Say say, Object more) {
    Unit unit = Unit.guardedBy(SubscriptionStore.move(to));
    if (to.state() != State.ACTIVE) {
      unit.then(SubscriptionStore.voucher(to.id(), to.state()));
    }
    Address address = sides.address();
    if (address == null) {
      return journal.submit(unit).mapEmpty();
    }
    String language = sides.payer().language();
    Draft draft =
        Draft.text(
            to.id(),
            Purpose.NOTICE,
            routes.textsTo(address),
            routes.shortCode(),
            address,
            Texts.say(
                say,
                language,
                Texts.plain(sides.payee().party().name()),
                Texts.amount(to.amount(), language),
                to.number(),
                more));
    OutboundMessage message = outbox.compose(draft);
    unit.then(outbox.insert(draft, message));
    return journal
        .submit(unit)
        .onSuccess(
            outcome -> {
              if (outcome.done()) {
                Outbox.send(bus, java.util.List.of(message));
              }
            })
        .mapEmpty();
  }

  // ---- debit

  private Future<Void> debit(Subscription s, Sides sides) {
    Instant now = clock.instant();
    Instant ahead = ahead(s, config, now);
    if (ahead != null && !ahead.isAfter(now)) {
      int following = s.occurrence() + 1;
      return tellOf(s.noticed(following), sides, s.dates(config).moment(following));
    }
    if (s.since().isAfter(now)) {
      return moved(s.due(wakes(s, config, now))).mapEmpty();
    }
    Instant allowed = s.dates(config).allowed(now);
    if (allowed.isAfter(now)) {
      return moved(s.due(allowed)).mapEmpty();
    }
    Account account = sides.account();
    Address address = sides.address();
    if (account == null || address == null) {
      return pause(s, sides, account == null ? "NO_MANDATE" : "NO_ADDRESS");
    }
    long payment = ids.next();
    return debits
        .pay(
            payment,
            sides,
            account,
            address,
            s.amount(),
            SubscriptionStore.move(s.paying(payment, now.plus(LOOK_AGAIN))))
        .compose(reply -> replied(s, sides, reply));
  }

  private Future<Void> replied(Subscription s, Sides sides, PayReply reply) {
    return switch (reply) {
      // moved on with the reservation, by us or by somebody else
      case TAKEN, PROOF_GONE -> Future.succeededFuture();
      case BANK_NOT_READY -> moved(s.due(clock.instant().plus(BANK_PAUSE))).mapEmpty();
      case OVER_LIMIT -> later(s, sides, "OVER_LIMIT");
      case ACCOUNT_REFUSED -> later(s, sides, Say.BANK_REFUSED.name());
      case VOUCHER_GONE, ACCOUNT_UNKNOWN, ACCOUNT_CLOSED, CARD_EXPIRED ->
          pause(s, sides, reply.name());
    };
  }

  /** Tomorrow once more, for some days; then its payer has to say that it goes on. */
  private Future<Void> later(Subscription s, Sides sides, String why) {
    Instant next = s.dates(config).nextDay(clock.instant());
    Instant last = s.dates(config).allowed(s.since().plus(config.retry()));
    return next.isAfter(last.plus(Duration.ofHours(1)))
        ? pause(s, sides, why)
        : moved(s.at(Stage.DEBIT, s.occurrence(), s.since(), next)).mapEmpty();
  }

  private Future<Void> pause(Subscription s, Sides sides, String why) {
    log.info("subscription {} paused: {}", Ids.text(s.id()), why);
    return tell(s.to(State.PAUSED, why, null), sides, Say.SUBSCRIPTION_STOPPED, "");
  }

  // ---- what came of it

  private Future<Void> outcome(Subscription s, Sides sides) {
    return payments.byId(s.paymentId()).compose(found -> outcome(s, sides, found));
  }

  private Future<Void> outcome(Subscription s, Sides sides, Optional<Payment> found) {
    Instant now = clock.instant();
    if (found.isEmpty()) {
      return moved(s.at(Stage.DEBIT, s.occurrence(), s.since(), now)).mapEmpty();
    }
    Payment payment = found.get();
    return switch (payment.state()) {
      case COMPLETED -> moved(next(s, now)).mapEmpty();
      case REVERSED -> later(s, sides, "REVERSED");
      case DECLINED -> {
        String why = String.valueOf(payment.reason());
        yield TRY_AGAIN.contains(why) ? later(s, sides, why) : pause(s, sides, why);
      }
      case MANUAL -> moved(s.due(now.plus(OPERATORS_PAUSE))).mapEmpty();
      default -> moved(s.due(now.plus(LOOK_AGAIN))).mapEmpty();
    };
  }

  /** What was missed meanwhile is not made up for: the next one is in the future. */
  private Subscription next(Subscription s, Instant now) {
    int next = Math.max(s.occurrence() + 1, s.dates(config).firstAfter(now));
    if (s.noticed() != next) {
      return upcoming(s, config, next);
    }
    Instant moment = s.dates(config).moment(next);
    Subscription waiting = s.at(Stage.DEBIT, next, moment, moment);
    return waiting.due(wakes(waiting, config, now));
  }

  /** Waits for the notice of an occurrence. */
  static Subscription upcoming(Subscription s, SubscriptionConfig config, int occurrence) {
    Instant moment = s.dates(config).moment(occurrence);
    return s.at(Stage.NOTICE, occurrence, moment, noticeOf(moment, config));
  }
}
