package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World;
import dev.snaptill.World.Asked;
import dev.snaptill.World.Person;
import dev.snaptill.simulator.mmsc.Picture;
import dev.snaptill.simulator.phone.Camera;
import dev.snaptill.simulator.phone.Shot;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * P8: the payer obtains the voucher by photographing it, by a screenshot, by a tap that opens a
 * filled-in message, or from the payee; obtaining and sending may be one act.
 */
class PatentP08Test {
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

  @ParameterizedTest
  @CsvSource({
    "link,25",
    "link,90",
    "smsto,25",
    "smsto,180",
    "token,4",
    "token,90",
    "emv,4",
    "emv,90",
    "digits,25",
    "digits,270"
  })
  void everyFormIsPhotographed(String form, double turned) throws Exception {
    Picture picture = picture(world.voucher("7.50"), form);
    paidBy(Camera.photograph(picture, Shot.good().rotated(turned)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"link", "smsto", "token", "emv", "digits"})
  void aScreenshotIsSentAsItIs(String form) throws Exception {
    paidBy(picture(world.voucher("7.50"), form));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Android 14; Pixel 8", "iPhone; CPU iPhone OS 17_5"})
  void aTapOnThePageOpensAMessageThatPays(String phone) throws Exception {
    JsonObject voucher = world.voucher("7.50");
    String page =
        new String(
            world
                .fetch("/v/" + voucher.getString("id"), "", "User-Agent", "Mozilla/5.0 (" + phone)
                .body(),
            StandardCharsets.UTF_8);
    Matcher tap = Pattern.compile("href=\"sms:(\\d+)(?:\\?|&amp;)body=([^\"]*)\"").matcher(page);
    assertThat(tap.find()).isTrue();
    Person payer = world.person("Ann", 100_00);
    assertThat(
            world.answerTo(payer.phone(), URLDecoder.decode(tap.group(2), StandardCharsets.UTF_8)))
        .startsWith("Paid 7.50 CNY to Corner Shop.");
  }

  /** Camera applications open what the code says; where they can't, people copy it. */
  @Test
  void whateverACameraApplicationMakesOfTheCodeIsUnderstood() throws Exception {
    for (String form :
        List.of(
            "sms:10658?body=%s",
            "sms:10658&body=%s", "SMSTO:10658:%s", "sms:+10658;?&body=%s", "PAY %s", "付款 %s")) {
      Person payer = world.person("Ann", 100_00);
      String digits = world.voucher("7.50").getString("digits");
      assertThat(world.answerTo(payer.phone(), form.formatted(digits)))
          .as(form)
          .startsWith("Paid 7.50 CNY");
    }
    Person payer = world.person("Ann", 100_00);
    String id = world.voucher("7.50").getString("id");
    assertThat(
            world.answerTo(
                payer.phone(), "HTTPS://OLD-HOST.EXAMPLE/V/" + id.toUpperCase(Locale.ROOT)))
        .startsWith("Paid 7.50 CNY");
  }

  @Test
  void aPhotoOfOneFormAndTheDigitsBesideItAreOneVoucher() throws Exception {
    for (String form : List.of("link", "token", "emv")) {
      Person payer = world.person("Ann", 100_00);
      JsonObject voucher = world.voucher("7.50");
      assertThat(world.answerTo(payer.phone(), voucher.getString("code"), picture(voucher, form)))
          .startsWith("Paid 7.50 CNY");
      assertThat(world.north.balance(payer.account())).isEqualTo(92_50);
    }
    Person payer = world.person("Ann", 100_00);
    String other = world.voucher("7.50").getString("code");
    assertThat(world.answerTo(payer.phone(), other, picture(world.voucher("7.50"), "link")))
        .startsWith("Your message shows several vouchers.");
  }

  @Test
  void thePayeePassesItsPictureOn() throws Exception {
    Person payee = world.person("Li", 0);
    Asked asked = world.ask(payee.phone(), "REQ 7.50");
    Person payer = world.person("Ann", 100_00);
    assertThat(world.answerTo(payer.phone(), "", asked.picture().pictures().get(0)))
        .startsWith("Paid 7.50 CNY to Li.");
  }

  @Test
  void anAmountOtherThanTheVouchersIsNotBelieved() throws Exception {
    Person payer = world.person("Ann", 100_00);
    JsonObject voucher = world.voucher("7.50");
    String emv = new String(world.code(voucher, "code.txt", "form=emv"), StandardCharsets.UTF_8);
    String cheap = emv.substring(0, emv.length() - 4).replace("54047.50", "54041.50");
    assertThat(world.answerTo(payer.phone(), emv.replace("7.50", "1.50"))).doesNotContain("Paid");
    assertThat(world.answerTo(payer.phone(), cheap + crc(cheap)))
        .startsWith("This code is not valid.");
    assertThat(world.north.balance(payer.account())).isEqualTo(100_00);
  }

  /** By the definition, bit by bit. */
  private static String crc(String text) {
    int crc = 0xffff;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      for (int bit = 7; bit >= 0; bit--) {
        boolean carry = (crc & 0x8000) != 0;
        crc = (crc << 1 & 0xffff) ^ (carry != ((b >> bit & 1) == 1) ? 0x1021 : 0);
      }
    }
    return String.format("%04X", crc);
  }

  private static void paidBy(Picture picture) throws Exception {
    Person payer = world.person("Ann", 100_00);
    assertThat(world.answerTo(payer.phone(), "", picture))
        .startsWith("Paid 7.50 CNY to Corner Shop. Receipt ");
    assertThat(world.north.balance(payer.account())).isEqualTo(92_50);
  }

  private static Picture picture(JsonObject voucher, String form) throws Exception {
    return new Picture(
        "code.png", "image/png", world.code(voucher, "code.png", "form=" + form + "&size=600"));
  }
}
