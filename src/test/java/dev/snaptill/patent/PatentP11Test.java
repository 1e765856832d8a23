package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P11, the part of counts and amounts: a voucher is paid while its uses are fewer than a threshold
 * and amounts smaller than the thresholds of voucher, payer and platform.
 */
class PatentP11Test {
  @TempDir static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory);
    world.toMorning();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static void refused(World.Person payer, String text, String answer) {
    Map<String, Long> before = world.money();
    assertThat(world.answerTo(payer.phone(), text)).isEqualTo(answer);
    assertThat(world.money()).isEqualTo(before);
  }

  private static JsonObject shown(JsonObject voucher) throws Exception {
    return world.call("GET", "/v1/vouchers/" + voucher.getString("id"), world.shopKey, null);
  }

  @Test
  void aVoucherOfTwoUsesIsPaidTwice() throws Exception {
    JsonObject voucher = world.voucher(new JsonObject().put("amount", "2.00").put("max_uses", 2));
    String code = voucher.getString("code");
    assertThat(world.answerTo(world.person("A", 10_00).phone(), code)).startsWith("Paid 2.00");
    assertThat(shown(voucher).getString("state")).isEqualTo("active");
    assertThat(world.answerTo(world.person("B", 10_00).phone(), code)).startsWith("Paid 2.00");
    assertThat(shown(voucher).getString("state")).isEqualTo("exhausted");
    refused(
        world.person("C", 10_00),
        code,
        "This voucher has been used as often as it can be. Nothing was taken.");
  }

  @Test
  void tenOfManyPayersAtOncePay() throws Exception {
    JsonObject voucher = world.voucher(new JsonObject().put("amount", "1.00").put("max_uses", 10));
    List<World.Person> people = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      people.add(world.person("P" + i, 5_00));
    }
    people.forEach(person -> person.phone().sendText(voucher.getString("code")));
    long paid = 0;
    for (World.Person person : people) {
      String answer = person.phone().awaitText(text -> true, 0, World.SOON).text();
      if (answer.startsWith("Paid 1.00 CNY")) {
        paid++;
      } else {
        assertThat(answer).contains("as often as it can be");
      }
    }
    assertThat(paid).isEqualTo(10);
    assertThat(shown(voucher).getInteger("uses")).isEqualTo(10);
    long taken =
        people.stream().mapToLong(p -> 5_00 - world.money().get("north " + p.account())).sum();
    assertThat(taken).isEqualTo(10_00);
  }

  @Test
  void anUnlimitedVoucherIsPaidUntilItExpires() throws Exception {
    JsonObject voucher =
        world.voucher(
            new JsonObject()
                .put("amount", "1.00")
                .put("unlimited_uses", true)
                .put("expires_in", 3600));
    assertThat(voucher.getValue("max_uses")).isNull();
    for (int i = 0; i < 3; i++) {
      assertThat(world.answerTo(world.person("U" + i, 5_00).phone(), voucher.getString("code")))
          .startsWith("Paid 1.00");
    }
    assertThat(shown(voucher).getString("state")).isEqualTo("active");
  }

  @Test
  void aPayerWhoPaysAgainIsAskedFirst() throws Exception {
    World.Person ann = world.person("Ann", 10_00);
    JsonObject voucher =
        world.voucher(new JsonObject().put("amount", "2.00").put("unlimited_uses", true));
    String code = voucher.getString("code");
    assertThat(world.answerTo(ann.phone(), code)).startsWith("Paid 2.00");
    String question = world.answerTo(ann.phone(), code);
    assertThat(question).contains("To pay it once more reply AGAIN");
    String again = question.substring(question.indexOf("AGAIN"), question.length() - 1);
    assertThat(world.answerTo(ann.phone(), again)).startsWith("Paid 2.00");
    assertThat(world.money()).containsEntry("north " + ann.account(), 6_00L);
  }

  @Test
  void thePayerChoosesTheAmountWithinBounds() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    JsonObject voucher =
        world.voucher(
            new JsonObject()
                .put("min_amount", "5.00")
                .put("max_amount", "50.00")
                .put("unlimited_uses", true));
    String code = voucher.getString("code");
    refused(
        ann,
        code,
        "How much? Send the code again with an amount from 5.00 CNY to 50.00 CNY after it. Example:"
            + " PAY code 25.00");
    refused(
        ann,
        code + " 50.01",
        "The amount must be from 5.00 CNY to 50.00 CNY. Send the code again with it. Nothing was"
            + " taken.");
    assertThat(world.answerTo(ann.phone(), code + " 25.00")).startsWith("Paid 25.00 CNY");
    World.Person bo = world.person("Bo", 100_00);
    assertThat(world.answerTo(bo.phone(), "PAY " + code + " 25")).startsWith("Paid 25.00 CNY");
    World.Person cy = world.person("Cy", 100_00);
    assertThat(world.answerTo(cy.phone(), "7.50", world.picture(voucher)))
        .startsWith("Paid 7.50 CNY");
  }

  @Test
  void aFixedAmountIsNotThePayersToChange() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    String code = world.voucher("10.00").getString("code");
    refused(
        ann,
        code + " 9.00",
        "This voucher is for 10.00 CNY exactly. Send the code without an amount to pay that."
            + " Nothing was taken.");
    assertThat(world.answerTo(ann.phone(), code + " 10")).startsWith("Paid 10.00 CNY");
  }

  @Test
  void partsArePaidUpToATotalAndNoFurther() throws Exception {
    JsonObject voucher =
        world.voucher(
            new JsonObject()
                .put("min_amount", "10.00")
                .put("max_amount", "30.00")
                .put("total", "35.00"));
    String code = voucher.getString("code");
    assertThat(world.answerTo(world.person("A", 99_00).phone(), code + " 30"))
        .startsWith("Paid 30.00");
    assertThat(shown(voucher).getString("total_taken")).isEqualTo("30.00");
    World.Person b = world.person("B", 99_00);
    refused(
        b,
        code + " 10",
        "The amount must be from 5.00 CNY to 5.00 CNY. Send the code again with it. Nothing was"
            + " taken.");
    assertThat(world.answerTo(b.phone(), code)).startsWith("Paid 5.00");
    refused(
        world.person("C", 99_00),
        code + " 1",
        "This has been paid in full already. Nothing was taken.");
    assertThat(shown(voucher).getString("state")).isEqualTo("exhausted");
  }

  @Test
  void anOrderIsOneTotalWhateverVouchersCarryIt() throws Exception {
    JsonObject wanted = new JsonObject().put("amount", "20.00").put("order", "A-17");
    String first = world.voucher(wanted).getString("code");
    String second = world.voucher(wanted).getString("code");
    World.Person ann = world.person("Ann", 99_00);
    assertThat(world.answerTo(ann.phone(), first)).startsWith("Paid 20.00");
    refused(
        world.person("Bo", 99_00),
        second,
        "This has been paid in full already. Nothing was taken.");
  }

  @Test
  void whatCameToNothingIsGivenBackToTheTotal() throws Exception {
    JsonObject wanted = new JsonObject().put("amount", "20.00").put("order", "A-18");
    JsonObject voucher = world.voucher(wanted);
    World.Person poor = world.person("Poor", 1_00);
    assertThat(world.answerTo(poor.phone(), voucher.getString("code")))
        .startsWith("Not enough money");
    assertThat(shown(voucher).getString("total_taken")).isEqualTo("0.00");
    assertThat(world.answerTo(world.person("Rich", 99_00).phone(), voucher.getString("code")))
        .startsWith("Paid 20.00");
  }

  @Test
  void whatIsNotBelowThePlatformsThresholdIsRefused() throws Exception {
    World.Person ann = world.person("Ann", 5000_00);
    world.mandate(ann, new JsonObject().put("per_payment", "2000.00"));
    refused(
        ann,
        world.voucher("1000.01").getString("code"),
        "Payments above 1000.00 CNY are not possible by message. Nothing was taken.");
  }

  @Test
  void whatIsNotBelowThePayersThresholdIsRefused() throws Exception {
    World.Person ann = world.person("Ann", 500_00);
    world.mandate(ann, new JsonObject().put("per_payment", "20.00").put("per_month", "30.00"));
    refused(
        ann,
        world.voucher("20.01").getString("code"),
        "This payment of 20.01 CNY is over your limit. Nothing was taken.");
    assertThat(world.answerTo(ann.phone(), world.voucher("20.00").getString("code")))
        .startsWith("Paid 20.00");
    refused(
        ann,
        world.voucher("10.01").getString("code"),
        "10.01 CNY more would be over your limit for a month. Nothing was taken.");
  }

  @Test
  void printedVouchersHaveADailyLimitOfTheirOwn() throws Exception {
    World.Person ann = world.person("Ann", 999_00);
    JsonObject poster =
        new JsonObject().put("amount", "170.00").put("unlimited_uses", true).put("printed", true);
    for (int i = 0; i < 2; i++) {
      assertThat(world.answerTo(ann.phone(), world.voucher(poster).getString("code")))
          .startsWith("Paid 170.00");
    }
    refused(
        ann,
        world.voucher(poster).getString("code"),
        "170.00 CNY more would be over your daily limit for printed vouchers. Nothing was taken.");
    assertThat(world.answerTo(ann.phone(), world.voucher("170.00").getString("code")))
        .startsWith("Paid 170.00");
  }

  @Test
  void aPausedVoucherTakesNothing() throws Exception {
    World.Person ann = world.person("Ann", 99_00);
    JsonObject voucher = world.voucher("3.00");
    String path = "/v1/vouchers/" + voucher.getString("id");
    assertThat(world.call("POST", path + "/pause", world.shopKey, null).getString("state"))
        .isEqualTo("paused");
    refused(
        ann,
        voucher.getString("code"),
        "This voucher is paused. Ask its payee. Nothing was taken.");
    world.call("POST", path + "/resume", world.shopKey, null);
    assertThat(world.answerTo(ann.phone(), voucher.getString("code"))).startsWith("Paid 3.00");
  }

  @Test
  void eachRefusalIsCounted() throws Exception {
    String series = "snaptill_vouchers_validated_total{result=\"expired\"}";
    double before = world.metric(series);
    JsonObject voucher = world.voucher(new JsonObject().put("amount", "1.00").put("expires_in", 1));
    Awaitility.await()
        .atMost(World.SOON)
        .until(() -> shown(voucher).getString("state").equals("expired"));
    refused(
        world.person("Ann", 9_00),
        voucher.getString("code"),
        "This voucher has expired. Ask for a new one. Nothing was taken.");
    assertThat(world.metric(series)).isEqualTo(before + 1);
  }
}
