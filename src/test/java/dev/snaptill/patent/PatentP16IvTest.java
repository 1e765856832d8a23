package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World;
import dev.snaptill.World.Asked;
import dev.snaptill.World.Person;
import dev.snaptill.simulator.phone.Phone;
import dev.snaptill.simulator.phone.PhoneMessage;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P16 IV, person to person ([0103]): B messages the platform how much, gets a voucher, it comes to
 * A, A sends it to the platform, B is paid. Phones, SMS and MMS alone; two people, one bank.
 */
class PatentP16IvTest {
  private static final Pattern CODE = Pattern.compile("\\d{4} \\d{4} \\d{4} \\d{2}");
  @TempDir static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    world.stopGateway();
    assertThat(world.wrong()).isEmpty();
    world.close();
  }

  private static long balance(Person person) {
    return world.north.account(person.account()).orElseThrow().balance();
  }

  private static String code(String text) {
    Matcher code = CODE.matcher(text);
    assertThat(code.find()).as(text).isTrue();
    return code.group();
  }

  @Test
  void tenYuanAskedForAPictureForwardedAPhotoSentAndPaid() throws Exception {
    Person payee = world.person("王芳", "zh", 0);
    Person payer = world.person("李明", "zh", 100_00);
    Asked asked = world.ask(payee.phone(), "10元");
    assertThat(asked.text().text()).startsWith("请付10.00元：发送");

    payee
        .phone()
        .sendPicture(payer.phone().number(), asked.picture().text(), asked.picture().pictures());
    PhoneMessage forwarded = payer.phone().awaitPicture(0, World.SOON);
    long last = payee.phone().lastId();
    assertThat(world.answerTo(payer.phone(), "", forwarded.pictures().get(0)))
        .startsWith("已付10.00元给王芳。收据号");
    assertThat(payee.phone().awaitText(text -> true, last, World.SOON).text())
        .startsWith("收到" + "139****" + payer.phone().number().substring(10) + "付款10.00元。收据号");
    assertThat(balance(payee)).isEqualTo(10_00);
    assertThat(balance(payer)).isEqualTo(90_00);
  }

  @Test
  void aRequestToOneNumberGoesStraightToItAndIsPaidByItAlone() throws Exception {
    Person payee = world.person("Bo", 0);
    Person payer = world.person("Ann", 100_00);
    Person other = world.person("Eve", 100_00);
    String masked = "139****" + payer.phone().number().substring(10);
    long last = payer.phone().lastId();
    String told = world.answerTo(payee.phone(), "REQ 10 lunch TO " + payer.phone().number());
    assertThat(told)
        .startsWith(
            "Asked for 10.00 CNY. If " + masked + " is registered with us, it gets the code ");
    String question =
        payer.phone().awaitText(text -> text.contains("asks you"), last, World.SOON).text();
    assertThat(question).startsWith("Bo asks you for 10.00 CNY (lunch). To pay reply ");
    assertThat(code(question)).isEqualTo(code(told));
    PhoneMessage picture = payer.phone().awaitPicture(last, World.SOON);

    assertThat(world.answerTo(other.phone(), code(told)))
        .isEqualTo(
            "This code is not valid. Check the 14 digits and send them again. Nothing was taken.");
    assertThat(world.answerTo(payer.phone(), "", picture.pictures().get(0)))
        .startsWith("Paid 10.00 CNY to Bo. Receipt ");
    assertThat(balance(payee)).isEqualTo(10_00);
    assertThat(balance(payer)).isEqualTo(90_00);
    assertThat(balance(other)).isEqualTo(100_00);
  }

  @Test
  void aReplyWithTheCodeIsEnough() throws Exception {
    Person payee = world.person("王芳", "zh", 0);
    Person payer = world.person("Ann", 100_00);
    long last = payer.phone().lastId();
    world.answerTo(payee.phone(), "收款 12.5 午饭 向 " + payer.phone().number().substring(3));
    String question =
        payer.phone().awaitText(text -> text.contains("asks you"), last, World.SOON).text();
    assertThat(question).contains(" asks you for 12.50 CNY (午饭). To pay reply ");
    assertThat(world.answerTo(payer.phone(), code(question), text -> text.startsWith("Paid")))
        .startsWith("Paid 12.50 CNY to 王芳.");
    assertThat(balance(payee)).isEqualTo(12_50);
  }

  @Test
  void whoIsNotRegisteredOrWantsNoTextsIsNotAsked() throws Exception {
    Person payee = world.person("Bo", 0);
    Person silent = world.person("Ann", 100_00);
    world.answerTo(silent.phone(), "STOP");
    Map<Phone, Long> before =
        Map.of(world.stranger, world.stranger.lastId(), silent.phone(), silent.phone().lastId());
    assertThat(world.answerTo(payee.phone(), "REQ 10 TO " + World.STRANGER))
        .startsWith("Asked for 10.00 CNY. If 138****0099 is registered with us");
    assertThat(world.answerTo(payee.phone(), "REQ 10 TO " + silent.phone().number()))
        .startsWith("Asked for 10.00 CNY. If 139****");
    // what is sent next is the next thing they get
    before.forEach(
        (phone, last) -> {
          phone.sendText("HELP");
          assertThat(phone.awaitText(text -> true, last, World.SOON).text()).startsWith("Pay: ");
        });
  }

  @Test
  void aNumberThatIsNoneIsSaid() throws Exception {
    Person payee = world.person("Bo", 0);
    assertThat(world.answerTo(payee.phone(), "REQ 10 TO +86138"))
        .startsWith("That is not a telephone number.");
  }
}
