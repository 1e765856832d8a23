package dev.snaptill.api;

import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Voucher;
import dev.snaptill.voucher.VoucherCodes;
import dev.snaptill.voucher.VoucherIssuer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;

/** How a voucher is shown to its payee. */
final class VoucherJson {
  private final VoucherIssuer issuer;
  private final Clock clock;
  private final String vouchersUrl;

  VoucherJson(VoucherIssuer issuer, Clock clock, String publicUrl) {
    this.issuer = issuer;
    this.clock = clock;
    this.vouchersUrl = publicUrl + "/v1/vouchers/";
  }

  JsonObject of(Voucher voucher) {
    return of(voucher, issuer.code(voucher), issuer.payload(voucher));
  }

  JsonObject of(Voucher voucher, String digits, String payload) {
    String url = url(voucher);
    return new JsonObject()
        .put("id", Ids.text(voucher.id()))
        .put("code", VoucherCodes.spaced(digits))
        .put("digits", digits)
        .put("amount", voucher.fixedAmount().map(Money::decimal).orElse(null))
        .put("currency", voucher.currency())
        .put("note", voucher.note())
        .put("state", state(voucher, clock.instant()))
        .put("uses", voucher.used())
        .put("uses_under_way", voucher.reserved())
        .put("max_uses", voucher.maxUses())
        .put("created", Texts.time(voucher.created()))
        .put("expires", Texts.time(voucher.expires()))
        .put("payload", payload)
        .put(
            "links",
            new JsonObject()
                .put("self", url)
                .put("png", url + "/code.png")
                .put("svg", url + "/code.svg"));
  }

  String url(Voucher voucher) {
    return vouchersUrl + Ids.text(voucher.id());
  }

  /** Used up is told before expired: that is what a payee wants to know. */
  static String state(Voucher voucher, Instant now) {
    if (voucher.state() == Voucher.State.CANCELLED) {
      return "cancelled";
    }
    if (voucher.used() >= voucher.maxUses()) {
      return "used";
    }
    return voucher.expiredAt(now) ? "expired" : "active";
  }
}
