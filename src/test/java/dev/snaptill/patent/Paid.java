package dev.snaptill.patent;

import dev.snaptill.World;
import dev.snaptill.World.Person;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A payment of 7.50 to the shop, and what both phones were told.
 *
 * @param number the receipt's
 */
record Paid(String id, String number, String payersText, String payeesText) {
  private static final Pattern NUMBER = Pattern.compile("Receipt (\\S+)\\.");

  static Paid by(World world, Person payer) throws IOException {
    JsonObject voucher = world.voucher("7.50");
    long last = world.shop.lastId();
    String text = world.answerTo(payer.phone(), voucher.getString("digits"));
    Matcher number = NUMBER.matcher(text);
    if (!number.find()) {
      throw new IllegalStateException(text);
    }
    String payees = world.shop.awaitText(t -> t.contains(number.group(1)), last, World.SOON).text();
    JsonObject payment =
        world
            .call("GET", "/v1/payments?voucher=" + voucher.getString("id"), world.shopKey, null)
            .getJsonArray("data")
            .getJsonObject(0);
    return new Paid(payment.getString("id"), number.group(1), text, payees);
  }
}
