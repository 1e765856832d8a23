package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World.Person;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Confirmation by reply, and what people set about themselves, from one phone to its answer. */
class ConfirmationTest {
  private static final Pattern NUMBER = Pattern.compile("YES (\\d{6})");
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

  static String number(String question) {
    Matcher number = NUMBER.matcher(question);
    assertThat(number.find()).as(question).isTrue();
    return number.group(1);
  }

  private static String another(String number) {
    return "%06d".formatted((Integer.parseInt(number) + 1) % 1_000_000);
  }

  /** Somebody whose limit per payment is 50.00 by its own wish. */
  private static Person careful() throws Exception {
    Person ann = world.person("Ann", 100_00);
    assertThat(world.answerTo(ann.phone(), "LIMIT 50"))
        .isEqualTo("Your limit is 50.00 CNY a payment now.");
    return ann;
  }

  // ---- limits

  @Test
  void aLimitIsLoweredAtOnceAndRaisedAfterAYes() throws Exception {
    Person ann = careful();
    assertThat(world.answerTo(ann.phone(), "LIMIT"))
        .startsWith("Your limits: 50.00 CNY a payment, 1000.00 CNY a day, 5000.00 CNY a month.");
    String question = world.answerTo(ann.phone(), "LIMIT 80");
    assertThat(question).startsWith("Raise your limit per payment to 80.00 CNY? Reply YES ");
    assertThat(world.answerTo(ann.phone(), "LIMIT")).contains("50.00 CNY a payment");
    assertThat(world.answerTo(ann.phone(), "YES " + number(question)))
        .isEqualTo("Your limit is 80.00 CNY a payment now.");
    assertThat(world.answerTo(ann.phone(), "LIMIT")).contains("80.00 CNY a payment");
  }

  @Test
  void aLimitIsNeverAboveTheOperatorsOwn() throws Exception {
    Person ann = careful();
    assertThat(world.answerTo(ann.phone(), "LIMIT 1000.01"))
        .isEqualTo(
            "Your bank or Snaptill's operator allows 1000.00 CNY at most. Your limit stays as it"
                + " was.");
    String question = world.answerTo(ann.phone(), "LIMIT 80");
    world.mandate(ann, new JsonObject().put("per_payment", "60.00"));
    assertThat(world.answerTo(ann.phone(), number(question))).contains("allows 60.00 CNY at most");
  }

  @Test
  void sixDigitsAloneAreAYes() throws Exception {
    Person ann = careful();
    String question = world.answerTo(ann.phone(), "LIMIT DAY 900");
    assertThat(question).isEqualTo("Your limit is 900.00 CNY a day now.");
    String raise = world.answerTo(ann.phone(), "LIMIT DAY 950");
    assertThat(world.answerTo(ann.phone(), number(raise)))
        .isEqualTo("Your limit is 950.00 CNY a day now.");
    assertThat(world.answerTo(ann.phone(), "123456")).startsWith("Not understood.");
  }

  // ---- numbers

  @Test
  void aNumberWorksOnce() throws Exception {
    Person ann = careful();
    String number = number(world.answerTo(ann.phone(), "LIMIT 80"));
    assertThat(world.answerTo(ann.phone(), number)).contains("80.00 CNY a payment now");
    assertThat(world.answerTo(ann.phone(), "LIMIT 50")).contains("50.00 CNY a payment now");
    assertThat(world.answerTo(ann.phone(), "YES " + number))
        .isEqualTo("There is nothing to confirm. Send HELP for what you can send.");
  }

  @Test
  void threeWrongNumbersEndIt() throws Exception {
    Person ann = careful();
    String number = number(world.answerTo(ann.phone(), "LIMIT 80"));
    String wrong = another(number);
    assertThat(world.answerTo(ann.phone(), "YES " + wrong))
        .isEqualTo("That number is wrong. Nothing was done. Tries left: 2.");
    assertThat(world.answerTo(ann.phone(), wrong)).endsWith("Tries left: 1.");
    assertThat(world.answerTo(ann.phone(), wrong)).startsWith("Too many wrong numbers.");
    assertThat(world.answerTo(ann.phone(), number)).startsWith("Not understood.");
    assertThat(world.answerTo(ann.phone(), "LIMIT")).contains("50.00 CNY a payment");
  }

