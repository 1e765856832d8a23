package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.World;
import dev.snaptill.World.Person;
import dev.snaptill.simulator.mmsc.Picture;
import dev.snaptill.simulator.phone.Camera;
import dev.snaptill.simulator.phone.Shot;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P16 III: an e-commerce site shows the voucher of an order. Its back end speaks REST; the buyer
 * photographs the screen, as the third-party application that would do so comes later.
 */
class PatentP16IiiTest {
  @TempDir Path directory;

  @Test
  void anOrderOfAWebSiteIsPaidByAPhotoOfItsScreenAndNeverTwice() throws Exception {
    try (World world = new World(directory)) {
      JsonObject wanted =
          new JsonObject().put("amount", "7.50").put("note", "two mugs").put("order", "web-4711");
      JsonObject voucher = world.voucher(wanted);
      Picture screen = world.picture(voucher);
      Person buyer = world.person("Ann", 100_00);
      assertThat(
              world.answerTo(buyer.phone(), "", Camera.photograph(screen, Shot.good().rotated(12))))
          .startsWith("Paid 7.50 CNY to Corner Shop.");
      Awaitility.await()
          .atMost(World.SOON)
          .until(
              () ->
                  world
                      .call("GET", "/v1/vouchers/" + voucher.getString("id"), world.shopKey, null)
                      .getString("state")
                      .equals("exhausted"));
      assertThat(
              world
                  .call(
                      "GET", "/v1/payments?voucher=" + voucher.getString("id"), world.shopKey, null)
                  .getJsonArray("data")
                  .getJsonObject(0)
                  .getString("state"))
          .isEqualTo("completed");
      // the site asks for the same order once more: nothing is left of it to charge
      assertThatThrownBy(() -> world.voucher(wanted))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("order-paid");
      assertThat(world.north.balance(buyer.account())).isEqualTo(92_50);
    }
  }
}
