package dev.snaptill.inbox;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.command.Command;
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
import dev.snaptill.party.Payer;
import dev.snaptill.subscription.Plan;
import dev.snaptill.subscription.Subscription;
import dev.snaptill.subscription.Subscription.State;
import dev.snaptill.subscription.SubscriptionStore;
import dev.snaptill.subscription.Subscriptions;
import dev.snaptill.subscription.Wording;
import dev.snaptill.value.Address;
import dev.snaptill.voucher.Reference;
import dev.snaptill.voucher.VoucherCodes;
import dev.snaptill.voucher.Vouchers;
import dev.snaptill.voucher.Vouchers.Presented;
import dev.snaptill.voucher.Vouchers.Verdict;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A payer's subscriptions by text (patent P11). What lets money be taken later asks the registered
 * phone first; what ends that does not.
 */
final class SubscribeByText {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MOST_LISTED = 6;

  private final Routes routes;
  private final Bus bus;
  private final PartyStore parties;
  private final SubscriptionStore subscriptions;
  private final VoucherCodes codes;
  private final Gate gate;
  private final Answers answers;
  private final BiFunction<StoredMessage, Verdict.Refused, Future<Handled>> refusal;

  /**
   * @param refusal says why a voucher can't be used
   */
  SubscribeByText(
      Routes routes,
      Bus bus,
      PartyStore parties,
      SubscriptionStore subscriptions,
      VoucherCodes codes,
      Gate gate,
      Answers answers,
      BiFunction<StoredMessage, Verdict.Refused, Future<Handled>> refusal) {
    this.routes = routes;
    this.bus = bus;
    this.parties = parties;
    this.subscriptions = subscriptions;
    this.codes = codes;
    this.gate = gate;
    this.answers = answers;
    this.refusal = refusal;
  }

  // ---- consent

  Future<Handled> subscribe(StoredMessage stored, Reference voucher) {
    InboundMessage message = stored.message();
    return bus.ask(
            Vouchers.VALIDATE,
            new Presented(
                voucher,
                message.sender(),
                message.trust(),
                Plan.CHANNEL,
                null,
                stored.isConfirmed()),
            PATIENCE)
        .compose(
            verdict ->
                verdict instanceof Verdict.Refused refused
                    ? refusal.apply(stored, refused)
                    : offered(
                        stored,
                        verdict instanceof Verdict.ToConfirm ask
                            ? ask.accepted()
                            : (Verdict.Accepted) verdict));
  }

  private Future<Handled> offered(StoredMessage stored, Verdict.Accepted accepted) {
    Party payer = accepted.payer();
    String payee = Texts.plain(accepted.payee().party().name());
    return bus.ask(
            Subscriptions.OFFER,
            new Subscriptions.Offer(accepted.voucher(), payer.language()),
            PATIENCE)
        .compose(
            offered -> {
              if (offered.plan().isEmpty()) {
                return answer(stored, payer, Outcome.REFUSED, Say.NOT_A_SUBSCRIPTION);
              }
              return stored.isConfirmed()
                  ? consented(stored, accepted, offered, payee)
                  : gate.ask(
                      stored,
                      new Gate.Act(
                          payer,
                          "SUB "
                              + codes.code(
                                  accepted.voucher().id(), accepted.voucher().codeAttempt()),
                          Say.CONFIRM_SUBSCRIPTION,
                          List.of(payee, offered.terms())));
            });
  }

  private Future<Handled> consented(
      StoredMessage stored,
      Verdict.Accepted accepted,
      Subscriptions.Offered offered,
      String payee) {
    Party payer = accepted.payer();
    return bus.ask(
            Subscriptions.SUBSCRIBE,
            new Subscriptions.Wish(
                stored.id(),
                stored.message().channel(),
                accepted.voucher(),
                offered.plan().orElseThrow(),
                payer,
                Texts.say(
                    Say.CONFIRM_SUBSCRIPTION, payer.language(), payee, offered.terms(), "nnnnnn"),
                stored.attempt()),
            PATIENCE)
        .map(
            made -> {
              Handled done =
                  answers
                      .say(
                          stored,
                          payer,
                          Outcome.DONE,
                          Say.SUBSCRIBED,
                          payee,
                          offered.terms(),
                          made.subscription().number())
                      .with(made.insert());
              Address toPayee = accepted.payee().address();
              return toPayee == null
                  ? done
                  : done.with(toPayee(stored, accepted, made.subscription(), toPayee));
            });
  }