  @Test
  void aNumberIsGoodForFiveMinutes() throws Exception {
    Person ann = careful();
    String number = number(world.answerTo(ann.phone(), "LIMIT 80"));
    world.clock.advance(Duration.ofMinutes(5));
    assertThat(world.answerTo(ann.phone(), "YES " + number))
        .isEqualTo("This number is no longer valid and nothing was done. Send your request again.");
  }

  @Test
  void aNoEndsIt() throws Exception {
    Person ann = careful();
    String number = number(world.answerTo(ann.phone(), "LIMIT 80"));
    assertThat(world.answerTo(ann.phone(), "NO")).isEqualTo("Cancelled. Nothing was done.");
    assertThat(world.answerTo(ann.phone(), "YES " + number)).startsWith("There is nothing");
    assertThat(world.answerTo(ann.phone(), "NO")).startsWith("There is nothing");
  }

  @Test
  void aYesNeedsItsNumber() throws Exception {
    Person ann = careful();
    world.answerTo(ann.phone(), "LIMIT 80");
    assertThat(world.answerTo(ann.phone(), "yes"))
        .startsWith("Please reply YES and the 6-digit number");
  }

  @Test
  void threeMayBeOpenAndEachHasItsNumber() throws Exception {
    Person ann = careful();
    String first = number(world.answerTo(ann.phone(), "LIMIT 60"));
    String second = number(world.answerTo(ann.phone(), "LIMIT 70"));
    String third = number(world.answerTo(ann.phone(), "LIMIT 80"));
    assertThat(world.answerTo(ann.phone(), "LIMIT 90")).startsWith("Too many questions wait");
    assertThat(world.answerTo(ann.phone(), second)).contains("70.00 CNY a payment now");
    assertThat(world.answerTo(ann.phone(), third)).contains("80.00 CNY a payment now");
    assertThat(world.answerTo(ann.phone(), first)).contains("60.00 CNY a payment now");
  }

  @Test
  void somebodyElsesNumberIsWorthNothing() throws Exception {
    Person ann = careful();
    Person bo = careful();
    String number = number(world.answerTo(ann.phone(), "LIMIT 80"));
    world.answerTo(bo.phone(), "LIMIT 80");
    assertThat(world.answerTo(bo.phone(), number)).startsWith("That number is wrong.");
    assertThat(world.answerTo(world.stranger, "YES " + number)).startsWith("There is nothing");
    assertThat(world.answerTo(ann.phone(), number)).contains("80.00 CNY a payment now");
  }

  @Test
  void aQuestionOutlivesARestart() throws Exception {
    Person ann = careful();
    String number = number(world.answerTo(ann.phone(), "LIMIT 80"));
    world.restart();
    assertThat(world.answerTo(ann.phone(), number)).contains("80.00 CNY a payment now");
  }

  // ---- silence, language, history

  @Test
  void stopIsAnsweredWithHowToEndTheMandateAndStartNeedsAYes() throws Exception {
    Person ann = world.person("Ann", 100_00);
    assertThat(world.answerTo(ann.phone(), "STOP"))
        .isEqualTo(
            "No more texts you did not ask for. You can still pay by text; to end that, ask your"
                + " bank or Snaptill's operator. START brings our texts back.");
    assertThat(world.answerTo(ann.phone(), "STOP")).startsWith("No more texts");
    String question = world.answerTo(ann.phone(), "START");
    assertThat(question).startsWith("Get all our texts again? Reply YES ");
    assertThat(world.answerTo(ann.phone(), number(question))).startsWith("You get all our texts.");
    assertThat(world.answerTo(ann.phone(), "START")).startsWith("You get all our texts.");
    assertThat(world.answerTo(world.stranger, "退订")).startsWith("不再主动发短信给您。恢复");
    assertThat(world.answerTo(world.stranger, "START")).startsWith("You get all our texts.");
  }

