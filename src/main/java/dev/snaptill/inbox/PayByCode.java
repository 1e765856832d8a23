package dev.snaptill.inbox;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.command.Command;
import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.Outcome;
import dev.snaptill.inbox.Inbox.StoredMessage;
import dev.snaptill.outbox.Routes;
import dev.snaptill.outbox.Say;
import dev.snaptill.outbox.Texts;
import dev.snaptill.party.Party;
import dev.snaptill.party.Payee;
import dev.snaptill.settlement.PayerRoute;
import dev.snaptill.settlement.Receipts;
import dev.snaptill.settlement.Settlement;
import dev.snaptill.settlement.Settlement.PayOrder;
import dev.snaptill.settlement.Settlement.Replayed;
import dev.snaptill.subscription.Plan;
import dev.snaptill.value.Address;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Reference;
import dev.snaptill.voucher.Refusal;
import dev.snaptill.voucher.Voucher;
import dev.snaptill.voucher.Vouchers;
import dev.snaptill.voucher.Vouchers.Presented;
import dev.snaptill.voucher.Vouchers.Verdict;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A code was sent: has it validated and paid, or says why not. */
final class PayByCode {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How often a voucher that changed between look and reservation is looked at again. */
  private static final int LOOKS = 3;

  private final Routes routes;
  private final Bus bus;
  private final Answers answers;
  private final Repeats repeats;
  private final Gate gate;
  private final Map<Turn, Future<Handled>> turns = new HashMap<>();

  /** What to do with a code that is for subscribing. */
  BiFunction<StoredMessage, Reference, Future<Handled>> forSubscribing =
      (stored, voucher) -> Future.failedFuture("not wired");

  /** Who pays with what. */
  private record Turn(Address sender, Reference voucher) {}

  PayByCode(Routes routes, Bus bus, Answers answers, Repeats repeats, Gate gate) {
    this.routes = routes;
    this.bus = bus;
    this.answers = answers;
    this.repeats = repeats;
    this.gate = gate;
  }

  Future<Handled> pay(StoredMessage stored, Command.Pay command) {
    return inTurn(stored, command, false);
  }

  /** The sender has said that it means to pay the same voucher once more. */
  Future<Handled> payAgain(StoredMessage stored, Command.Pay command) {
    return inTurn(stored, command, true);
  }

  /**
   * One after the other: of two messages with the same code at the same moment the second sees what
   * the first has reserved, and needs no second look. Two forms of one voucher, and two gateways,
   * are kept apart by {@code voucher_turn}, in the reservation itself.
   */
  private Future<Handled> inTurn(StoredMessage stored, Command.Pay command, boolean meantAgain) {
    Turn turn = new Turn(stored.message().sender(), command.voucher());
    Future<Handled> before = turns.get(turn);
    Future<Handled> handled =
        before == null
            ? present(stored, command, meantAgain, LOOKS)
            : before.transform(done -> present(stored, command, meantAgain, LOOKS));
    if (!handled.isComplete()) {
      turns.put(turn, handled);
      handled.onComplete(done -> turns.remove(turn, handled));
    }
    return handled;
  }

  /** Check digits caught a slip: the neutral text, without a look-up. */
  Future<Handled> mistyped(StoredMessage stored) {
    return present(stored, null, false, LOOKS);
  }

  private Future<Handled> present(
      StoredMessage stored, Command.@Nullable Pay command, boolean meantAgain, int looks) {
    InboundMessage message = stored.message();
    return bus.ask(
            Vouchers.VALIDATE,
            new Presented(
                command == null ? null : command.voucher(),
                message.sender(),
                message.trust(),
                routes.kind(message.channel(), message.sender()),
                command == null ? null : command.amount(),
                stored.isConfirmed()),
            PATIENCE)
        .compose(
            verdict -> {
              if (command != null && isForSubscribing(verdict)) {
                return forSubscribing.apply(stored, command.voucher());
              }
              if (command == null || verdict instanceof Verdict.Refused) {
                return refused(stored, (Verdict.Refused) verdict);
              }
              return verdict instanceof Verdict.ToConfirm ask
                  ? accepted(
                      stored, command, ask.accepted(), meantAgain, () -> ask(stored, command, ask))
                  : accepted(
                      stored,
                      command,
                      (Verdict.Accepted) verdict,
                      meantAgain,
                      () -> settle(stored, command, (Verdict.Accepted) verdict, meantAgain, looks));
            });
  }

  private static boolean isForSubscribing(Verdict verdict) {
    return verdict instanceof Verdict.Refused refused
        && refused.reason() instanceof Refusal.WrongChannel wrong
        && wrong.allowed().contains(Plan.CHANNEL);
  }

  // ---- accepted

  /**
   * Asks first whether a voucher paid before is meant once more, then goes on. A yes from the
   * registered phone, which was asked for after that, says it too.
   */
  private Future<Handled> accepted(
      StoredMessage stored,
      Command.Pay command,
      Verdict.Accepted accepted,
      boolean meantAgain,
      Supplier<Future<Handled>> goOn) {
    Voucher voucher = accepted.voucher();
    boolean maybeRepeat =
        !meantAgain && (accepted.lastPayment() != 0 || voucher.used() + voucher.reserved() > 0);
    if (!maybeRepeat) {
      return goOn.get();
    }
    return replay(voucher, accepted.payer())
        .compose(
            earlier -> {
              if (earlier instanceof Replayed.Completed completed && !stored.isConfirmed()) {
                int number = repeats.offer(stored, completed.payment().id(), command);
                return answer(
                    stored,
                    accepted.payer(),
                    Outcome.REPEATED,
                    Say.PAID_AGAIN,
                    amount(completed.payment().amount(), accepted.payer()),
                    Receipts.number(completed.payment().id()),
                    number);
              }
              return earlier instanceof Replayed.Unfinished
                  ? answer(stored, accepted.payer(), Outcome.REPEATED, Say.IN_PROGRESS)
                  : goOn.get();
            });
  }

