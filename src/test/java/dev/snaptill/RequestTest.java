package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World.Asked;
import dev.snaptill.World.Person;
import dev.snaptill.simulator.bank.BookEntry;
import dev.snaptill.simulator.bank.BookEntry.Kind;
import dev.snaptill.simulator.phone.Phone;
import dev.snaptill.simulator.phone.PhoneMessage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person asks another to be paid, by text and picture alone. */
class RequestTest {
  private static final String CODE = "\\d{4} \\d{4} \\d{4} \\d{2}";

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

  @Test
  void aPictureForwardedToAFriendIsPaidByPhoto() throws Exception {
    Person payee = world.person("Bo", 100_00);
    Person payer = world.person("Ann", 100_00);
    Asked asked = world.ask(payee.phone(), "REQ 10 lunch");
    assertThat(asked.text().text())
        .matches(
            "Pay me 10\\.00 CNY \\(lunch\\): send "
                + CODE
                + " to 10658\\. Valid until \\d{1,2} [A-Z][a-z]{2} \\d\\d:\\d\\d\\.");
    assertThat(asked.picture().text())
        .isEqualTo("Pay me 10.00 CNY: send this picture, or " + asked.code() + ", to 10658.");

    payee
        .phone()
        .sendPicture(payer.phone().number(), asked.picture().text(), asked.picture().pictures());
    PhoneMessage forwarded = payer.phone().awaitPicture(0, World.SOON);
    int postings = world.north.postingCount();
    long last = payee.phone().lastId();
    String paid = world.answerTo(payer.phone(), forwarded.text(), forwarded.pictures().get(0));
    assertThat(paid).startsWith("Paid 10.00 CNY to Bo. Receipt ");
    assertThat(payee.phone().awaitText(text -> true, last, World.SOON).text())
        .isEqualTo(
            "Received 10.00 CNY from "
                + masked(payer)
                + ". "
                + paid.substring(paid.indexOf("Receipt ")));
    assertThat(world.north.balance(payer.account())).isEqualTo(90_00);
    assertThat(world.north.balance(payee.account())).isEqualTo(110_00);
    List<BookEntry> posted = world.north.postings();
    assertThat(posted.subList(postings, posted.size()))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.kind()).isEqualTo(Kind.TRANSFER);
              assertThat(entry.from()).isEqualTo(payer.account());
              assertThat(entry.to()).isEqualTo(payee.account());
              assertThat(entry.amount()).isEqualTo(10_00);
            });
  }

  private static String masked(Person person) {
    String national = person.phone().number().substring(3);
    return national.substring(0, 3) + "****" + national.substring(7);
  }

  @Test
  void theDigitsOfARequestPayToo() throws Exception {
    Person payee = world.person("Bo", 0);
    Person payer = world.person("Ann", 100_00);
    Asked asked = world.ask(payee.phone(), "10");
    assertThat(world.answerTo(payer.phone(), "PAY " + asked.code())).startsWith("Paid 10.00 CNY");
    assertThat(world.north.balance(payee.account())).isEqualTo(10_00);
  }

  @Test
  void aChinesePartyIsAnsweredInChinese() throws Exception {
    Person payee = world.person("小李", "zh", 0);
    Person payer = world.person("小王", "zh", 100_00);
    Asked bare = world.ask(payee.phone(), "10元");
    assertThat(bare.text().text())
        .matches("请付10\\.00元：发送" + CODE + "到10658。有效期至\\d{1,2}月\\d{1,2}日\\d\\d:\\d\\d。");
    Asked noted = world.ask(payee.phone(), "收款 10 午饭");
    assertThat(noted.text().text())
        .matches("请付10\\.00元（午饭）：发送" + CODE + "到10658。有效期至\\d{1,2}月\\d{1,2}日\\d\\d:\\d\\d。");
    assertThat(noted.picture().text()).isEqualTo("请付10.00元：将此图片或" + noted.code() + "发送到10658。");
    assertThat(noted.code()).isNotEqualTo(bare.code());
    long last = payee.phone().lastId();
    String paid = world.answerTo(payer.phone(), "付款" + noted.code());
    assertThat(paid).startsWith("已付10.00元给小李。收据号");
    assertThat(payee.phone().awaitText(text -> true, last, World.SOON).text())
        .startsWith("收到" + masked(payer) + "付款10.00元。收据号");
  }

  @Test
  void oneTextPerSms() throws Exception {
    Person payee = world.person("Bo", 0);
    Asked asked = world.ask(payee.phone(), "REQ 99999.99 twentyfourcharacterslong");
    assertThat(asked.text().text()).hasSizeLessThanOrEqualTo(160);
    Person chinese = world.person("小李", "zh", 0);
    asked = world.ask(chinese.phone(), "收款 12345.67 下个星期三公司聚餐");
    assertThat(asked.text().text()).hasSizeLessThanOrEqualTo(70);
  }

  @Test
  void aRepeatedRequestMakesNoSecondVoucherUnlessMeant() throws Exception {
    Person payee = world.person("Bo", 0);
    Asked first = world.ask(payee.phone(), "REQ 10 lunch");
    String before = world.answerTo(payee.phone(), "REQ 10 lunch");
    assertThat(before)
        .matches(
            "You asked for this before: 10\\.00 CNY, code "
                + first.code()
                + "\\. For another one reply AGAIN \\d\\d\\.");
    String again = before.substring(before.indexOf("AGAIN"), before.length() - 1);
    Asked second = world.ask(payee.phone(), again);
    assertThat(second.text().text()).startsWith("Pay me 10.00 CNY (lunch): send ");
    assertThat(second.code()).isNotEqualTo(first.code());
    assertThat(world.answerTo(payee.phone(), again))
        .isEqualTo("There is nothing to repeat. Send HELP for what you can send.");
    // another text is another wish
    assertThat(world.ask(payee.phone(), "REQ 10 dinner").code()).isNotEqualTo(first.code());
  }

  @Test
  void whoIsNotRegisteredCannotAsk() {
    assertThat(world.answerTo(world.stranger, "REQ 10"))
        .isEqualTo(
            "This number is not registered for payments. Ask your bank or Snaptill's operator to"
                + " register it. Nothing was taken.");
  }

  @Test
  void whoHasNoAccountCannotBePaid() throws Exception {
    Phone phone = world.phone("+8613870000001", "penniless");
    world.party("person", "Cy", phone.number());
    assertThat(world.answerTo(phone, "REQ 10"))
        .isEqualTo("You have no account to be paid into. Ask your bank or Snaptill's operator.");
  }

  @Test
  void amountsThatAreNone() throws Exception {
    Person payee = world.person("Bo", 0);
    for (String amount :
        List.of("0", "0.001", "ten", "-5", "1,000", "100000.01", "123456", "9999999999999")) {
      assertThat(world.answerTo(payee.phone(), "REQ " + amount))
          .as(amount)
          .isEqualTo("The amount must be between 0.01 and 100000.00 CNY. Example: REQ 10 lunch");
    }
    assertThat(world.ask(payee.phone(), "REQ 100000").text().text())
        .startsWith("Pay me 100000.00 CNY: send ");
  }

  @Test
  void aShopCanAskByTextToo() throws Exception {
    Asked asked = world.ask(world.shop, "REQ 3.5");
    assertThat(asked.text().text()).startsWith("Pay me 3.50 CNY: send ");
    JsonArray vouchers =
        world.call("GET", "/v1/vouchers", world.shopKey, null).getJsonArray("data");
    assertThat(vouchers.stream().map(JsonObject.class::cast))
        .anySatisfy(v -> assertThat(v.getString("code")).isEqualTo(asked.code()));
  }
}
