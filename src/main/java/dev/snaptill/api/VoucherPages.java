package dev.snaptill.api;

import dev.snaptill.outbox.Texts;
import dev.snaptill.party.PartyStore;
import dev.snaptill.party.Payee;
import dev.snaptill.value.Ids;
import dev.snaptill.voucher.Forms;
import dev.snaptill.voucher.Voucher;
import dev.snaptill.voucher.VoucherCodes;
import dev.snaptill.voucher.VoucherStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The page behind a voucher's link, for whoever has it (patent P7, P8): who is paid, how much, a
 * button that opens a filled-in message, and whether it is paid.
 */
final class VoucherPages {
  private static final DateTimeFormatter UNTIL =
      DateTimeFormatter.ofPattern("d MMM yyyy HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter UNTIL_ZH = DateTimeFormatter.ofPattern("yyyy年M月d日 HH:mm");
  private static final long NOBODY = -1;

  private final Pages pages;
  private final Forms forms;
  private final VoucherStore vouchers;
  private final PartyStore parties;
  private final ZoneId zone;
  private final Clock clock;

  /** A voucher and who is paid. */
  private record Found(Voucher voucher, Payee payee) {}

  VoucherPages(Pages pages, ApiParts parts) {
    this.pages = pages;
    this.forms = parts.forms();
    this.vouchers = parts.vouchers();
    this.parties = parts.parties();
    this.zone = parts.zone();
    this.clock = parts.clock();
  }

  /** Codes drawn in capitals lead to /V/. */
  void mount(Router router) {
    router.getWithRegex("/[vV]/(?<id>[^/]{1,64})/?").handler(c -> answer(c, this::page));
    router.getWithRegex("/[vV]/(?<id>[^/]{1,64})/state").handler(c -> answer(c, this::state));
  }

  private void answer(RoutingContext context, BiConsumer<RoutingContext, Found> shown) {
    if (!pages.admit(context)) {
      return;
    }
    find(Ids.parse(String.valueOf(context.pathParam("id")).toLowerCase(Locale.ROOT)))
        .onSuccess(
            found ->
                found.ifPresentOrElse(
                    known -> shown.accept(context, known), () -> pages.missing(context)))
        .onFailure(context::fail);
  }

  /** The same two look-ups, whether there is such a voucher or not. */
  private Future<Optional<Found>> find(long id) {
    return vouchers
        .byId(id)
        .compose(
            voucher ->
                parties
                    .payee(voucher.map(Voucher::payeeAccount).orElse(NOBODY))
                    .map(payee -> voucher.flatMap(v -> payee.map(p -> new Found(v, p)))));
  }

  private String stateOf(Voucher voucher) {
    if (voucher.state() == Voucher.State.CANCELLED) {
      return "cancelled";
    }
    if (voucher.isExhausted()) {
      return voucher.reserved() > 0 ? "paying" : "paid";
    }
    if (voucher.expiredAt(clock.instant())) {
      return "expired";
    }
    return voucher.state() == Voucher.State.PAUSED ? "paused" : "active";
  }

  /** Then the page shows only what its payer needs to pay: neither digits nor note nor payer. */
  private static boolean isDedicated(Voucher voucher) {
    return voucher.terms().payer() != null;
  }

  /** Whether asking again may find something new. */
  private static boolean mayChange(String state) {
    return state.equals("active") || state.equals("paying") || state.equals("paused");
  }

  private void state(RoutingContext context, Found found) {
    String state = stateOf(found.voucher());
    pages.show(
        context,
        200,
        new JsonObject()
            .put("state", state)
            .put("text", Pages.say(Pages.language(context), "state_" + state))
            .put("payable", mayChange(state)));
  }

  private void page(RoutingContext context, Found found) {
    Voucher voucher = found.voucher();
    String language = Pages.language(context);
    String state = stateOf(voucher);
    StringBuilder body = new StringBuilder(2000);
    body.append("<h1>").append(Pages.escape(Texts.plain(found.payee().party().name(), 100)));
    body.append("</h1><p class=\"amount\">");
    body.append(Pages.escape(Prices.text(voucher, language))).append("</p>");
    String note = Texts.plain(voucher.note(), 140);
    if (!note.isEmpty() && !isDedicated(voucher)) {
      body.append("<p class=\"note\">").append(Pages.escape(note)).append("</p>");
    }
    body.append("<p class=\"state\" id=\"state\" role=\"status\" data-state=\"").append(state);
    if (mayChange(state)) {
      body.append("\" data-poll=\"");
      body.append(pages.path("/v/" + Ids.text(voucher.id()) + "/state"));
    }
    body.append("\">").append(Pages.say(language, "state_" + state)).append("</p>");
    if (state.equals("active")) {
      payable(context, voucher, language, body);
    }
    if (mayChange(state)) {
      body.append("<script src=\"").append(pages.path("/pages.js")).append("\"></script>");
    }
    String html = pages.page(language, "title", body.toString());
    pages.show(
        context,
        200,
        mayChange(state)
            ? html.replaceFirst(
                "</head>",
                "<noscript><meta http-equiv=\"refresh\" content=\"20\"></noscript></head>")
            : html);
  }

  private void payable(
      RoutingContext context, Voucher voucher, String language, StringBuilder body) {
    boolean dedicated = isDedicated(voucher);
    String digits = forms.digits(voucher);
    // whoever is here has the link already
    String text = dedicated ? forms.link(voucher) : digits;
    boolean chosen = voucher.fixedAmount().isEmpty();
    String until =
        (language.equals("zh") ? UNTIL_ZH : UNTIL).format(voucher.expires().atZone(zone));
    body.append("<div id=\"pay\"><a class=\"button\" id=\"sms\" href=\"");
    body.append(Pages.escape(sms(context, forms.shortCode(), chosen ? text + " " : text)));
    body.append("\">").append(Pages.say(language, "pay")).append("</a><p class=\"how\">");
    body.append(Pages.say(language, chosen ? "how_chosen" : "how", forms.shortCode()));
    body.append("</p>");
    if (!dedicated) {
      body.append("<p>").append(Pages.say(language, "code", forms.shortCode()));
      body.append("</p><p class=\"code\" id=\"code\">").append(VoucherCodes.spaced(digits));
      body.append("</p><button class=\"second\" id=\"copy\" type=\"button\" hidden data-code=\"");
      body.append(digits).append("\" data-done=\"").append(Pages.say(language, "copied"));
      body.append("\">").append(Pages.say(language, "copy")).append("</button>");
    }
    body.append("<p class=\"until\">").append(Pages.say(language, "until", until));
    body.append("</p></div>");
  }

  /**
   * A link that opens a filled-in message. RFC 5724 says {@code ?body=}, which Android takes;
   * Apple's phones take {@code &body=}, and its tablets say that they are Macintoshes.
   */
  private static String sms(RoutingContext context, String to, String body) {
    String agent = String.valueOf(context.request().getHeader("User-Agent"));
    boolean apple =
        agent.contains("iPhone")
            || agent.contains("iPad")
            || agent.contains("iPod")
            || agent.contains("Macintosh");
    String escaped = URLEncoder.encode(body, StandardCharsets.UTF_8).replace("+", "%20");
    return "sms:" + to + (apple ? "&body=" : "?body=") + escaped;
  }
}