  @Test
  void textsComeInTheLanguageAskedFor() throws Exception {
    Person ann = world.person("Ann", 100_00);
    assertThat(world.answerTo(ann.phone(), "LANG zh")).isEqualTo("我们将用中文给您发短信。");
    assertThat(world.answerTo(ann.phone(), "LIMIT")).startsWith("限额：单笔1000.00元");
    assertThat(world.answerTo(ann.phone(), "语言 英文"))
        .isEqualTo("Our texts to you are in English now.");
  }

  @Test
  void theLastFivePaymentsAreTold() throws Exception {
    Person ann = world.person("Ann", 100_00);
    assertThat(world.answerTo(ann.phone(), "HISTORY")).isEqualTo("There are no payments yet.");
    for (String amount : new String[] {"1.00", "2.00", "3.00", "4.00", "5.00"}) {
      world.answerTo(ann.phone(), world.voucher(amount).getString("code"));
    }
    Person bo = world.person("Bo", 100_00);
    world.answerTo(bo.phone(), world.ask(ann.phone(), "REQ 6").code());
    String told = world.answerTo(ann.phone(), "HISTORY", text -> text.contains("\n"));
    String[] lines = told.split("\n");
    assertThat(lines).hasSize(5);
    assertThat(lines[0]).endsWith(": 6.00 CNY from Bo");
    assertThat(lines[1]).endsWith(": 5.00 CNY to Corner Shop");
    assertThat(lines[4]).endsWith(": 2.00 CNY to Corner Shop");
  }

  // ---- further numbers

  @Test
  void anotherNumberIsAddedByBothPhones() throws Exception {
    Person ann = world.person("Ann", 100_00);
    var second = world.phone("+8613920000001", "second");
    assertThat(world.answerTo(second, world.voucher("1.00").getString("code")))
        .startsWith("This number is not registered");
    String question = world.answerTo(ann.phone(), "ADD +8613920000001");
    assertThat(question).startsWith("Let 139****0001 pay from your account too? Reply YES ");
    long before = second.lastId();
    assertThat(world.answerTo(ann.phone(), number(question)))
        .isEqualTo(
            "A 6-digit number was sent to 139****0001. It has to reply from there within 5"
                + " minutes.");
    String proof = second.awaitText(text -> true, before, World.SOON).text();
    assertThat(proof).startsWith("Ann wants this phone to pay from their account. Agree?");
    assertThat(world.answerTo(ann.phone(), "YES " + number(proof))).startsWith("There is nothing");
    assertThat(world.answerTo(second, number(proof))).startsWith("Done. This address now belongs");
    assertThat(world.answerTo(second, world.voucher("1.00").getString("code")))
        .startsWith("Paid 1.00 CNY to Corner Shop");
    assertThat(world.north.account(ann.account()).orElseThrow().balance()).isEqualTo(99_00);
  }

  @Test
  void anUnknownPhoneIsLinkedByTheRegisteredOnesNumber() throws Exception {
    Person ann = world.person("Ann", 100_00);
    var fresh = world.phone("+8613920000002", "fresh");
    String registered = ann.phone().number();
    long before = ann.phone().lastId();
    String said = world.answerTo(fresh, "ADD " + registered);
    assertThat(said).startsWith("If 139****").contains("it gets a 6-digit number by SMS now");
    String question = ann.phone().awaitText(text -> true, before, World.SOON).text();
    assertThat(question).startsWith("Let 139****0002 pay from your account too?");
    assertThat(world.answerTo(ann.phone(), number(question))).startsWith("Not understood.");
    assertThat(world.answerTo(fresh, "YES " + number(question))).startsWith("Done.");
    assertThat(world.answerTo(fresh, world.voucher("1.00").getString("code")))
        .startsWith("Paid 1.00 CNY to Corner Shop");
    // who is registered is not to be learnt so
    assertThat(world.answerTo(world.stranger, "ADD +8613999999999"))
        .startsWith("If 139****9999 is registered with us");
  }
}
