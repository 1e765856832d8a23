package dev.snaptill.api;

import dev.snaptill.value.Address;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.NamedPayer;
import dev.snaptill.voucher.Price;
import dev.snaptill.voucher.Terms;
import dev.snaptill.voucher.VoucherConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The voucher that the body of a request asks for.
 *
 * @param account id of the payee's account; null if it leaves that to us
 */
record VoucherWish(Price price, Terms terms, Duration life, @Nullable Long account) {

  /** Reads a body whose form the API document has checked. */
  static VoucherWish of(JsonObject body, long payee, VoucherConfig config) {
    String currency = Texts.currency(body.getString("currency", config.currency()));
    Price price = price(body, currency, config);
    String order = plainOrNull(body, "order", 64);
    Money total = total(body, price, order, config);
    Terms terms =
        new Terms(
            Texts.plain("note", body.getString("note", ""), 140),
            plainOrNull(body, "item", 100),
            order,
            payer(body.getJsonObject("payer"), payee),
            channels(body.getJsonArray("channels")),
            maxUses(body),
            total,
            body.getBoolean("sealed", false),
            body.getBoolean("printed", false));
    String account = body.getString("account");
    return new VoucherWish(
        price,
        terms,
        life(body.getLong("expires_in"), config),
        account == null ? null : Ids.parse(account));
  }

  private static Price price(JsonObject body, String currency, VoucherConfig config) {
    String fixed = body.getString("amount");
    String least = body.getString("min_amount");
    String most = body.getString("max_amount");
    if (fixed != null) {
      if (least != null || most != null) {
        throw ProblemException.badField(
            "amount", "is given, so min_amount and max_amount can't be: the payer chooses or not");
      }
      return new Price.Fixed(amount("amount", fixed, currency, config));
    }
    if (least == null || most == null) {
      throw ProblemException.badField(
          "amount", "is missing; give it, or min_amount and max_amount for the payer to choose");
    }
    Money from = amount("min_amount", least, currency, config);
    Money to = amount("max_amount", most, currency, config);
    if (from.compareTo(to) > 0) {
      throw ProblemException.badField("min_amount", "is more than max_amount");
    }
    return new Price.Chosen(from, to);
  }

  private static @Nullable Money total(
      JsonObject body, Price price, @Nullable String order, VoucherConfig config) {
    String decimal = body.getString("total");
    Money least =
        price instanceof Price.Fixed fixed ? fixed.amount() : ((Price.Chosen) price).least();
    if (decimal == null) {
      return order == null
          ? null
          : price instanceof Price.Fixed fixed ? fixed.amount() : ((Price.Chosen) price).most();
    }
    Money total = amount("total", decimal, price.currency(), config);
    if (total.compareTo(least) < 0) {
      throw ProblemException.badField("total", "is less than one payment");
    }
    return total;
  }

  private static int maxUses(JsonObject body) {
    Integer uses = body.getInteger("max_uses");
    boolean unlimited = body.getBoolean("unlimited_uses", false);
    if (uses != null && unlimited) {
      throw ProblemException.badField("max_uses", "is given, so unlimited_uses can't be true");
    }
    // whoever states a total means several payments, as many as it takes
    return unlimited || (uses == null && body.getString("total") != null)
        ? Terms.UNLIMITED
        : uses == null ? 1 : uses;
  }

  private static @Nullable NamedPayer payer(@Nullable JsonObject payer, long payee) {
    if (payer == null) {
      return null;
    }
    String party = payer.getString("party");
    String address = payer.getString("address");
    if ((party == null) == (address == null)) {
      throw ProblemException.badField("payer", "takes one of party and address");
    }
    if (party != null) {
      if (Ids.parse(party) == payee) {
        throw ProblemException.badField("payer", "is the payee itself");
      }
      return new NamedPayer.Party(Ids.parse(party));
    }
    try {
      Address named = Address.parse(String.valueOf(address));
      if (named.scheme().equals("tel") && !named.isE164()) {
        throw ProblemException.badField("payer", "address: is not a number such as +8613800000001");
      }
      return new NamedPayer.Holder(named);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badField("payer", "address: is not one such as tel:+8613800000001");
    }
  }

  private static Set<String> channels(@Nullable JsonArray kinds) {
    Set<String> channels = new HashSet<>();
    if (kinds != null) {
      kinds.forEach(kind -> channels.add(String.valueOf(kind)));
    }
    return channels;
  }

  private static @Nullable String plainOrNull(JsonObject body, String field, int most) {
    String text = body.getString(field);
    if (text == null) {
      return null;
    }
    if (text.isBlank()) {
      throw ProblemException.badField(field, "is blank; leave it out");
    }
    return Texts.plain(field, text, most);
  }

  private static Money amount(String field, String decimal, String currency, VoucherConfig config) {
    Money amount = Texts.amount(field, decimal, currency);
    BigDecimal most = new BigDecimal(config.maxAmount().decimal());
    if (new BigDecimal(amount.decimal()).compareTo(most) > 0) {
      throw ProblemException.badField(field, "is more than " + most.toPlainString());
    }
    return amount;
  }

  private static Duration life(@Nullable Long seconds, VoucherConfig config) {
    if (seconds == null) {
      return config.life();
    }
    if (seconds > config.maxLife().toSeconds()) {
      throw ProblemException.badField(
          "expires_in", "is more than " + config.maxLife().toSeconds() + " seconds");
    }
    return Duration.ofSeconds(seconds);
  }
}