  private Draft toPayee(
      StoredMessage stored, Verdict.Accepted accepted, Subscription made, Address to) {
    String language = accepted.payee().party().language();
    return Draft.text(
        stored.id(),
        Purpose.NOTICE,
        routes.textsTo(to),
        routes.shortCode(),
        to,
        Texts.say(
            Say.SUBSCRIBER,
            language,
            stored.message().sender().masked(),
            Wording.brief(made, language)));
  }

  // ---- what there is

  Future<Handled> list(StoredMessage stored) {
    return of(stored)
        .compose(
            sender ->
                sender.isEmpty()
                    ? answer(stored, null, Outcome.REFUSED, Say.NOT_REGISTERED)
                    : subscriptions
                        .ofPayer(sender.get().id(), MOST_LISTED, false)
                        .compose(found -> list(stored, sender.get(), found)));
  }

  private Future<Optional<Party>> of(StoredMessage stored) {
    return parties.payer(stored.message().sender()).map(found -> found.map(Payer::party));
  }

  private Future<Handled> list(StoredMessage stored, Party payer, List<Subscription> found) {
    if (found.isEmpty()) {
      return answer(stored, payer, Outcome.HELPED, Say.SUBSCRIPTIONS_NONE);
    }
    String language = payer.language();
    List<Future<String>> lines = new ArrayList<>();
    for (Subscription s : found) {
      lines.add(
          payee(s)
              .map(
                  payee ->
                      Texts.say(
                          s.state() == State.PAUSED
                              ? Say.SUBSCRIPTION_LINE_PAUSED
                              : Say.SUBSCRIPTION_LINE,
                          language,
                          s.number(),
                          payee,
                          Wording.brief(s, language))));
    }
    return Future.all(lines)
        .map(
            all -> {
              List<String> texts = new ArrayList<>();
              lines.forEach(line -> texts.add(line.result()));
              texts.add(Texts.say(Say.SUBSCRIPTIONS_HOW, language));
              return Handled.of(
                  Outcome.HELPED,
                  List.of(
                      answers.draft(stored, String.join(language.equals("zh") ? "" : " ", texts))));
            });
  }

  private Future<String> payee(Subscription s) {
    return parties
        .party(s.payeeId())
        .map(found -> found.map(party -> Texts.plain(party.name())).orElse("?"));
  }

  // ---- changes

  Future<Handled> cancel(StoredMessage stored, Command.CancelSubscription command) {
    return change(stored, command.n(), State.CANCELLED, Say.SUBSCRIPTION_CANCELLED);
  }

  Future<Handled> pause(StoredMessage stored, Command.PauseSubscription command) {
    return change(stored, command.n(), State.PAUSED, Say.SUBSCRIPTION_PAUSED);
  }

  Future<Handled> resume(StoredMessage stored, Command.ResumeSubscription command) {
    return change(stored, command.n(), State.ACTIVE, Say.SUBSCRIPTION_RESUMED);
  }

  private Future<Handled> change(StoredMessage stored, int number, State to, Say done) {
    return of(stored)
        .compose(
            sender ->
                sender.isEmpty()
                    ? answer(stored, null, Outcome.REFUSED, Say.NOT_REGISTERED)
                    : subscriptions
                        .ofPayer(sender.get().id(), number)
                        .compose(
                            found -> {
                              Party payer = sender.get();
                              boolean known =
                                  found.isPresent()
                                      && (found.get().state() != State.CANCELLED
                                          || to == State.CANCELLED);
                              return known
                                  ? payee(found.get())
                                      .compose(
                                          payee ->
                                              change(stored, payer, found.get(), payee, to, done))
                                  : answer(
                                      stored,
                                      payer,
                                      Outcome.REFUSED,
                                      Say.SUBSCRIPTION_UNKNOWN,
                                      number);
                            }));
  }

  private Future<Handled> change(
      StoredMessage stored, Party payer, Subscription s, String payee, State to, Say done) {
    if (to == State.ACTIVE && s.state() != State.ACTIVE && !stored.isConfirmed()) {
      return gate.ask(
          stored,
          new Gate.Act(
              payer,
              "RESUME SUB " + s.number(),
              Say.CONFIRM_RESUME,
              List.of(payee, Wording.brief(s, payer.language()), s.number())));
    }
    return bus.ask(Subscriptions.CHANGE, new Subscriptions.Change(s.id(), to), PATIENCE)
        .compose(
            changed ->
                changed.subscription().state() == to
                    ? answer(stored, payer, Outcome.DONE, done, payee, s.number())
                    : answer(stored, payer, Outcome.REFUSED, Say.SUBSCRIPTION_UNKNOWN, s.number()));
  }

  private Future<Handled> answer(
      StoredMessage stored, @Nullable Party party, Outcome outcome, Say say, Object... values) {
    return Future.succeededFuture(answers.say(stored, party, outcome, say, values));
  }
}
