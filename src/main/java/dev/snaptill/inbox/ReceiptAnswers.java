package dev.snaptill.inbox;

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
import dev.snaptill.qr.QrDrawing;
import dev.snaptill.settlement.ReceiptDesk;
import dev.snaptill.settlement.ReceiptDesk.Checked;
import dev.snaptill.settlement.ReceiptDesk.Receipt;
import dev.snaptill.settlement.Receipts;
import dev.snaptill.store.MediaStore;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Receipts by message (patent P15): the payer gets one as a picture to pass on, the payee submits
 * it and is told whether it is true.
 */
final class ReceiptAnswers {
  private static final Duration PICTURE_LIFE = Duration.ofHours(12);

  private final Routes routes;
  private final ZoneId zone;
  private final PartyStore parties;
  private final ReceiptDesk desk;
  private final MediaStore media;
  private final Answers answers;

  ReceiptAnswers(
      Routes routes,
      ZoneId zone,
      PartyStore parties,
      ReceiptDesk desk,
      MediaStore media,
      Answers answers) {
    this.routes = routes;
    this.zone = zone;
    this.parties = parties;
    this.desk = desk;
    this.media = media;
    this.answers = answers;
  }

  /** By a number, or by what a receipt's code says. */
  Future<Handled> check(StoredMessage stored, Command.Check command) {
    return sender(stored)
        .compose(
            sender ->
                desk.check(command.receipt(), sender == null ? -1 : sender.id(), "MESSAGE")
                    .map(checked -> answer(stored, sender, checked)));
  }

  private Handled answer(StoredMessage stored, @Nullable Party sender, Checked checked) {
    if (checked instanceof Checked.True known) {
      return known(stored, sender, known);
    }
    Say say =
        checked instanceof Checked.Forged
            ? Say.RECEIPT_FORGED
            : checked instanceof Checked.Mistyped ? Say.RECEIPT_MISTYPED : Say.RECEIPT_UNKNOWN;
    return answers.say(stored, sender, Outcome.REFUSED, say);
  }

  /** If another's confirmation is faster, its row is a duplicate key and this is asked again. */
  private Handled known(StoredMessage stored, @Nullable Party sender, Checked.True known) {
    String language = Answers.language(stored, sender);
    Instant before = known.before();
    Instant time = before == null ? known.claims().paid() : before;
    Money refunded = known.refunded();
    Say say =
        refunded != null
            ? Say.RECEIPT_REFUNDED
            : before == null ? Say.RECEIPT_CONFIRMED : Say.RECEIPT_CONFIRMED_BEFORE;
    String text =
        Texts.say(
            say,
            language,
            known.claims().number(),
            Texts.amount(known.payment().amount(), language),
            known.payer(),
            refunded == null
                ? Texts.time(time.atZone(zone), language)
                : Texts.amount(refunded, language));
    return new Handled(
        before == null ? Outcome.CONFIRMED : Outcome.REPEATED,
        List.of(answers.draft(stored, text)),
        before == null ? List.of(known.confirm()) : List.of(),
        0);
  }

  /** The payer's own receipt as a picture. */
  Future<Handled> receipt(StoredMessage stored, Command.Receipt command) {
    long id = Receipts.parse(command.number());
    return sender(stored)
        .compose(
            sender ->
                (id < 0 || sender == null
                        ? Future.succeededFuture(Optional.<Receipt>empty())
                        : desk.receipt(id))
                    .map(
                        found ->
                            found.filter(
                                receipt ->
                                    sender != null && receipt.payment().payerId() == sender.id()))
                    .compose(
                        receipt ->
                            receipt.isEmpty()
                                ? Future.succeededFuture(
                                    answers.say(
                                        stored, sender, Outcome.REFUSED, Say.RECEIPT_NOT_YOURS))
                                : picture(stored, sender, receipt.get())));
  }

  private Future<Handled> picture(StoredMessage stored, @Nullable Party sender, Receipt receipt) {
    String language = Answers.language(stored, sender);
    String text =
        Texts.say(
            Say.RECEIPT_PICTURE,
            language,
            receipt.claims().number(),
            Texts.amount(receipt.payment().amount(), language),
            receipt.claims().payee());
    InboundMessage message = stored.message();
    return media
        .put(QrDrawing.of(receipt.token()).pngForMms(), "image/png")
        .map(
            picture ->
                Handled.of(
                    Outcome.CONFIRMED,
                    List.of(
                        new Draft(
                            stored.id(),
                            Purpose.RECEIPT_PICTURE,
                            routes.pictures(),
                            message.recipient(),
                            message.sender(),
                            null,
                            text,
                            List.of(picture),
                            PICTURE_LIFE))));
  }

  private Future<@Nullable Party> sender(StoredMessage stored) {
    return parties
        .payer(stored.message().sender())
        .map(found -> found.map(Payer::party).orElse(null));
  }
}
