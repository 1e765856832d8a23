package dev.snaptill.subscription;

import dev.snaptill.store.Journal;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import dev.snaptill.subscription.Subscription.Consent;
import dev.snaptill.subscription.Subscription.Stage;
import dev.snaptill.subscription.Subscription.State;
import dev.snaptill.subscription.Subscriptions.Change;
import dev.snaptill.subscription.Subscriptions.Changed;
import dev.snaptill.subscription.Subscriptions.Made;
import dev.snaptill.subscription.Subscriptions.Offer;
import dev.snaptill.subscription.Subscriptions.Offered;
import dev.snaptill.subscription.Subscriptions.Wish;
import dev.snaptill.voucher.NamedPayer;
import dev.snaptill.voucher.Price;
import dev.snaptill.voucher.Terms;
import dev.snaptill.voucher.Voucher;
import dev.snaptill.voucher.VoucherIssuer;
import dev.snaptill.voucher.VoucherStore;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes subscriptions of payers' consents, and changes them at their payers' and payees' wish. */
final class Consents {
  /** The voucher that debits pay ends with the subscription, not by time. */
  private static final Duration FOR_EVER = Duration.ofDays(36_525);

  private final SubscriptionConfig config;
  private final Journal journal;
  private final SubscriptionStore store;
  private final VoucherIssuer issuer;
  private final Clock clock;

  Consents(
      SubscriptionConfig config,
      Journal journal,
      SubscriptionStore store,
      VoucherIssuer issuer,
      Clock clock) {
    this.config = config;
    this.journal = journal;
    this.store = store;
    this.issuer = issuer;
    this.clock = clock;
  }

  /** What a payer would agree to now. */
  Future<Offered> offer(Offer offer) {
    return store
        .plan(offer.voucher().id())
        .map(
            plan ->
                new Offered(
                    plan,
                    plan.map(
                            p ->
                                Wording.terms(
                                    p,
                                    offer.voucher().fixedAmount().orElseThrow(),
                                    offer.voucher().terms().item(),
                                    first(p),
                                    offer.language()))
                        .orElse("")));
  }

  /** A day from now at least: the consent is the first debit's notice. */
  private Instant first(Plan plan) {
    Instant now = clock.instant();
    return new DueDates(plan.period(), plan.zone(), LocalDate.ofInstant(now, plan.zone()), config)
        .allowed(now.plus(config.notice()));
  }

  /** Draws up a subscription, to be committed with the end of the message that consents. */
  Future<Made> subscribe(Wish wish) {
    VoucherIssuer.Issue issue = issuer.issue(own(wish), wish.attempt());
    return store
        .byId(issue.voucher().id())
        .compose(
            made ->
                made.isPresent()
                    ? Future.succeededFuture(new Made(made.get(), List.of()))
                    : store.lastNumber(wish.payer().id()).map(last -> made(wish, issue, last + 1)));
  }

  /** Nobody can send it: it is for its payer alone, and by a channel that there is none of. */
  private static VoucherIssuer.Order own(Wish wish) {
    Voucher offered = wish.voucher();
    return new VoucherIssuer.Order(
        "subscription/" + wish.messageId(),
        offered.payeeId(),
        offered.payeeAccount(),
        new Price.Fixed(offered.fixedAmount().orElseThrow()),
        new Terms(
            offered.note(),
            offered.terms().item(),
            null,
            new NamedPayer.Party(wish.payer().id()),
            Set.of(VoucherStore.STANDING),
            Terms.UNLIMITED,
            null,
            false,
            false),
        FOR_EVER);
  }

  private Made made(Wish wish, VoucherIssuer.Issue issue, int number) {
    Voucher own = issue.voucher();
    Plan plan = wish.plan();
    boolean periodic = plan.period() != Period.ITEM;
    Instant first = first(plan);
    Subscription s =
        new Subscription(
            own.id(),
            plan.voucherId(),
            number,
            wish.payer().id(),
            own.payeeId(),
            plan.period(),
            plan.zone(),
            LocalDate.ofInstant(first, plan.zone()),
            own.terms().item(),
            own.fixedAmount().orElseThrow(),
            State.ACTIVE,
            null,
            0,
            0,
            Stage.DEBIT,
            first,
            null,
            0,
            0,
            new Consent(clock.instant(), wish.messageId(), wish.channel(), wish.text()));
    Subscription made = periodic ? s.due(Occurrences.wakes(s, config, clock.instant())) : s;
    List<Statement> insert = new ArrayList<>(issue.insert());
    insert.add(SubscriptionStore.insert(made));
    return new Made(made, insert);
  }

  /** Changes it; what is so already stays so, and what is cancelled stays cancelled. */
  Future<Changed> change(Change change) {
    return store
        .byId(change.id())
        .compose(
            found -> {
              Subscription s = found.orElseThrow();
              if (s.state() == change.to() || s.state() == State.CANCELLED) {
                return Future.succeededFuture(new Changed(s));
              }
              Subscription to = changed(s, change.to());
              return journal
                  .submit(
                      Unit.guardedBy(SubscriptionStore.move(to))
                          .then(SubscriptionStore.voucher(s.id(), change.to())))
                  .compose(
                      outcome ->
                          outcome.done()
                              ? Future.succeededFuture(new Changed(to.stepped()))
                              // it was being worked on just then
                              : change(change));
            });
  }

  private Subscription changed(Subscription s, State to) {
    if (to != State.ACTIVE) {
      return s.to(to, null, null);
    }
    Subscription active = s.to(State.ACTIVE, null, null);
    if (s.period() == Period.ITEM) {
      return active;
    }
    Instant soonest = clock.instant().plus(config.notice());
    int next = s.dates(config).firstAfter(soonest);
    // one that is under way still ends by itself
    int from = s.stage() == Stage.PAYING ? s.occurrence() + 1 : s.occurrence();
    return Occurrences.upcoming(active, config, Math.max(from, next));
  }
}
