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
import dev.snaptill.qr.PhotosRead;
import dev.snaptill.qr.Qr;
import dev.snaptill.qr.ReadPhotos;
import dev.snaptill.store.MediaStore;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Payload;
import dev.snaptill.voucher.Reference;
import dev.snaptill.voucher.VoucherConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out what a message asks for, has it done, and says what to answer. */
public final class AnswerVerticle extends VerticleBase {
  private final Bus bus;
  private final Grammar grammar;
  private final Answers answers;
  private final PayByCode payByCode;
  private final RequestMoney requestMoney;
  private final Duration photoPatience;
  private final VoucherConfig config;
  private final Repeats repeats = new Repeats();
  private final Deeds deeds;

  /**
   * @param zone in which people read times
   * @param photoPatience how long reading all pictures of a message may take
   */
  public AnswerVerticle(
      VoucherConfig config,
      Routes routes,
      ZoneId zone,
      Duration photoPatience,
      Bus bus,
      Pool pool,
      Vault vault,
      MediaStore media) {
    this.config = config;
    this.bus = bus;
    this.grammar = new Grammar(config.currency());
    this.answers = new Answers(routes);
    InboxStore store = new InboxStore(pool, vault);
    Gate gate =
        new NoGate(
            answers,
            Optional.ofNullable(config.limits().confirmAbove().get(config.currency()))
                .map(Money::toString)
                .orElse("0"));
    this.payByCode = new PayByCode(routes, bus, answers, repeats, gate);
    this.requestMoney = new RequestMoney(config, routes, zone, bus, store, media, answers, repeats);
    this.photoPatience = photoPatience;
    this.deeds =
        new Deeds()
            .on(Command.Pay.class, payByCode::pay)
            .on(Command.Mistyped.class, (stored, command) -> payByCode.mistyped(stored))
            .on(Command.Request.class, requestMoney::request)
            .on(Command.Again.class, this::again)
            .on(Command.BadAmount.class, this::badAmount)
            .on(Command.Help.class, (stored, command) -> say(stored, Outcome.HELPED, Say.HELP))
            .on(Command.Empty.class, (stored, command) -> say(stored, Outcome.REFUSED, Say.EMPTY))
            .on(
                Command.NotUnderstood.class,
                (stored, command) -> say(stored, Outcome.REFUSED, Say.NOT_UNDERSTOOD))
            .complete();
  }

  @Override
  public Future<?> start() {
    bus.answer(Inbox.HANDLE, this::handle);
    return Future.succeededFuture();
  }

  private Future<Handled> handle(StoredMessage stored) {
    InboundMessage message = stored.message();
    Command typed = grammar.parse(message.text());
    if (message.media().isEmpty()) {
      return message.refusedMedia() == null || typed instanceof Command.Pay
          ? deeds.carryOut(stored, typed)
          : say(stored, Outcome.REFUSED, refusedMedia(message.refusedMedia()));
    }
    return bus.ask(
            Qr.READ,
            new ReadPhotos(message.media(), text -> Payload.read(text).isPresent()),
            photoPatience)
        .compose(read -> photos(stored, typed, read));
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
      return say(stored, Outcome.REFUSED, Say.SEVERAL_CODES);
    }
    if (vouchers.size() == 1) {
      return payByCode.pay(
          stored, typed instanceof Command.Pay pay ? pay : new Command.Pay(vouchers.get(0)));
    }
    return say(
        stored,
        Outcome.REFUSED,
        switch (read.trouble().orElseThrow()) {
          case NO_CODE -> Say.NO_CODE_IN_PHOTO;
          case NOT_OURS -> Say.NOT_OUR_CODE;
          case TOO_BIG -> Say.PICTURE_TOO_BIG;
          case UNKNOWN_KIND -> Say.PICTURE_UNKNOWN_KIND;
          case BROKEN -> Say.PICTURE_BROKEN;
        });
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
