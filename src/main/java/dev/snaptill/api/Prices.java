package dev.snaptill.api;

import dev.snaptill.outbox.Texts;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Price;
import dev.snaptill.voucher.Voucher;

/** What a voucher comes to, as people read it on pages and sheets. */
final class Prices {
  private Prices() {}

  /** {@code 7.50 CNY}, or {@code 1.00 to 50.00 CNY}, or {@code up to 50.00 CNY}. */
  static String text(Voucher voucher, String language) {
    if (voucher.price() instanceof Price.Fixed fixed) {
      return Texts.amount(fixed.amount(), language);
    }
    Price.Chosen chosen = (Price.Chosen) voucher.price();
    Money rest = voucher.rest();
    Money most = rest != null && rest.compareTo(chosen.most()) < 0 ? rest : chosen.most();
    boolean chinese = language.equals("zh");
    String bound = Texts.amount(most, language);
    if (!chosen.least().isPositive()) {
      return (chinese ? "不超过" : "up to ") + bound;
    }
    return chosen.least().decimal() + (chinese ? "至" : " to ") + bound;
  }
}
