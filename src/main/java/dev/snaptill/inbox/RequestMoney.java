package dev.snaptill.inbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.snaptill.bus.Bus;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.MediaRef;
import dev.snaptill.command.Command;
import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.Outcome;
import dev.snaptill.inbox.Inbox.StoredMessage;
import dev.snaptill.ops.RecentCount;
import dev.snaptill.outbox.Draft;
import dev.snaptill.outbox.Purpose;
import dev.snaptill.outbox.Routes;
import dev.snaptill.outbox.Say;
import dev.snaptill.outbox.Texts;
import dev.snaptill.outbox.VoucherPictureStore;
import dev.snaptill.party.Party;
import dev.snaptill.party.PartyStore;
import dev.snaptill.party.SelfStore;
import dev.snaptill.qr.QrDrawing;
import dev.snaptill.store.MediaStore;
import dev.snaptill.store.Statement;
import dev.snaptill.value.Address;
import dev.snaptill.voucher.Payload;
import dev.snaptill.voucher.Voucher;
import dev.snaptill.voucher.VoucherCodes;
import dev.snaptill.voucher.VoucherConfig;
import dev.snaptill.voucher.Vouchers;
import dev.snaptill.voucher.Vouchers.Offer;
import dev.snaptill.voucher.Vouchers.Wanted;
import io.vertx.core.Future;
import java.time.Clock;
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
  private static final int ASKED_PER_HOUR = 10;
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
  private final Gate gate;
  private final PartyStore parties;
  private final SelfStore preferences;
  private final Clock clock;

  /** How many others a sender has had asked of late: nobody is to be pestered through us. */
  private final Cache<Address, RecentCount> asked =
      Caffeine.newBuilder().maximumSize(50_000).expireAfterAccess(Duration.ofHours(1)).build();

  RequestMoney(
      VoucherConfig config,
      Routes routes,
      ZoneId zone,
      Bus bus,
      InboxStore store,
      MediaStore media,
      Answers answers,
      Repeats repeats,
      Gate gate,
      PartyStore parties,
      SelfStore preferences,
      Clock clock) {
    this.config = config;
    this.routes = routes;
    this.zone = zone;
    this.bus = bus;
    this.store = store;
    this.media = media;
    this.answers = answers;
    this.repeats = repeats;
    this.gate = gate;
    this.parties = parties;
    this.preferences = preferences;
    this.clock = clock;
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
    return want(stored, command, stored.id()).compose(offer -> answer(stored, command, offer));
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
            command.payer(),
            stored.attempt()),
        PATIENCE);
  }

  private Future<Handled> askedBefore(
      StoredMessage stored, Command.Request command, Offer offer, long first) {
    if (!(offer instanceof Offer.Issued issued) || !issued.insert().isEmpty()) {
      // the first voucher is not there any more: nothing to repeat
      return answer(stored, command, offer);
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

  private Future<Handled> answer(StoredMessage stored, Command.Request command, Offer offer) {
    if (offer instanceof Offer.Issued issued) {
      byte[] png = QrDrawing.of(Payload.drawn(issued.payload())).pngForMms();
      Address payer = command.payer();
      return media
          .put(png, "image/png")
          .compose(
              picture ->
                  payer == null
                      ? Future.succeededFuture(issued(stored, issued, picture))
                      : toPayer(stored, issued, payer, picture));
    }
    Offer.Refused refused = (Offer.Refused) offer;
    Party sender = refused.sender();
    String language = Answers.language(stored, sender);
    if (refused.why() == Offer.Why.NOT_BELIEVED && sender != null) {
      return gate.ask(
          stored,
          new Gate.Act(
              sender,
              text(command),
              Say.CONFIRM_REQUEST,
              List.of(Texts.amount(command.amount(), language))));
    }
    return Future.succeededFuture(
        answers.say(
            stored,
            sender,
            Outcome.REFUSED,
            Say.valueOf(refused.why().name()),
            "0.01",
            Texts.amount(config.maxAmount(), language)));
  }

  /** As the grammar reads it. */
  private static String text(Command.Request command) {
    Address payer = command.payer();
    return "REQ "
        + command.amount().decimal()
        + " "
        + command.note()
        + (payer == null ? "" : " TO " + payer.value());
  }

  private Handled issued(StoredMessage stored, Offer.Issued issued, MediaRef picture) {
    Said said = said(issued, issued.payee());
    InboundMessage message = stored.message();
    Draft text =
        answers.draft(
            stored,
            Texts.say(
                Say.VOUCHER,
                said.language(),
                said.amount(),
                said.note(),
                said.code(),
                config.shortCode(),
                said.until()));
    Draft withPicture = picture(stored, message.recipient(), message.sender(), said, picture);
    List<Statement> inserts = new ArrayList<>(issued.insert());
    if (!inserts.isEmpty()) {
      Voucher voucher = issued.voucher();
      inserts.add(VoucherPictureStore.offered(voucher.id(), stored.id(), voucher.expires()));
    }
    return new Handled(Outcome.REQUESTED, List.of(text, withPicture), inserts, 0);
  }

  // ---- a voucher for one payer, sent straight to it

  private Future<Handled> toPayer(
      StoredMessage stored, Offer.Issued issued, Address payer, MediaRef picture) {
    return parties
        .payer(payer)
        .compose(
            known ->
                preferences
                    .isStopped(payer)
                    .map(
                        stopped -> {
                          // the asker is told the same in each case: who is registered, and who
                          // wants no texts, is not to be learnt so
                          Handled told = told(stored, issued, payer);
                          return known.isEmpty() || stopped || !mayAsk(stored)
                              ? told
                              : told.with(
                                  asking(stored, issued, known.get().party(), payer, picture));
                        }));
  }

  private boolean mayAsk(StoredMessage stored) {
    RecentCount count =
        asked.get(stored.message().sender(), fresh -> new RecentCount(Duration.ofHours(1)));
    count.add(clock.instant());
    return count.count(clock.instant()) <= ASKED_PER_HOUR;
  }

  private Handled told(StoredMessage stored, Offer.Issued issued, Address payer) {
    Said said = said(issued, issued.payee());
    String text =
        Texts.say(
            Say.ASKED_OF,
            said.language(),
            said.amount(),
            payer.masked(),
            said.code(),
            said.until());
    return new Handled(Outcome.REQUESTED, List.of(answers.draft(stored, text)), issued.insert(), 0);
  }

  private Draft[] asking(
      StoredMessage stored, Offer.Issued issued, Party payer, Address to, MediaRef picture) {
    Said said = said(issued, payer);
    String text =
        Texts.say(
            Say.MONEY_ASKED,
            said.language(),
            Texts.plain(issued.payee().name()),
            said.amount(),
            said.note(),
            said.code(),
            said.until());
    return new Draft[] {
      Draft.text(stored.id(), Purpose.NOTICE, routes.textsTo(to), routes.shortCode(), to, text),
      picture(stored, routes.shortCode(), to, said, picture)
    };
  }

  // ---- words

  /** A voucher in its reader's language. */
  private record Said(String language, String amount, String note, String code, String until) {}

  private Said said(Offer.Issued issued, Party reader) {
    Voucher voucher = issued.voucher();
    boolean chinese = reader.language().equals("zh");
    String note = Texts.plain(voucher.note());
    return new Said(
        reader.language(),
        Texts.amount(voucher.fixedAmount().orElseThrow(), reader.language()),
        note.isEmpty() ? "" : chinese ? "（" + note + "）" : " (" + note + ")",
        VoucherCodes.spaced(issued.code()),
        (chinese ? UNTIL_ZH : UNTIL).format(voucher.expires().atZone(zone)));
  }

  private Draft picture(
      StoredMessage stored, Address from, Address to, Said said, MediaRef picture) {
    return new Draft(
        stored.id(),
        Purpose.VOUCHER_PICTURE,
        routes.pictures(),
        from,
        to,
        null,
        Texts.say(
            Say.VOUCHER_PICTURE, said.language(), said.amount(), said.code(), config.shortCode()),
        List.of(picture),
        config.life());
  }
}
