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
    forge(phone, "STOP");
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
    // guesses at the number that only the phone has; one in 333,333 attacks would be lucky
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

    assertThat(world.money()).isEqualTo(money);
    assertThat(party(victim)).isEqualTo(before);
    // no receipt, no voucher, nobody's history: questions and refusals only
    assertThat(got(phone).subList(told, got(phone).size()))
        .noneMatch(said -> said.matches("(?s)(Paid|Pay me|Received|You get all|Your limit).*"));
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
    // the right one is among them, behind many others
    for (int i = 40; i >= 0; i--) {
      phone.sendText("YES %06d".formatted((Integer.parseInt(number) + i) % 1_000_000));
    }
    Awaitility.await()
        .atMost(World.SOON)
        .until(() -> got(phone).stream().anyMatch(text -> text.startsWith("Too many wrong")));
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
