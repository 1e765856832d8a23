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
import dev.snaptill.value.Address;
import dev.snaptill.voucher.Reference;
import dev.snaptill.voucher.Voucher;
import dev.snaptill.voucher.VoucherConfig;
import dev.snaptill.voucher.Vouchers;
import dev.snaptill.voucher.Vouchers.Presented;
import dev.snaptill.voucher.Vouchers.Refusal;
import dev.snaptill.voucher.Vouchers.Verdict;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A code was sent: has it validated and paid, or says why not. */
final class PayByCode {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How often a voucher that changed between look and reservation is looked at again. */
  private static final int LOOKS = 3;

  private final VoucherConfig config;
  private final Routes routes;
  private final Bus bus;
  private final Answers answers;
  private final Repeats repeats;
  private final Map<Turn, Future<Handled>> turns = new HashMap<>();

  /** Who pays with what. */
  private record Turn(Address sender, Reference voucher) {}

  PayByCode(VoucherConfig config, Routes routes, Bus bus, Answers answers, Repeats repeats) {
    this.config = config;
    this.routes = routes;
    this.bus = bus;
    this.answers = answers;
    this.repeats = repeats;
  }

  Future<Handled> pay(StoredMessage stored, Command.Pay command) {
    return inTurn(stored, command, false);
  }

  /** The sender has said that it means to pay the same voucher once more. */
  Future<Handled> payAgain(StoredMessage stored, Command.Pay command) {
    return inTurn(stored, command, true);
  }

  /**
   * One after the other: two messages with the same code at the same moment, looked at both before
   * either is reserved, would both be paid. The second sees what the first has reserved.
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
                command == null ? null : command.voucher(), message.sender(), message.trust()),
            PATIENCE)
        .compose(
            verdict ->
                verdict instanceof Verdict.Accepted accepted && command != null
                    ? accepted(stored, command, accepted, meantAgain, looks)
                    : refused(stored, (Verdict.Refused) verdict));
  }

  // ---- accepted

  private Future<Handled> accepted(
      StoredMessage stored,
      Command.Pay command,
      Verdict.Accepted accepted,
      boolean meantAgain,
      int looks) {
    Voucher voucher = accepted.voucher();
    boolean maybeRepeat = !meantAgain && voucher.used() + voucher.reserved() > 0;
    if (!maybeRepeat) {
      return settle(stored, command, accepted, meantAgain, looks);
    }
    return replay(voucher, accepted.payer())
        .compose(
            earlier -> {
              if (earlier instanceof Replayed.Completed completed) {
                int number = repeats.offer(stored, completed.payment().id(), command);
                return answer(
                    stored,
                    accepted.payer(),
                    Outcome.REPEATED,
                    Say.PAID_AGAIN,
                    amount(voucher, accepted.payer()),
                    Receipts.number(completed.payment().id()),
                    number);
              }
              return earlier instanceof Replayed.Unfinished
                  ? answer(stored, accepted.payer(), Outcome.REPEATED, Say.IN_PROGRESS)
                  : settle(stored, command, accepted, meantAgain, looks);
            });
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
            accepted.payerAccount(),
            accepted.payee(),
            new PayerRoute(
                routes.textsFor(message.channel(), message.sender()),
                message.recipient(),
                message.sender(),
                payer.language()));
    return bus.ask(Settlement.PAY, order, PATIENCE)
        .compose(
            reply ->
                switch (reply) {
                  case TAKEN -> Future.succeededFuture(Handled.of(Outcome.PAYMENT, List.of()));
                  case VOUCHER_GONE ->
                      looks > 1
                          ? present(stored, command, meantAgain, looks - 1)
                          : answer(stored, payer, Outcome.REFUSED, Say.ALREADY_USED);
                  case OVER_LIMIT ->
                      answer(
                          stored,
                          payer,
                          Outcome.REFUSED,
                          Say.OVER_LIMIT,
                          amount(accepted.voucher(), payer));
                  case ACCOUNT_REFUSED ->
                      answer(
                          stored,
                          payer,
                          Outcome.REFUSED,
                          Say.BANK_REFUSED,
                          amount(accepted.voucher(), payer),
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

  // ---- refused

  private Future<Handled> refused(StoredMessage stored, Verdict.Refused refused) {
    if (refused.reason() == Refusal.SILENT) {
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
                    amount(voucher, payer),
                    payee(refused.payee()),
                    Receipts.number(completed.payment().id()));
              }
              return earlier instanceof Replayed.Unfinished
                  ? answer(stored, payer, Outcome.REPEATED, Say.IN_PROGRESS)
                  : plainly(stored, refused);
            });
  }

  private Future<Handled> plainly(StoredMessage stored, Verdict.Refused refused) {
    Say say = Say.valueOf(refused.reason().name());
    Party payer = refused.payer();
    Voucher voucher = refused.voucher();
    String language = Answers.language(stored, payer);
    Object value =
        switch (refused.reason()) {
          case BLOCKED -> config.block().toMinutes();
          case CONFIRM_NOT_YET -> Texts.amount(config.confirmAbove(), language);
          case OVER_LIMIT -> voucher == null ? "" : Texts.amount(voucher.amount(), language);
          case WRONG_CURRENCY -> voucher == null ? "" : voucher.amount().currency();
          case PAYEE_ACCOUNT_CLOSED -> payee(refused.payee());
          default -> "";
        };
    return answer(stored, payer, Outcome.REFUSED, say, value);
  }

  private Future<Replayed> replay(Voucher voucher, Party payer) {
    return bus.ask(Settlement.REPLAY, new Settlement.Replay(voucher.id(), payer.id()), PATIENCE);
  }

  private static String payee(@Nullable Payee payee) {
    return payee == null ? "?" : Texts.plain(payee.party().name());
  }

  private static String amount(Voucher voucher, Party reader) {
    return Texts.amount(voucher.amount(), reader.language());
  }

  private Future<Handled> answer(
      StoredMessage stored, @Nullable Party party, Outcome outcome, Say say, Object... values) {
    return Future.succeededFuture(answers.say(stored, party, outcome, say, values));
  }
}
