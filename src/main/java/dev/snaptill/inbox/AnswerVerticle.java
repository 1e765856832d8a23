package dev.snaptill.inbox;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.command.Command;
import dev.snaptill.command.Grammar;
import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.Outcome;
import dev.snaptill.inbox.Inbox.StoredMessage;
import dev.snaptill.outbox.Routes;
import dev.snaptill.outbox.Say;
import dev.snaptill.outbox.Texts;
import dev.snaptill.party.PartyStore;
import dev.snaptill.party.SelfStore;
import dev.snaptill.qr.PhotosRead;
import dev.snaptill.qr.Qr;
import dev.snaptill.qr.ReadPhotos;
import dev.snaptill.settlement.HistoryStore;
import dev.snaptill.settlement.ReceiptDesk;
import dev.snaptill.settlement.ReceiptToken;
import dev.snaptill.store.Journal;
import dev.snaptill.store.MediaStore;
import dev.snaptill.store.Vault;
import dev.snaptill.subscription.SubscriptionStore;
import dev.snaptill.voucher.Payload;
import dev.snaptill.voucher.Reference;
import dev.snaptill.voucher.SenderBlocks;
import dev.snaptill.voucher.VoucherCodes;
import dev.snaptill.voucher.VoucherConfig;
import dev.snaptill.voucher.Vouchers;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what a message asks for, has it done, and says what to answer. */
public final class AnswerVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(AnswerVerticle.class);
  private static final Duration LAPSE_EVERY = Duration.ofSeconds(30);

  private static final Duration SAME_PATIENCE = Duration.ofSeconds(10);

  private final Bus bus;
  private final Grammar grammar;
  private final Answers answers;
  private final PayByCode payByCode;
  private final RequestMoney requestMoney;
  private final ReceiptAnswers checks;
  private final Duration photoPatience;
  private final VoucherConfig config;
  private final Repeats repeats = new Repeats();
  private final ConfirmationReplies replies;
  private final SenderBlocks blocks;
  private final InboxStore store;
  private final ReplyBudget budget;
  private final Clock clock;
  private final Deeds deeds;

  /**
   * @param zone in which people read times
   * @param photoPatience how long reading all pictures of a message may take
   * @param blocks senders who get no answer
   */
  public AnswerVerticle(
      VoucherConfig config,
      ConfirmationConfig confirmation,
      Routes routes,
      ZoneId zone,
      Duration photoPatience,
      Bus bus,
      Pool pool,
      Vault vault,
      MediaStore media,
      PartyStore parties,
      ReceiptDesk receipts,
      Journal journal,
      SenderBlocks blocks,
      MeterRegistry metrics,
      Clock clock) {
    this.config = config;
    this.bus = bus;
    this.blocks = blocks;
    this.clock = clock;
    this.store = new InboxStore(pool, vault);
    this.budget = new ReplyBudget(confirmation.replies(), metrics, clock);
    this.grammar = new Grammar(config.currency(), confirmation.region());
    this.answers = new Answers(routes);
    ConfirmationStore asked = new ConfirmationStore(pool, vault);
    ConfirmationMetrics counts = new ConfirmationMetrics(confirmation, metrics, clock);
    Confirmations confirmations =
        new Confirmations(confirmation, asked, parties, routes, answers, counts, zone, clock);
    this.replies =
        new ConfirmationReplies(
            confirmation,
            confirmations,
            asked,
            parties,
            journal,
            answers,
            counts,
            clock,
            grammar::parse,
            this::carryOut);
    SelfStore self = new SelfStore(pool, vault);
    SelfService own =
        new SelfService(parties, self, new HistoryStore(pool), confirmations, answers, zone, clock);
    Membership members = new Membership(parties, self, confirmations, answers, clock);
    this.payByCode = new PayByCode(routes, bus, answers, repeats, confirmations);
    this.requestMoney =
        new RequestMoney(
            config,
            routes,
            zone,
            bus,
            store,
            media,
            answers,
            repeats,
            confirmations,
            parties,
            self,
            clock);
    this.checks = new ReceiptAnswers(routes, zone, parties, receipts, media, answers);
    this.photoPatience = photoPatience;
    RefundMoney refunds = new RefundMoney(routes, bus, parties, confirmations, answers);
    SubscribeByText subscribing =
        new SubscribeByText(
            routes,
            bus,
            parties,
            new SubscriptionStore(pool),
            new VoucherCodes(vault),
            confirmations,
            answers,
            payByCode::refused);
    payByCode.forSubscribing = subscribing::subscribe;
    this.deeds =
        new Deeds()
            .on(Command.Pay.class, payByCode::pay)
            .on(Command.Mistyped.class, (stored, command) -> payByCode.mistyped(stored))
            .on(Command.Request.class, requestMoney::request)
            .on(Command.Refund.class, refunds::refund)
            .on(Command.Subscribe.class, (stored, c) -> subscribing.subscribe(stored, c.voucher()))
            .on(Command.Subscriptions.class, (stored, c) -> subscribing.list(stored))
            .on(Command.CancelSubscription.class, subscribing::cancel)
            .on(Command.PauseSubscription.class, subscribing::pause)
            .on(Command.ResumeSubscription.class, subscribing::resume)
            .on(Command.Again.class, this::again)
            .on(Command.Check.class, checks::check)
            .on(Command.Receipt.class, checks::receipt)
            .on(Command.BadAmount.class, this::badAmount)
            .on(Command.Yes.class, replies::yes)
            .on(Command.No.class, replies::no)
            .on(Command.History.class, own::history)
            .on(Command.Limit.class, own::limit)
            .on(Command.Stop.class, own::stop)
            .on(Command.Start.class, own::start)
            .on(Command.Language.class, own::language)
            .on(Command.Join.class, members::join)
            .on(Command.Add.class, members::add)
            .on(
                Command.BadNumber.class,
                (stored, c) -> say(stored, Outcome.REFUSED, Say.BAD_NUMBER))
            .on(Command.Help.class, (stored, command) -> say(stored, Outcome.HELPED, Say.HELP))
            .on(Command.Empty.class, (stored, command) -> say(stored, Outcome.REFUSED, Say.EMPTY))
            .on(
                Command.NotUnderstood.class,
                (stored, command) -> say(stored, Outcome.REFUSED, Say.NOT_UNDERSTOOD))
            .complete();
  }

  @Override
  public Future<?> start() {
    bus.answer(Inbox.HANDLE, this::answer);
    vertx.setPeriodic(
        LAPSE_EVERY.toMillis(),
        timer -> replies.lapse().onFailure(e -> log.warn("confirmations: {}", e.toString())));
    return budget.restore(store);
  }

  private Future<Handled> answer(StoredMessage stored) {
    InboundMessage message = stored.message();
    return blocks.isBlocked(message.sender(), message.trust(), clock.instant())
        ? Future.succeededFuture(Handled.of(Outcome.SILENT, List.of()))
        : handle(stored).map(handled -> budget.within(message.sender(), handled));
  }

  private Future<Handled> carryOut(StoredMessage stored, Command command) {
    return deeds.carryOut(stored, command);
  }

  private Future<Handled> handle(StoredMessage stored) {
    InboundMessage message = stored.message();
    Command typed = grammar.parse(message.text());
    if (message.media().isEmpty()) {
      return message.refusedMedia() == null || typed instanceof Command.Pay
          ? deeds.carryOut(stored, typed)
          : say(stored, Outcome.REFUSED, refusedMedia(message.refusedMedia()));
    }
    return bus.ask(Qr.READ, new ReadPhotos(message.media(), AnswerVerticle::isOurs), photoPatience)
        .compose(read -> photos(stored, typed, read));
  }

  /** A voucher's code or a receipt's. */
  private static boolean isOurs(String text) {
    return ReceiptToken.hasForm(text) || Payload.read(text).isPresent();
  }

  /** Photos and typed digits of one message count together, and are answered once. */
  private Future<Handled> photos(StoredMessage stored, Command typed, PhotosRead read) {
    List<Reference> vouchers =
        Stream.concat(
                read.texts().stream().map(Payload::read).flatMap(Optional::stream),
                typed instanceof Command.Pay pay ? Stream.of(pay.voucher()) : Stream.empty())
            .distinct()
            .toList();
    if (vouchers.size() > 1) {
      return bus.ask(Vouchers.SAME, new Vouchers.Named(vouchers), SAME_PATIENCE)
          .compose(
              same ->
                  same
                      ? payByCode.pay(stored, payment(vouchers.get(0), typed))
                      : say(stored, Outcome.REFUSED, Say.SEVERAL_CODES));
    }
    if (vouchers.size() == 1) {
      return payByCode.pay(stored, payment(vouchers.get(0), typed));
    }
    Optional<String> receipt = read.texts().stream().filter(ReceiptToken::hasForm).findFirst();
    if (receipt.isPresent()) {
      return checks.check(stored, new Command.Check(receipt.get()));
    }
    return say(
        stored,
        Outcome.REFUSED,
        switch (read.trouble().orElseThrow()) {
          case NO_CODE -> Say.NO_CODE_IN_PHOTO;
          case CODE_TOO_SMALL -> Say.CODE_TOO_SMALL;
          case BLURRED -> Say.CODE_BLURRED;
          case GLARE -> Say.CODE_IN_GLARE;
          case UNREADABLE -> Say.CODE_UNREADABLE;
          case NOT_OURS -> Say.NOT_OUR_CODE;
          case TOO_BIG -> Say.PICTURE_TOO_BIG;
          case UNKNOWN_KIND -> Say.PICTURE_UNKNOWN_KIND;
          case BROKEN -> Say.PICTURE_BROKEN;
        });
  }

  /** An amount beside a picture is what the payer chooses to pay. */
  private static Command.Pay payment(Reference voucher, Command typed) {
    if (typed instanceof Command.Pay pay) {
      return pay;
    }
    return typed instanceof Command.Request amount && amount.note().isEmpty()
        ? new Command.Pay(voucher, amount.amount())
        : new Command.Pay(voucher);
  }

  private Future<Handled> badAmount(StoredMessage stored, Command.BadAmount command) {
    return say(
        stored,
        Outcome.REFUSED,
        Say.BAD_AMOUNT,
        "0.01",
        Texts.amount(config.maxAmount(), Answers.language(stored, null)));
  }

  private Future<Handled> again(StoredMessage stored, Command.Again again) {
    Optional<Command> command = repeats.take(stored, again.number());
    if (command.isPresent() && command.get() instanceof Command.Pay pay) {
      return payByCode.payAgain(stored, pay);
    }
    if (command.isPresent() && command.get() instanceof Command.Request request) {
      return requestMoney.requestAgain(stored, request);
    }
    return say(stored, Outcome.REFUSED, Say.NOTHING_TO_REPEAT);
  }

  private static Say refusedMedia(InboundMessage.RefusedMedia why) {
    return switch (why) {
      case TOO_BIG -> Say.PICTURE_TOO_BIG;
      case TOO_MANY -> Say.SEVERAL_CODES;
      case UNKNOWN_KIND -> Say.PICTURE_UNKNOWN_KIND;
    };
  }

  private Future<Handled> say(StoredMessage stored, Outcome outcome, Say say, Object... values) {
    return Future.succeededFuture(answers.say(stored, null, outcome, say, values));
  }
}
