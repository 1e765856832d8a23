package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.World;
import dev.snaptill.World.Person;
import dev.snaptill.simulator.phone.Phone;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Patent P11: periodic debits, and debits whenever the designated item is paid for. */
class PatentP11SubscriptionTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
  private static final Pattern YES = Pattern.compile("Reply (YES \\d{6})");

  @TempDir Path directory;
  private World world;
  private Person payer;

  @BeforeEach
  void start() throws Exception {
    world = new World(directory, Map.of("SNAPTILL_SANDBOX_TEST_CLOCK", "true"));
    payer = world.person("Ann", 500_00);
    until(today().plusDays(1), LocalTime.of(10, 0));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private Instant advance(Duration by) throws Exception {
    return Instant.parse(
        world
            .operator("POST", "/admin/clock", new JsonObject().put("advance", by.toString()))
            .getString("now"));
  }

  private LocalDate today() throws Exception {
    return LocalDate.ofInstant(advance(Duration.ZERO), ZONE);
  }

  /** Moves the clock to a time of a day to come. */
  private void until(LocalDate day, LocalTime time) throws Exception {
    Instant now = advance(Duration.ZERO);
    advance(Duration.between(now, day.atTime(time).atZone(ZONE).toInstant()));
  }

  private JsonObject offer(String amount, String period, String item) throws Exception {
    JsonObject wanted = new JsonObject().put("amount", amount).put("period", period);
    return world.call(
        "POST",
        "/v1/subscription-vouchers",
        world.shopKey,
        item == null ? wanted : wanted.put("item", item));
  }

  /** Sends a text, answers the question that comes back, and returns what comes then. */
  private String confirmed(Phone phone, String text, Function<String, Boolean> question) {
    String asked = world.answerTo(phone, text, t -> YES.matcher(t).find());
    assertThat(question.apply(asked)).as(asked).isTrue();
    Matcher yes = YES.matcher(asked);
    assertThat(yes.find()).isTrue();
    return world.answerTo(phone, yes.group(1));
  }

  private void subscribe(Person who, JsonObject voucher, String terms) {
    assertThat(
            confirmed(
                who.phone(),
                voucher.getString("code"),
                asked -> asked.startsWith("May Corner Shop take " + terms + ", until you cancel?")))
        .isEqualTo("You allow Corner Shop to take " + terms + ". To end it send CANCEL SUB 1.");
  }

  private String awaitText(Person who, long last, String start) {
    return who.phone().awaitText(text -> text.startsWith(start), last, World.SOON).text();
  }

  private void assertHas(Person who, long amount) {
    Awaitility.await()
        .atMost(World.SOON)
        .untilAsserted(() -> assertThat(world.north.balance(who.account())).isEqualTo(amount));
  }

  private JsonArray subscriptions() throws Exception {
    return world.call("GET", "/v1/subscriptions", world.shopKey, null).getJsonArray("data");
  }

  private void awaitOccurrence(int occurrence) {
    Awaitility.await()
        .atMost(World.SOON)
        .until(() -> subscriptions().getJsonObject(0).getInteger("occurrence") == occurrence);
  }

  private void awaitNextDebit(LocalDate day) {
    String wanted = day.atTime(9, 0).atZone(ZONE).toInstant().toString();
    Awaitility.await()
        .atMost(World.SOON)
        .until(
            () ->
                Instant.parse(subscriptions().getJsonObject(0).getString("next_debit"))
                    .toString()
                    .equals(wanted));
  }

  @Test
  void aMonthIsDebitedOnceAfterConsentAndNotice() throws Exception {
    LocalDate first = today().plusDays(1);
    subscribe(payer, offer("30", "month", null), "30.00 CNY every month from " + DAY.format(first));
    JsonObject made = subscriptions().getJsonObject(0);
    assertThat(made.getString("state")).isEqualTo("active");
    assertThat(world.shop.awaitText(text -> text.startsWith("New subscription"), World.SOON).text())
        .matches("New subscription by 139\\*{4}\\d{4}: 30\\.00 CNY a month\\.");
    // the offer is the payee's voucher; what is behind the subscription is nobody's to send
    assertThat(world.call("GET", "/v1/vouchers", world.shopKey, null).getJsonArray("data"))
        .hasSize(1);
    assertThat(world.answerTo(payer.phone(), "SUBS"))
        .isEqualTo(
            "1: Corner Shop, 30.00 CNY a month. Send CANCEL SUB, PAUSE SUB or RESUME SUB and the"
                + " number.");

    long last = payer.phone().lastId();
    until(first, LocalTime.of(9, 30));
    assertHas(payer, 500_00);
    until(first, LocalTime.of(10, 30));
    awaitText(payer, last, "Paid 30.00 CNY to Corner Shop. Receipt ");
    assertHas(payer, 470_00);
    world.shop.awaitText(text -> text.startsWith("Received 30.00 CNY from 139****"), World.SOON);
    awaitOccurrence(1);

    last = payer.phone().lastId();
    LocalDate second = first.plusMonths(1);
    until(second.minusDays(1), LocalTime.of(8, 0));
    assertThat(awaitText(payer, last, "Corner Shop will take "))
        .isEqualTo(
            "Corner Shop will take 30.00 CNY on "
                + DAY.format(second)
                + " 09:00 (subscription 1). To end it send CANCEL SUB 1, to wait PAUSE SUB 1.");
    until(second, LocalTime.of(8, 59));
    assertHas(payer, 470_00);
    until(second, LocalTime.of(9, 5));
    awaitText(payer, last, "Paid 30.00 CNY to Corner Shop. Receipt ");
    assertHas(payer, 440_00);
    awaitOccurrence(2);
  }

  @Test
  void whatWasMissedWhileTheGatewayWasDownIsDebitedOnce() throws Exception {
    LocalDate first = today().plusDays(1);
    // by the week: of a daily one the next notice is due at once, and may or may not leave before
    // the gateway stops
    subscribe(payer, offer("1", "week", null), "1.00 CNY every week from " + DAY.format(first));
    long last = payer.phone().lastId();
    until(first, LocalTime.of(10, 30));
    awaitText(payer, last, "Paid 1.00 CNY");
    awaitOccurrence(1);
    last = payer.phone().lastId();
    world.stopGateway();
    world.clock.advance(Duration.ofDays(30));
    world.startGateway();
    awaitText(payer, last, "Corner Shop will take 1.00 CNY");
    assertHas(payer, 499_00);
    last = payer.phone().lastId();
    advance(Duration.ofHours(25));
    awaitText(payer, last, "Paid 1.00 CNY");
    awaitOccurrence(5);
    assertHas(payer, 498_00);
  }

  /** Each is noticed a day before, and yet none is later than its time of the day. */
  @Test
  void dailyDebitsDoNotDriftAndOneLateForOnceDelaysNoOther() throws Exception {
    LocalDate first = today().plusDays(1);
    subscribe(payer, offer("1", "day", null), "1.00 CNY every day from " + DAY.format(first));
    for (int day = 0; day < 4; day++) {
      long last = payer.phone().lastId();
      LocalDate next = first.plusDays(day + 1);
      until(first.plusDays(day), LocalTime.of(8, 0));
      assertThat(awaitText(payer, last, "Corner Shop will take "))
          .startsWith("Corner Shop will take 1.00 CNY on " + DAY.format(next) + " 09:00 ");
      // the last one's debit is late by an hour and a half
      until(first.plusDays(day), day == 3 ? LocalTime.of(10, 30) : LocalTime.of(10, 1));
      awaitText(payer, last, "Paid 1.00 CNY");
      awaitOccurrence(day + 1);
      awaitNextDebit(next);
    }
    assertHas(payer, 496_00);

    // a day without the gateway: that debit is late, and so is the next notice, but nothing after
    world.stopGateway();
    world.clock.advance(Duration.ofHours(25));
    long last = payer.phone().lastId();
    world.startGateway();
    awaitText(payer, last, "Paid 1.00 CNY");
    awaitOccurrence(5);
    awaitText(payer, last, "Corner Shop will take ");
    last = payer.phone().lastId();
    until(first.plusDays(5), LocalTime.of(8, 0));
    assertThat(awaitText(payer, last, "Corner Shop will take "))
        .startsWith(
            "Corner Shop will take 1.00 CNY on " + DAY.format(first.plusDays(6)) + " 09:00");
    until(first.plusDays(5), LocalTime.of(12, 30));
    awaitText(payer, last, "Paid 1.00 CNY");
    awaitOccurrence(6);
    awaitNextDebit(first.plusDays(6));
    assertHas(payer, 494_00);
  }

  @Test
  void whoHasNoMoneyIsAskedForThreeDaysThenItIsPaused() throws Exception {
    Person poor = world.person("Di", 10_00);
    LocalDate first = today().plusDays(1);
    subscribe(poor, offer("30", "week", null), "30.00 CNY every week from " + DAY.format(first));
    for (int day = 0; day < 4; day++) {
      long last = poor.phone().lastId();
      until(first.plusDays(day), LocalTime.of(11, 0));
      awaitText(poor, last, "Not enough money in your account for 30.00 CNY to Corner Shop.");
      if (day < 3) {
        awaitNextDebit(first.plusDays(day + 1));
      }
    }
    assertThat(awaitText(poor, 0, "30.00 CNY to Corner Shop could not"))
        .isEqualTo(
            "30.00 CNY to Corner Shop could not be taken: subscription 1 is paused. To go on send"
                + " RESUME SUB 1.");
    assertThat(subscriptions().getJsonObject(0).getString("reason")).isEqualTo("BANK_NO_FUNDS");
    assertHas(poor, 10_00);
    assertThat(
            confirmed(
                poor.phone(),
                "resume sub 1",
                asked ->
                    asked.startsWith(
                        "May Corner Shop take 30.00 CNY a week again (subscription 1)?")))
        .startsWith("Subscription 1 to Corner Shop goes on.");
    assertThat(subscriptions().getJsonObject(0).getString("state")).isEqualTo("active");
  }

  @Test
  void itsPayerPausesAndEndsIt() throws Exception {
    LocalDate first = today().plusDays(1);
    subscribe(payer, offer("2", "day", null), "2.00 CNY every day from " + DAY.format(first));
    assertThat(world.answerTo(payer.phone(), "PAUSE SUB 1"))
        .isEqualTo("Corner Shop takes nothing until you send RESUME SUB 1.");
    until(first.plusDays(3), LocalTime.of(12, 0));
    assertThat(world.answerTo(payer.phone(), "SUBS")).contains("2.00 CNY a day, paused.");
    assertThat(world.answerTo(payer.phone(), "CANCEL SUB 1"))
        .isEqualTo("Subscription 1 to Corner Shop has ended. Nothing more will be taken.");
    assertThat(world.answerTo(payer.phone(), "SUBS")).isEqualTo("You have no subscriptions.");
    assertThat(world.answerTo(payer.phone(), "RESUME SUB 1"))
        .isEqualTo("You have no subscription 1. Send SUBS to see them.");
    assertHas(payer, 500_00);
  }

  // ---- by item

  private int charge(String key, String item, String amount) throws Exception {
    JsonObject body =
        new JsonObject()
            .put("subscription", subscriptions().getJsonObject(0).getString("id"))
            .put("item", item)
            .put("amount", amount);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(world.api() + "/v1/charges"))
            .header("Authorization", "Bearer " + world.shopKey)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  @Test
  void theDesignatedItemIsDebitedWheneverItIsCharged() throws Exception {
    subscribe(payer, offer("20", "item", "coffee"), "up to 20.00 CNY for each coffee");
    long last = payer.phone().lastId();
    assertThat(charge("a", "coffee", "12")).isEqualTo(201);
    awaitText(payer, last, "Paid 12.00 CNY to Corner Shop. Receipt ");
    last = payer.phone().lastId();
    assertThat(charge("a", "coffee", "12")).isEqualTo(201);
    assertThat(charge("b", "coffee", "20")).isEqualTo(201);
    awaitText(payer, last, "Paid 20.00 CNY to Corner Shop. Receipt ");
    assertThat(charge("c", "tea", "12")).isEqualTo(422);
    assertThat(charge("d", "coffee", "20.01")).isEqualTo(422);
    assertHas(payer, 468_00);
    world.answerTo(payer.phone(), "PAUSE SUB 1");
    assertThat(charge("e", "coffee", "1")).isEqualTo(409);
    String id = subscriptions().getJsonObject(0).getString("id");
    assertThat(
            world
                .call("POST", "/v1/subscriptions/" + id + "/cancel", world.shopKey, null)
                .getString("state"))
        .isEqualTo("cancelled");
    assertThat(charge("f", "coffee", "1")).isEqualTo(409);
    assertHas(payer, 468_00);
  }

  // ---- what is not for subscribing, and a clock that stands

  @Test
  void anOrdinaryVoucherIsNotForSubscribing() throws Exception {
    JsonObject voucher = world.voucher("5.00");
    assertThat(world.answerTo(payer.phone(), "SUB " + voucher.getString("digits")))
        .isEqualTo("This voucher is not for subscribing. To pay it once send its 14 digits.");
    assertThat(world.answerTo(payer.phone(), voucher.getString("digits")))
        .startsWith("Paid 5.00 CNY");
  }

  @Test
  void withoutASandboxTheClockCannotBeMoved() throws Exception {
    world.restart(Map.of("SNAPTILL_SANDBOX_TEST_CLOCK", "false"));
    assertThatThrownBy(
            () -> world.operator("POST", "/admin/clock", new JsonObject().put("advance", "P1D")))
        .hasMessageContaining("404");
  }
}
