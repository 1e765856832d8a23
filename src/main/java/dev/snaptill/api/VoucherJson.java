package dev.snaptill.api;

import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Forms;
import dev.snaptill.voucher.NamedPayer;
import dev.snaptill.voucher.Price;
import dev.snaptill.voucher.Terms;
import dev.snaptill.voucher.Voucher;
import dev.snaptill.voucher.VoucherCodes;
import dev.snaptill.voucher.VoucherIssuer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/** How a voucher is shown to its payee. */
final class VoucherJson {
  private final VoucherIssuer issuer;
  private final Forms forms;
  private final Clock clock;
  private final String vouchersUrl;

  VoucherJson(VoucherIssuer issuer, Forms forms, Clock clock, String publicUrl) {
    this.forms = forms;
    this.issuer = issuer;
    this.clock = clock;
    this.vouchersUrl = publicUrl + "/v1/vouchers/";
  }

  JsonObject of(Voucher voucher) {
    return of(voucher, issuer.code(voucher), issuer.payload(voucher));
  }

  JsonObject of(Voucher voucher, String digits, String payload) {
    String url = url(voucher);
    Terms terms = voucher.terms();
    Money total = terms.total();
    JsonObject out =
        new JsonObject()
            .put("id", Ids.text(voucher.id()))
            .put("code", VoucherCodes.spaced(digits))
            .put("digits", digits)
            .put("kind", terms.payer() == null ? "general" : "dedicated")
            .put("sealed", terms.sealed())
            .put("amount", voucher.fixedAmount().map(Money::decimal).orElse(null))
            .put("currency", voucher.currency())
            .put("account", Ids.text(voucher.payeeAccount()))
            .put("note", voucher.note())
            .put("state", state(voucher, clock.instant()))
            .put("uses", voucher.used())
            .put("uses_under_way", voucher.reserved())
            .put("max_uses", terms.maxUses() == Terms.UNLIMITED ? null : terms.maxUses())
            .put("printed", terms.printed())
            .put("created", Texts.time(voucher.created()))
            .put("expires", Texts.time(voucher.expires()))
            .put("payload", payload)
            .put(
                "links",
                new JsonObject()
                    .put("self", url)
                    .put("png", url + "/code.png")
                    .put("svg", url + "/code.svg")
                    .put("pdf", url + "/code.pdf")
                    .put("text", url + "/code.txt")
                    .put("page", forms.link(voucher)));
    if (voucher.price() instanceof Price.Chosen chosen) {
      out.put("min_amount", chosen.least().decimal()).put("max_amount", chosen.most().decimal());
    }
    if (total != null) {
      out.put("total", total.decimal())
          .put("total_taken", new Money(voucher.taken(), total.currency()).decimal());
    }
    if (terms.payer() != null) {
      out.put("payer", payer(terms.payer()));
    }
    if (!terms.channels().isEmpty()) {
      out.put("channels", new JsonArray(List.copyOf(new TreeSet<>(terms.channels()))));
    }
    if (terms.item() != null) {
      out.put("item", terms.item());
    }
    if (terms.orderNumber() != null) {
      out.put("order", terms.orderNumber());
    }
    return out;
  }

  private static JsonObject payer(NamedPayer payer) {
    return payer instanceof NamedPayer.Party party
        ? new JsonObject().put("party", Ids.text(party.id()))
        : new JsonObject().put("address", ((NamedPayer.Holder) payer).address().canonical());
  }

  String url(Voucher voucher) {
    return vouchersUrl + Ids.text(voucher.id());
  }

  /** Used up is told before expired: that is what a payee wants to know. */
  static String state(Voucher voucher, Instant now) {
    if (voucher.state() == Voucher.State.CANCELLED) {
      return "cancelled";
    }
    // with a payment under way it may still come to nothing
    if (voucher.isExhausted() && voucher.reserved() == 0) {
      return "exhausted";
    }
    if (voucher.expiredAt(now)) {
      return "expired";
    }
    return voucher.state() == Voucher.State.PAUSED ? "paused" : "active";
  }
}
