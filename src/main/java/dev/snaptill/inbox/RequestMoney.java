package dev.snaptill.inbox;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.MediaRef;
import dev.snaptill.command.Command;
import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.Outcome;
import dev.snaptill.inbox.Inbox.StoredMessage;
import dev.snaptill.outbox.Draft;
import dev.snaptill.outbox.Purpose;
import dev.snaptill.outbox.Routes;
import dev.snaptill.outbox.Say;
import dev.snaptill.outbox.Texts;
import dev.snaptill.outbox.VoucherPictureStore;
import dev.snaptill.party.Party;
import dev.snaptill.qr.QrDrawing;
import dev.snaptill.store.MediaStore;
import dev.snaptill.store.Statement;
import dev.snaptill.voucher.Voucher;
import dev.snaptill.voucher.VoucherCodes;
import dev.snaptill.voucher.VoucherConfig;
import dev.snaptill.voucher.Vouchers;
import dev.snaptill.voucher.Vouchers.Offer;
import dev.snaptill.voucher.Vouchers.Wanted;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * A person asks to be paid: gets the code by text and the picture by MMS, to pass on (patent P16
 * IV).
 */
final class RequestMoney {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final DateTimeFormatter UNTIL =
      DateTimeFormatter.ofPattern("d MMM HH:mm", java.util.Locale.ENGLISH);
  private static final DateTimeFormatter UNTIL_ZH = DateTimeFormatter.ofPattern("M月d日HH:mm");

  private final VoucherConfig config;
  private final Routes routes;
  private final ZoneId zone;
  private final Bus bus;
  private final InboxStore store;
  private final MediaStore media;
  private final Answers answers;
  private final Repeats repeats;

  RequestMoney(
      VoucherConfig config,
      Routes routes,
      ZoneId zone,
      Bus bus,
      InboxStore store,
      MediaStore media,
      Answers answers,
      Repeats repeats) {
    this.config = config;
    this.routes = routes;
    this.zone = zone;
    this.bus = bus;
    this.store = store;
    this.media = media;
    this.answers = answers;
    this.repeats = repeats;
  }

  /** Makes a voucher, unless the same text made one within the last 24 hours. */
  Future<Handled> request(StoredMessage stored, Command.Request command) {
    return store
        .repeatOf(stored, Outcome.REQUESTED)
        .compose(
            first ->
                first == 0
                    ? requestAgain(stored, command)
                    : want(stored, command, first)
                        .compose(offer -> askedBefore(stored, command, offer, first)));
  }

  /** Makes a voucher, whatever was asked before. */
  Future<Handled> requestAgain(StoredMessage stored, Command.Request command) {
    return want(stored, command, stored.id()).compose(offer -> answer(stored, offer));
  }

  private Future<Offer> want(StoredMessage stored, Command.Request command, long asking) {
    InboundMessage message = stored.message();
    return bus.ask(
        Vouchers.REQUEST,
        new Wanted(
            "message/" + asking,
            message.sender(),
            message.trust(),
            command.amount(),
            command.note(),
            stored.attempt()),
        PATIENCE);
  }

  private Future<Handled> askedBefore(
      StoredMessage stored, Command.Request command, Offer offer, long first) {
    if (!(offer instanceof Offer.Issued issued) || !issued.insert().isEmpty()) {
      // the first voucher is not there any more: nothing to repeat
      return answer(stored, offer);
    }
    int number = repeats.offer(stored, first, command);
    String text =
        Texts.say(
            Say.ASKED_BEFORE,
            issued.payee().language(),
            Texts.amount(command.amount(), issued.payee().language()),
            VoucherCodes.spaced(issued.code()),
            number);
    return Future.succeededFuture(
        new Handled(Outcome.REPEATED, List.of(answers.draft(stored, text)), List.of(), first));
  }

  private Future<Handled> answer(StoredMessage stored, Offer offer) {
    if (offer instanceof Offer.Issued issued) {
      byte[] png = QrDrawing.of(issued.payload()).pngForMms();
      return media.put(png, "image/png").map(picture -> issued(stored, issued, picture));
    }
    Offer.Refused refused = (Offer.Refused) offer;
    String language = Answers.language(stored, refused.sender());
    return Future.succeededFuture(
        answers.say(
            stored,
            refused.sender(),
            Outcome.REFUSED,
            Say.valueOf(refused.why().name()),
            "0.01",
            Texts.amount(config.maxAmount(), language)));
  }

  private Handled issued(StoredMessage stored, Offer.Issued issued, MediaRef picture) {
    Party payee = issued.payee();
    Voucher voucher = issued.voucher();
    InboundMessage message = stored.message();
    String language = payee.language();
    String amount = Texts.amount(voucher.fixedAmount().orElseThrow(), language);
    String code = VoucherCodes.spaced(issued.code());
    String note = Texts.plain(voucher.note());
    String until =
        (language.equals("zh") ? UNTIL_ZH : UNTIL).format(voucher.expires().atZone(zone));
    Draft text =
        answers.draft(
            stored,
            Texts.say(
                Say.VOUCHER,
                language,
                amount,
                note.isEmpty() ? "" : language.equals("zh") ? "（" + note + "）" : " (" + note + ")",
                code,
                config.shortCode(),
                until));
    Draft withPicture =
        new Draft(
            stored.id(),
            Purpose.VOUCHER_PICTURE,
            routes.pictures(),
            message.recipient(),
            message.sender(),
            null,
            Texts.say(Say.VOUCHER_PICTURE, language, amount, code, config.shortCode()),
            List.of(picture),
            config.life());
    List<Statement> inserts = new ArrayList<>(issued.insert());
    if (!inserts.isEmpty()) {
      inserts.add(VoucherPictureStore.offered(voucher.id(), stored.id(), voucher.expires()));
    }
    return new Handled(Outcome.REQUESTED, List.of(text, withPicture), inserts, 0);
  }
}
