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
import dev.snaptill.party.PartyStore;
import dev.snaptill.party.Payer;
import dev.snaptill.settlement.PayerRoute;
import dev.snaptill.settlement.Receipts;
import dev.snaptill.settlement.Settlement;
import dev.snaptill.settlement.Settlement.NoRefund;
import dev.snaptill.settlement.Settlement.RefundOrder;
import dev.snaptill.settlement.Settlement.RefundReply;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A payee gives back what it was paid. Always confirmed by the registered phone first: a forged
 * sender could otherwise move the payee's money (vouchers.md, "Who is the payer?").
 */
final class RefundMoney {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Routes routes;
  private final Bus bus;
  private final PartyStore parties;
  private final Gate gate;
  private final Answers answers;

  RefundMoney(Routes routes, Bus bus, PartyStore parties, Gate gate, Answers answers) {
    this.routes = routes;
    this.bus = bus;
    this.parties = parties;
    this.gate = gate;
    this.answers = answers;
  }

  Future<Handled> refund(StoredMessage stored, Command.Refund command) {
    return parties
        .payer(stored.message().sender())
        .compose(sender -> by(stored, command, sender.map(Payer::party)));
  }

  private Future<Handled> by(StoredMessage stored, Command.Refund command, Optional<Party> sender) {
    if (sender.filter(Party::active).isEmpty()) {
      return answer(stored, null, Say.NOT_REGISTERED);
    }
    Party payee = sender.get();
    long payment = Receipts.parse(command.receipt());
    if (payment < 0) {
      return answer(stored, payee, Say.REFUND_BAD_RECEIPT);
    }
    return stored.isConfirmed()
        ? refund(stored, payee, payment, command.amount())
        : bus.ask(
                Settlement.REFUNDABLE,
                new Settlement.Refundable(payment, payee.id(), command.amount()),
                PATIENCE)
            .compose(
                reply ->
                    reply instanceof RefundReply.Taken possible
                        ? ask(stored, payee, payment, possible.amount())
                        : refused(stored, payee, (RefundReply.Refused) reply, payment));
  }

  /** The amount is in the act, also where the payee left it open: that is what is confirmed. */
  private Future<Handled> ask(StoredMessage stored, Party payee, long payment, Money amount) {
    String receipt = Receipts.number(payment);
    return gate.ask(
        stored,
        new Gate.Act(
            payee,
            "REFUND " + receipt + " " + amount.decimal(),
            Say.CONFIRM_REFUND,
            List.of(Texts.amount(amount, payee.language()), receipt)));
  }

  private Future<Handled> refund(
      StoredMessage stored, Party payee, long payment, @Nullable Money amount) {
    InboundMessage message = stored.message();
    RefundOrder order =
        new RefundOrder(
            stored.id(),
            payment,
            payee.id(),
            amount,
            new PayerRoute(
                routes.textsFor(message.channel(), message.sender()),
                message.recipient(),
                message.sender(),
                payee.language()),
            null,
            null,
            stored.proof());
    return bus.ask(Settlement.REFUND, order, PATIENCE)
        .compose(
            reply ->
                reply instanceof RefundReply.Refused refused
                    ? refused(stored, payee, refused, payment)
                    : Future.succeededFuture(Handled.of(Outcome.PAYMENT, List.of())));
  }

  private Future<Handled> refused(
      StoredMessage stored, Party payee, RefundReply.Refused refused, long payment) {
    String language = payee.language();
    Money left = refused.left();
    return answer(
        stored,
        payee,
        say(refused.why()),
        left == null ? Receipts.number(payment) : Texts.amount(left, language));
  }

  private static Say say(NoRefund why) {
    return switch (why) {
      case NO_SUCH_PAYMENT -> Say.REFUND_NO_SUCH_PAYMENT;
      case IS_REFUND, WRONG_CURRENCY -> Say.REFUND_IMPOSSIBLE;
      case UNFINISHED -> Say.REFUND_UNFINISHED;
      case NOT_PAID -> Say.REFUND_NOT_PAID;
      case WITH_OPERATOR -> Say.REFUND_WITH_OPERATOR;
      case TOO_MUCH -> Say.REFUND_TOO_MUCH;
      case NO_MANDATE -> Say.REFUND_NO_MANDATE;
      case OVER_LIMIT -> Say.REFUND_OVER_LIMIT;
      case PAYEE_ACCOUNT_CLOSED -> Say.PAYER_ACCOUNT_CLOSED;
      case PAYER_ACCOUNT_CLOSED -> Say.REFUND_PAYER_ACCOUNT_CLOSED;
      case BANK_NOT_READY -> Say.BANK_UNREACHABLE;
      case KNOWN, NOT_CONFIRMED -> Say.NOTHING_TO_REPEAT;
    };
  }

  private Future<Handled> answer(
      StoredMessage stored, @Nullable Party party, Say say, Object... values) {
    return Future.succeededFuture(answers.say(stored, party, Outcome.REFUSED, say, values));
  }
}
