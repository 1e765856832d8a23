package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World;
import dev.snaptill.World.Asked;
import dev.snaptill.World.Person;
import dev.snaptill.simulator.mmsc.Picture;
import dev.snaptill.simulator.phone.Camera;
import dev.snaptill.simulator.phone.PhoneMessage;
import dev.snaptill.simulator.phone.Shot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P17: the modules of the three devices. The payer's obtains a voucher and sends it; the payee's
 * requests one, obtains it and passes it on; the platform's receive, verify, pay, generate and send
 * (claims 16, 22, 24 and 28). Each is seen at work here, by what leaves it.
 */
class PatentP17Test {
  @TempDir static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory);
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  // ---- the payer's device

  @Test
  void thePayersPhoneObtainsWithItsCameraAndSends() throws Exception {
    Person payer = world.person("Ann", 100_00);
    Picture poster = world.picture(world.voucher("7.50"));
    Picture obtained = Camera.photograph(poster, Shot.good());
    assertThat(payer.phone().sendPicture("", obtained)).succeedsWithin(World.SOON);
    payer.phone().awaitText(text -> text.startsWith("Paid 7.50 CNY"), World.SOON);
  }

  @Test
  void thePayersPhoneObtainsByMessageAndSends() throws Exception {
    Person payer = world.person("Ann", 100_00);
    String digits = world.voucher("7.50").getString("digits");
    world.shop.sendText(payer.phone().number(), "7.50 please: " + digits);
    String obtained = payer.phone().awaitText(text -> text.contains(digits), World.SOON).text();
    assertThat(world.answerTo(payer.phone(), obtained.substring(obtained.indexOf(digits))))
        .startsWith("Paid 7.50 CNY to Corner Shop.");
  }

  // ---- the payee's device

  @Test
  void thePayeesPhoneRequestsObtainsAndPassesOn() throws Exception {
    Person payee = world.person("Li", 0);
    Person payer = world.person("Ann", 100_00);
    Asked obtained = world.ask(payee.phone(), "REQ 7.50 lunch");
    payee
        .phone()
        .sendPicture(
            payer.phone().number(), obtained.picture().text(), obtained.picture().pictures());
    PhoneMessage passedOn = payer.phone().awaitPicture(0, World.SOON);
    assertThat(world.answerTo(payer.phone(), "", passedOn.pictures().get(0)))
        .startsWith("Paid 7.50 CNY to Li.");
  }

  @Test
  void thePayeesTillRequestsDataAndDrawsTheCodeItself() throws Exception {
    JsonObject voucher = world.voucher("7.50");
    String data = new String(world.code(voucher, "code.txt", "form=link"), StandardCharsets.UTF_8);
    Picture drawn = new Picture("own.png", "image/png", dev.snaptill.qr.QrDrawing.of(data).png(10));
    Person payer = world.person("Ann", 100_00);
    assertThat(world.answerTo(payer.phone(), "", drawn)).startsWith("Paid 7.50 CNY");
  }

  // ---- the platform

  @Test
  void thePlatformGeneratesReceivesVerifiesPaysAndSends() throws Exception {
    Person payer = world.person("Ann", 100_00);
    long shopHad = world.south.balance(World.SHOP_ACCOUNT);
    long shopsLast = world.shop.lastId();

    // generates
    JsonObject voucher = world.voucher("7.50");
    assertThat(voucher.getString("digits")).matches("\\d{14}");
    assertThat(voucher.getString("id")).isNotEqualTo(world.voucher("7.50").getString("id"));

    // receives: acknowledged to the carrier once it is stored
    assertThat(payer.phone().sendText(voucher.getString("code"))).succeedsWithin(World.SOON);

    // pays
    payer.phone().awaitText(text -> text.startsWith("Paid 7.50 CNY"), World.SOON);
    assertThat(world.north.balance(payer.account())).isEqualTo(92_50);
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(shopHad + 7_50);

    // sends
    world.shop.awaitText(text -> text.startsWith("Received 7.50 CNY"), shopsLast, World.SOON);
    JsonArray payments =
        world
            .call("GET", "/v1/payments?voucher=" + voucher.getString("id"), world.shopKey, null)
            .getJsonArray("data");
    assertThat(payments).hasSize(1);
    assertThat(payments.getJsonObject(0).getString("state")).isEqualTo("completed");
  }

  @Test
  void thePlatformVerifiesBeforeItPays() throws Exception {
    Person payer = world.person("Ann", 100_00);
    String twelve = "135791357913";
    String nobodys = twelve + dev.snaptill.voucher.VoucherCodes.checkDigits(twelve);
    JsonObject cancelled = world.voucher("7.50");
    world.call(
        "POST", "/v1/vouchers/" + cancelled.getString("id") + "/cancel", world.shopKey, null);
    Map<String, Long> before = world.money();
    assertThat(world.answerTo(payer.phone(), nobodys)).startsWith("This code is not valid.");
    assertThat(world.answerTo(payer.phone(), cancelled.getString("code"))).contains("cancelled");
    assertThat(world.money()).isEqualTo(before);
  }
}
