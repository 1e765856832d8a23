package dev.snaptill.api;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.outbox.Draft;
import dev.snaptill.outbox.Outbox;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.outbox.Purpose;
import dev.snaptill.outbox.Routes;
import dev.snaptill.outbox.Say;
import dev.snaptill.outbox.Texts;
import dev.snaptill.settlement.ReceiptDesk;
import dev.snaptill.settlement.ReceiptDesk.Checked;
import dev.snaptill.settlement.ReceiptKey;
import dev.snaptill.settlement.ReceiptToken;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Address;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.ZoneId;
import java.util.List;

/**
 * A page on which anybody submits a receipt, and the keys with which anybody verifies one. The page
 * tells whether a signature is genuine, which needs nobody's secret; the confirmation itself goes
 * to the payee's registered phone, once.
 */
final class ReceiptPages {
  private static final int MOST_BODY_BYTES = 4096;

  private final Pages pages;
  private final ReceiptDesk desk;
  private final OutboxStore outbox;
  private final Routes routes;
  private final Bus bus;
  private final Commits commits;
  private final ZoneId zone;

  ReceiptPages(Pages pages, ApiParts parts) {
    this.pages = pages;
    this.desk = parts.receipts();
    this.outbox = parts.outbox();
    this.routes = parts.routes();
    this.bus = parts.bus();
    this.commits = new Commits(parts.journal());
    this.zone = parts.zone();
  }

  void mount(Router router) {
    router.get("/.well-known/jwks.json").handler(this::keys);
    router.get("/r").handler(this::form);
    router
        .post("/r")
        .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES))
        .handler(this::submitted);
  }

  /** RFC 7517, RFC 8037. */
  private void keys(RoutingContext context) {
    if (!pages.admit(context)) {
      return;
    }
    desk.keys()
        .onSuccess(
            keys -> {
              JsonArray all = new JsonArray();
              keys.forEach(key -> all.add(jwk(key)));
              pages.show(context, 200, new JsonObject().put("keys", all));
            })
        .onFailure(context::fail);
  }

  private static JsonObject jwk(ReceiptKey key) {
    return new JsonObject()
        .put("kty", "OKP")
        .put("crv", "Ed25519")
        .put("alg", "EdDSA")
        .put("use", "sig")
        .put("kid", String.valueOf(key.number()))
        .put("x", key.x());
  }

  private void form(RoutingContext context) {
    if (pages.admit(context)) {
      String language = Pages.language(context);
      pages.show(context, 200, pages.page(language, "receipt_title", formText(language, "")));
    }
  }

  private String formText(String language, String above) {
    return "<h1>"
        + Pages.say(language, "receipt_title")
        + "</h1>"
        + above
        + "<form method=\"post\" action=\""
        + pages.path("/r")
        + "\"><label for=\"receipt\">"
        + Pages.say(language, "receipt_how")
        + "</label><textarea id=\"receipt\" name=\"receipt\" maxlength=\"500\" required></textarea>"
        + "<button type=\"submit\">"
        + Pages.say(language, "receipt_check")
        + "</button></form>";
  }

  private void submitted(RoutingContext context) {
    if (!pages.admit(context)) {
      return;
    }
    String typed = context.request().getFormAttribute("receipt");
    String submitted = typed == null || typed.length() > 500 ? "" : typed.strip();
    String language = Pages.language(context);
    desk.look(submitted, "PAGE")
        .compose(checked -> told(checked).map(done -> checked))
        .onSuccess(
            checked -> {
              String shown = shown(checked, submitted, language);
              pages.show(
                  context, 200, pages.page(language, "receipt_title", formText(language, shown)));
            })
        .onFailure(context::fail);
  }

  /** A number alone gets one answer, whether there is such a payment or not. */
  private String shown(Checked checked, String submitted, String language) {
    String state = "neutral";
    String text = Pages.say(language, "receipt_neutral");
    if (checked instanceof Checked.Forged) {
      state = "forged";
      text = Pages.say(language, "receipt_forged");
    } else if (checked instanceof Checked.Mistyped) {
      state = "mistyped";
      text = Pages.say(language, "receipt_mistyped");
    } else if (checked instanceof Checked.True known && ReceiptToken.hasForm(submitted)) {
      // whoever holds the token can read all this in it
      state = "genuine";
      text =
          Pages.say(
              language,
              "receipt_genuine",
              Texts.amount(known.claims().amount(), language),
              known.claims().payee(),
              Texts.time(known.claims().paid().atZone(zone), language),
              known.claims().number());
    }
    return "<p class=\"state\" id=\"state\" role=\"status\" data-state=\""
        + state
        + "\">"
        + text
        + "</p>";
  }

  /** Tells the payee, the first time a receipt is confirmed. */
  private Future<Void> told(Checked checked) {
    if (!(checked instanceof Checked.True known) || known.before() != null) {
      return Future.succeededFuture();
    }
    Address to = known.payee().address();
    if (to == null) {
      return Future.succeededFuture();
    }
    String language = known.payee().party().language();
    Money refunded = known.refunded();
    Draft draft =
        Draft.text(
            known.payment().id(),
            Purpose.RECEIPT,
            routes.textsTo(to),
            routes.shortCode(),
            to,
            Texts.say(
                refunded == null ? Say.RECEIPT_CONFIRMED : Say.RECEIPT_REFUNDED,
                language,
                known.claims().number(),
                Texts.amount(known.payment().amount(), language),
                known.payer(),
                refunded == null
                    ? Texts.time(known.claims().paid().atZone(zone), language)
                    : Texts.amount(refunded, language)));
    OutboundMessage message = outbox.compose(draft);
    return commits
        .submit(Unit.guardedBy(known.confirmIfFirst()).then(outbox.insert(draft, message)))
        .onSuccess(
            outcome -> {
              if (outcome.done()) {
                Outbox.send(bus, List.of(message));
              }
            })
        .mapEmpty();
  }
}