  private Future<Handled> ask(StoredMessage stored, Command.Pay command, Verdict.ToConfirm ask) {
    Verdict.Accepted accepted = ask.accepted();
    return gate.ask(
        stored,
        new Gate.Act(
            accepted.payer(),
            command.text(),
            Say.CONFIRM_PAYMENT,
            List.of(amount(accepted.amount(), accepted.payer()), payee(accepted.payee()))));
  }

  private Future<Handled> settle(
      StoredMessage stored,
      Command.Pay command,
      Verdict.Accepted accepted,
      boolean meantAgain,
      int looks) {
    InboundMessage message = stored.message();
    Party payer = accepted.payer();
    PayOrder order =
        new PayOrder(
            stored.id(),
            accepted.voucher(),
            accepted.amount(),
            accepted.payerAccount(),
            accepted.payee(),
            new PayerRoute(
                routes.textsFor(message.channel(), message.sender()),
                message.recipient(),
                message.sender(),
                payer.language()),
            accepted.allowance(),
            accepted.lastPayment(),
            stored.proof());
    return bus.ask(Settlement.PAY, order, PATIENCE)
        .compose(
            reply ->
                switch (reply) {
                  case TAKEN -> Future.succeededFuture(Handled.of(Outcome.PAYMENT, List.of()));
                  case VOUCHER_GONE ->
                      looks > 1
                          ? present(stored, command, meantAgain, looks - 1)
                          : answer(stored, payer, Outcome.REFUSED, Say.ALREADY_USED);
                  case PROOF_GONE -> answer(stored, payer, Outcome.REPEATED, Say.IN_PROGRESS);
                  case OVER_LIMIT -> overLimit(stored, accepted);
                  case ACCOUNT_REFUSED ->
                      answer(
                          stored,
                          payer,
                          Outcome.REFUSED,
                          Say.BANK_REFUSED,
                          amount(accepted.amount(), payer),
                          payee(accepted.payee()));
                  case ACCOUNT_UNKNOWN ->
                      answer(stored, payer, Outcome.REFUSED, Say.BANK_NO_ACCOUNT);
                  case ACCOUNT_CLOSED ->
                      answer(stored, payer, Outcome.REFUSED, Say.PAYER_ACCOUNT_CLOSED);
                  case CARD_EXPIRED -> answer(stored, payer, Outcome.REFUSED, Say.BANK_EXPIRED);
                  case BANK_NOT_READY ->
                      answer(stored, payer, Outcome.REFUSED, Say.BANK_UNREACHABLE);
                });
  }

  private Future<Handled> overLimit(StoredMessage stored, Verdict.Accepted accepted) {
    return bus.ask(Vouchers.WHICH_LIMIT, accepted, PATIENCE)
        .compose(
            reason ->
                plainly(
                    stored,
                    new Verdict.Refused(
                        reason, accepted.payer(), accepted.voucher(), accepted.payee())));
  }

  // ---- refused

  Future<Handled> refused(StoredMessage stored, Verdict.Refused refused) {
    if (refused.reason() instanceof Refusal.Silent) {
      return Future.succeededFuture(Handled.of(Outcome.SILENT, List.of()));
    }
    Voucher voucher = refused.voucher();
    Party payer = refused.payer();
    if (voucher == null
        || payer == null
        || !refused.reason().mayBeRepeat()
        || voucher.used() + voucher.reserved() == 0) {
      return plainly(stored, refused);
    }
    return replay(voucher, payer)
        .compose(
            earlier -> {
              if (earlier instanceof Replayed.Completed completed) {
                return answer(
                    stored,
                    payer,
                    Outcome.REPEATED,
                    Say.PAID_BEFORE,
                    amount(completed.payment().amount(), payer),
                    payee(refused.payee()),
                    Receipts.number(completed.payment().id()));
              }
              return earlier instanceof Replayed.Unfinished
                  ? answer(stored, payer, Outcome.REPEATED, Say.IN_PROGRESS)
                  : plainly(stored, refused);
            });
  }

  private Future<Handled> plainly(StoredMessage stored, Verdict.Refused refused) {
    Refusal reason = refused.reason();
    Party payer = refused.payer();
    return answer(
        stored,
        payer,
        Outcome.REFUSED,
        reason.say(),
        reason.values(Answers.language(stored, payer)).toArray());
  }

  private Future<Replayed> replay(Voucher voucher, Party payer) {
    return bus.ask(Settlement.REPLAY, new Settlement.Replay(voucher.id(), payer.id()), PATIENCE);
  }

  private static String payee(@Nullable Payee payee) {
    return payee == null ? "?" : Texts.plain(payee.party().name());
  }

  private static String amount(Money amount, Party reader) {
    return Texts.amount(amount, reader.language());
  }

  private Future<Handled> answer(
      StoredMessage stored, @Nullable Party party, Outcome outcome, Say say, Object... values) {
    return Future.succeededFuture(answers.say(stored, party, outcome, say, values));
  }
}
