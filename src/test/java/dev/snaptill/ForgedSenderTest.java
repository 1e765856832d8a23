package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World.Person;
import dev.snaptill.simulator.phone.Phone;
import dev.snaptill.simulator.phone.PhoneMessage;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An attack: over a bind that is not the carrier's own, texts come under the numbers of people who
 * did not send them. Whoever sends them can't read what these people's phones get. Nothing moves
 * and nothing is widened.
 */
class ForgedSenderTest {
  private static final Pattern NUMBER = Pattern.compile("YES (\\d{6})");
  @TempDir static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory, Map.of("SNAPTILL_CARRIERS_0_TRUST", "weak"));
  }

  @AfterAll
  static void stop() throws Exception {
    world.stopGateway();
    assertThat(world.wrong()).isEmpty();
    world.close();
  }

  /** Sends a text in somebody's name and waits until the gateway is done with it. */
  private static void forge(Phone victim, String text) throws Exception {
    double before = ended();
    assertThat(victim.sendText(text)).succeedsWithin(World.SOON);
    Awaitility.await().atMost(World.SOON).until(() -> ended() > before);
  }

  private static double ended() throws Exception {
    double sum = 0;
    for (String outcome :
        List.of(
            "payment",
            "requested",
            "done",
            "confirming",
            "repeated",
            "refused",
            "helped",
            "silent")) {
      sum += world.metric("snaptill_messages_ended_total{outcome=\"" + outcome + "\"}");
    }
    return sum;
  }

  private static JsonObject party(Person person) throws Exception {
    return world.operator("GET", "/v1/parties/" + person.id(), null);
  }

  private static String number(String question) {
    Matcher number = NUMBER.matcher(question);
    assertThat(number.find()).as(question).isTrue();
    return number.group(1);
  }

  private static List<String> got(Phone phone) {
    return phone.messages().stream()
        .filter(m -> m.direction() == PhoneMessage.Direction.IN)
        .map(PhoneMessage::text)
        .toList();
  }

  /** Guesses at the number that only the phone has; one in 333,333 attacks would be lucky. */
  private static void guess(Phone phone) throws Exception {
    String number =
        got(phone).stream()
            .map(NUMBER::matcher)
            .filter(Matcher::find)
            .reduce((a, b) -> b)
            .map(m -> m.group(1))
            .orElse("000000");
    for (int i = 1; i <= 4; i++) {
      forge(phone, "YES %06d".formatted((Integer.parseInt(number) + i) % 1_000_000));
    }
    forge(phone, "YES");
    forge(phone, "%06d".formatted((Integer.parseInt(number) + 7) % 1_000_000));
    // even the right one is late now
    forge(phone, "YES " + number);
  }

  /** The victim's phone was asked with these words, and the guesses led nowhere. */
  private static void attack(Person victim, String text, String question) throws Exception {
    Map<String, Long> money = world.money();
    JsonObject before = party(victim);
    long asked = asked(victim, question);
    forge(victim.phone(), text);
    Awaitility.await().atMost(World.SOON).until(() -> asked(victim, question) > asked);
    assertThat(asked(victim, question)).isEqualTo(asked + 1);
    guess(victim.phone());
    assertThat(world.money()).isEqualTo(money);
    assertThat(party(victim)).isEqualTo(before);
  }

  private static long asked(Person victim, String question) {
    return got(victim.phone()).stream().filter(text -> text.startsWith(question)).count();
  }

  /** The phone's owner sends a text and says yes to the question that comes. */
  private static String truly(Phone phone, String text) {
    String question = world.answerTo(phone, text, t -> NUMBER.matcher(t).find());
    return world.answerTo(phone, "YES " + number(question));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PAY",
        "PAY 付款",
        "LIMIT 900",
        "LIMIT DAY 900",
        "LIMIT MONTH 4000",
        "START",
        "ADD +8613999000001",
        "REQ 50",
        "REQ 50 TO +8613999000001",
        "JOIN",
        "HISTORY",
        "REFUND",
        "SUB",
        "RESUME SUB 1"
      })
  void aTextInSomebodyElsesNameDoesNothing(String text) throws Exception {
    Person victim = world.person("Ann", 1000_00);
    Phone phone = victim.phone();
    forge(phone, "LIMIT 40");
    forge(phone, "LIMIT DAY 80");
    forge(phone, "LIMIT MONTH 90");
    // its answer is the last of four: what comes from now on is the attack's
    assertThat(world.answerTo(phone, "STOP", t -> t.startsWith("No more texts"))).isNotEmpty();
    String code = world.voucher("30.00").getString("code");
    JsonObject before = party(victim);
    Map<String, Long> money = world.money();
    int told = got(phone).size();

    String full =
        switch (text) {
          case "PAY" -> code;
          case "PAY 付款" -> "付款 " + code;
          case "SUB" -> "SUB " + code;
          case "REFUND" -> "REFUND 5J2K-8WQD-0Z3A-47";
          default -> text;
        };
    forge(phone, full);
    guess(phone);

    assertThat(world.money()).isEqualTo(money);
    assertThat(party(victim)).isEqualTo(before);
    // no receipt, no voucher, nobody's history: questions and refusals only
    assertThat(got(phone).subList(told, got(phone).size()))
        .noneMatch(said -> said.matches("(?s)(Paid|Pay me|Received|You get all|Your limit).*"));
  }

  // ---- with something there to be stolen

  @Test
  void aReceivedPaymentIsNotGivenBackToTheThiefWhoPaidIt() throws Exception {
    Person victim = world.person("Ann", 1000_00);
    Person thief = world.person("Eve", 100_00);
    String key =
        world
            .operator(
                "POST", "/v1/keys", new JsonObject().put("party", victim.id()).put("name", "x"))
            .getString("key");
    String code =
        world
            .call("POST", "/v1/vouchers", key, new JsonObject().put("amount", "20.00"))
            .getString("code");
    String paid = truly(thief.phone(), code);
    assertThat(paid).startsWith("Paid 20.00 CNY to Ann. Receipt ");
    String receipt = paid.substring(paid.indexOf("Receipt ") + 8, paid.length() - 1);
    victim.phone().awaitText(text -> text.contains(receipt), World.SOON);
    attack(victim, "REFUND " + receipt, "Give back 20.00 CNY of payment " + receipt + "?");
    assertThat(world.north.balance(thief.account())).isEqualTo(80_00);
    assertThat(asked(victim, "Refunded")).isZero();
  }

  private static JsonObject subscriptions() throws Exception {
    return world.call("GET", "/v1/subscriptions?limit=100", world.shopKey, null);
  }

  private static String offer() throws Exception {
    return world
        .call(
            "POST",
            "/v1/subscription-vouchers",
            world.shopKey,
            new JsonObject().put("amount", "30").put("period", "month"))
        .getString("code");
  }

  @Test
  void nobodyIsSubscribedByAnother() throws Exception {
    Person victim = world.person("Ann", 1000_00);
    JsonObject before = subscriptions();
    String code = offer();
    attack(victim, "SUB " + code, "May Corner Shop take 30.00 CNY every month");
    assertThat(subscriptions()).isEqualTo(before);
    assertThat(asked(victim, "You allow")).isZero();
  }

  @Test
  void aPausedSubscriptionStaysPaused() throws Exception {
    Person victim = world.person("Ann", 1000_00);
    assertThat(truly(victim.phone(), "SUB " + offer())).startsWith("You allow Corner Shop");
    assertThat(world.answerTo(victim.phone(), "PAUSE SUB 1")).startsWith("Corner Shop takes");
    JsonObject before = subscriptions();
    assertThat(before.getJsonArray("data").getJsonObject(0).getString("state")).isEqualTo("paused");
    attack(victim, "RESUME SUB 1", "May Corner Shop take 30.00 CNY a month again");
    assertThat(subscriptions()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"LIMIT 900", "LIMIT DAY 900", "LIMIT MONTH 4000"})
  void aLimitThatWasLoweredStaysLow(String text) throws Exception {
    Person victim = world.person("Ann", 1000_00);
    world.answerTo(victim.phone(), "LIMIT 40");
    world.answerTo(victim.phone(), "LIMIT DAY 80");
    world.answerTo(victim.phone(), "LIMIT MONTH 90");
    attack(victim, text, "Raise your limit ");
    assertThat(asked(victim, "Your limit is 900.00 CNY")).isZero();
    assertThat(asked(victim, "Your limit is 4000.00 CNY")).isZero();
  }

  @Test
  void aThiefsPhoneIsNotAdded() throws Exception {
    Person victim = world.person("Ann", 1000_00);
    Phone thief = world.phone("+8613930000001", "thief");
    attack(victim, "ADD " + thief.number(), "Let 139****0001 pay from your account too?");
    assertThat(got(thief)).isEmpty();
    assertThat(world.answerTo(thief, world.voucher("1.00").getString("code")))
        .startsWith("This number is not registered");
  }

  @Test
  void silenceIsNotBroken() throws Exception {
    Person victim = world.person("Ann", 1000_00);
    world.answerTo(victim.phone(), "STOP");
    attack(victim, "START", "Get all our texts again?");
    assertThat(asked(victim, "You get all our texts")).isZero();
  }

  @Test
  void aPaymentIsAskedForAndNotMade() throws Exception {
    Person victim = world.person("Ann", 1000_00);
    attack(victim, world.voucher("30.00").getString("code"), "Pay 30.00 CNY to Corner Shop?");
  }

  /** A request takes nothing; it is the payer who pays, and who is asked. */
  @Test
  void aRequestInSomebodysNameTakesNothing() throws Exception {
    Person victim = world.person("Ann", 1000_00);
    Person other = world.person("Bo", 1000_00);
    Map<String, Long> money = world.money();
    forge(victim.phone(), "REQ 50 TO " + other.phone().number());
    guess(victim.phone());
    guess(other.phone());
    assertThat(world.money()).isEqualTo(money);
  }

  @Test
  void nobodyConsentsForAnother() throws Exception {
    String id = world.party("person", "Cai", "+8613930000002");
    String account = "6222060000000001";
    world.north.openAccount(account, 100_00);
    Phone phone = world.phone("+8613930000002", "cai");
    Person victim = new Person(phone, id, account, world.account(id, "north", account));
    world.operator(
        "POST",
        "/v1/parties/" + id + "/invite",
        new JsonObject().put("account", victim.accountId()).put("per_payment", "300.00"));
    phone.awaitText(text -> text.startsWith("Pay by text from account"), World.SOON);
    guess(phone);
    attack(victim, "JOIN", "Pay by text from account");
    forge(phone, world.voucher("1.00").getString("code"));
    assertThat(got(phone)).noneMatch(text -> text.startsWith("Welcome"));
    assertThat(world.north.balance(account)).isEqualTo(100_00);
  }

  @Test
  void theTruePhoneCanPayAllTheSame() throws Exception {
    Person ann = world.person("Ann", 1000_00);
    String code = world.voucher("30.00").getString("code");
    String question = world.answerTo(ann.phone(), code);
    assertThat(question).startsWith("Pay 30.00 CNY to Corner Shop? Reply YES ");
    assertThat(world.answerTo(ann.phone(), "YES " + number(question)))
        .startsWith("Paid 30.00 CNY to Corner Shop. Receipt ");
    assertThat(world.north.account(ann.account()).orElseThrow().balance()).isEqualTo(970_00);
  }

  @Test
  void aPhoneIsNotFloodedWithQuestionsAndIsWarnedOnce() throws Exception {
    Person victim = world.person("Ann", 1000_00);
    Phone phone = victim.phone();
    String code = world.voucher("30.00").getString("code");
    for (int attack = 0; attack < 4; attack++) {
      for (int i = 0; i < 6; i++) {
        forge(phone, code);
      }
      for (int i = 0; i < 3; i++) {
        forge(phone, "YES 00000" + i);
      }
    }
    Awaitility.await()
        .atMost(World.SOON)
        .until(() -> got(phone).stream().anyMatch(t -> t.startsWith("Someone may be using")));
    // all that was to be sent has been once this is answered
    world.answerTo(phone, "HELP", text -> text.startsWith("Pay: "));
    List<String> got = got(phone);
    assertThat(got.stream().filter(text -> text.startsWith("Pay 30.00 CNY"))).hasSizeLessThan(9);
    assertThat(got.stream().filter(text -> text.startsWith("Someone may be using your number")))
        .hasSize(1);
    assertThat(world.north.account(victim.account()).orElseThrow().balance()).isEqualTo(1000_00);
  }

  @Test
  void aThousandGuessesAtOneMomentAreNoMoreThanThree() throws Exception {
    Person victim = world.person("Ann", 1000_00);
    Phone phone = victim.phone();
    String code = world.voucher("30.00").getString("code");
    String number = number(world.answerTo(phone, code));
    int before = got(phone).size();
    for (int i = 1; i <= 40; i++) {
      phone.sendText("YES %06d".formatted((Integer.parseInt(number) + i) % 1_000_000));
    }
    Awaitility.await().atMost(World.SOON).until(() -> got(phone).size() == before + 40);
    List<String> answers = got(phone).subList(before, before + 40);
    // whoever was told how many tries are left had one
    assertThat(answers.stream().filter(text -> text.startsWith("That number is wrong")))
        .hasSizeBetween(1, 3);
    forge(phone, "YES " + number);
    assertThat(world.north.account(victim.account()).orElseThrow().balance()).isEqualTo(1000_00);
  }

  @Test
  void wrongCodesInSomebodysNameDoNotBlockIt() throws Exception {
    Person victim = world.person("Ann", 1000_00);
    for (int i = 0; i < 6; i++) {
      String digits = "%012d".formatted(987_654_321_000L + i);
      forge(victim.phone(), digits + dev.snaptill.voucher.VoucherCodes.checkDigits(digits));
    }
    world.restart(Map.of("SNAPTILL_CARRIERS_0_TRUST", "operator"));
    try {
      assertThat(world.answerTo(victim.phone(), world.voucher("1.00").getString("code")))
          .startsWith("Paid 1.00 CNY");
    } finally {
      world.restart();
    }
  }
}
