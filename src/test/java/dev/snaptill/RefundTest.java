package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.World.Person;
import dev.snaptill.simulator.bank.Fault;
import dev.snaptill.simulator.bank.Faults.Target;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shop gives back what it was paid: in the texts, and in the banks' own books. */
class RefundTest {
  private static final Pattern RECEIPT = Pattern.compile("Receipt ([0-9A-Z-]{18})\\.");

  @TempDir static Path directory;
  private static World world;

  private Person payer;
  private String payment;
  private String receipt;
  private long shopHad;
  private long last;
  private long shopsLast;

  /** The shop may be debited, too; nothing is waited for when the gateway is stopped. */
  @BeforeAll
  static void start() throws Exception {
    world = new World(directory, World.impatient(Map.of("SNAPTILL_DRAIN", "0s")));
    world.operator(
        "PUT",
        "/v1/parties/" + world.shopId + "/mandate",
        new JsonObject()
            .put("account", world.shopAccountId)
            .put("per_payment", "200.00")
            .put("per_day", "10000.00")
            .put("per_day_count", 1000)
            .put("per_month", "10000.00"));
  }

  @AfterAll
  static void stop() throws Exception {
    try (World closed = world) {
      closed.stopAtRest();
      assertThat(closed.wrongAtRest()).isEmpty();
    }
  }

  @BeforeEach
  void somebodyPays() throws Exception {
    world.north.faults().clear();
    world.south.faults().clear();
    payer = world.person("Ann", 100_00);
    pay(world.voucher("12.50"));
  }

  private void pay(JsonObject voucher) throws Exception {
    String told = world.answerTo(payer.phone(), voucher.getString("code"));
    Matcher number = RECEIPT.matcher(told);
    assertThat(number.find()).as(told).isTrue();
    receipt = number.group(1);
    world.shop.awaitText(text -> text.contains(receipt), World.SOON);
    payment =
        world
            .call("GET", "/v1/payments?voucher=" + voucher.getString("id"), world.shopKey, null)
            .getJsonArray("data")
            .getJsonObject(0)
            .getString("id");
    shopHad = world.south.balance(World.SHOP_ACCOUNT);
    last = payer.phone().lastId();
    shopsLast = world.shop.lastId();
  }

  private JsonObject refund(String amount) throws Exception {
    JsonObject body = new JsonObject();
    return world.call(
        "POST",
        "/v1/payments/" + payment + "/refunds",
        world.shopKey,
        amount == null ? body : body.put("amount", amount));
  }

  private void assertRefused(String amount, String why) {
    assertThatThrownBy(() -> refund(amount)).hasMessageContaining(why);
  }

  private void awaitGivenBack(long amount) {
    Awaitility.await()
        .atMost(World.SOON)
        .untilAsserted(
            () -> {
              assertThat(world.north.balance(payer.account())).isEqualTo(87_50 + amount);
              assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(shopHad - amount);
            });
  }

  private String awaitState(JsonObject refund, String state) {
    Awaitility.await()
        .atMost(World.SOON)
        .untilAsserted(
            () ->
                assertThat(
                        world
                            .call(
                                "GET", "/v1/refunds/" + refund.getString("id"), world.shopKey, null)
                            .getString("state"))
                    .isEqualTo(state));
    return refund.getString("receipt");
  }

  @Test
  void aPaymentIsGivenBackWholeAndBothAreTold() throws Exception {
    JsonObject refund = refund(null);
    assertThat(refund.getString("amount")).isEqualTo("12.50");
    String number = refund.getString("receipt");
    assertThat(payer.phone().awaitText(text -> true, last, World.SOON).text())
        .isEqualTo(
            "Corner Shop has given you back 12.50 CNY. Receipt "
                + number
                + ", for payment "
                + receipt
                + ".");
    assertThat(world.shop.awaitText(text -> text.contains(number), shopsLast, World.SOON).text())
        .startsWith("Refunded 12.50 CNY to 139****")
        .endsWith(". Receipt " + number + ", for payment " + receipt + ".");
    awaitGivenBack(12_50);
    awaitState(refund, "completed");
    assertRefused(null, "refund-too-much");
    assertRefused("0.01", "More than is left of the payment: 0.00 CNY");
  }

  @Test
  void itIsGivenBackInPartsUpToItsAmount() throws Exception {
    awaitState(refund("5"), "completed");
    awaitState(refund("7"), "completed");
    assertRefused("0.51", "More than is left of the payment: 0.50 CNY");
    JsonObject rest = refund(null);
    assertThat(rest.getString("amount")).isEqualTo("0.50");
    awaitState(rest, "completed");
    awaitGivenBack(12_50);
    JsonArray all =
        world
            .call("GET", "/v1/payments/" + payment + "/refunds", world.shopKey, null)
            .getJsonArray("data");
    assertThat(all.stream().map(r -> ((JsonObject) r).getString("amount")))
        .containsExactly("5.00", "7.00", "0.50");
    JsonObject shown = world.call("GET", "/v1/payments/" + payment, world.shopKey, null);
    assertThat(shown.getString("refunded")).isEqualTo("12.50");
    assertThat(shown.getString("state")).isEqualTo("completed");
  }

  @Test
  void theStatementAndTheReportShowIt() throws Exception {
    awaitState(refund("5"), "completed");
    JsonArray entries =
        world.call("GET", "/v1/statements?limit=100", world.shopKey, null).getJsonArray("data");
    List<String> lines = new ArrayList<>();
    for (int i = entries.size() - 4; i < entries.size(); i++) {
      JsonObject entry = entries.getJsonObject(i);
      lines.add(entry.getString("kind") + " " + entry.getString("amount"));
    }
    assertThat(lines)
        .containsExactlyInAnyOrder(
            "earned 12.50", "paid_out -12.50", "refund_funded 5.00", "refunded -5.00");
    JsonObject report =
        world
            .call("GET", "/v1/settlement-reports", world.shopKey, null)
            .getJsonArray("data")
            .getJsonObject(0);
    assertThat(report.getInteger("refunds")).isPositive();
    JsonObject balance =
        world
            .call("GET", "/v1/balances", world.shopKey, null)
            .getJsonArray("balances")
            .getJsonObject(0);
    assertThat(balance.getString("amount")).isEqualTo("0.00");
  }

  @Test
  void whoeverBanksAtTheSameBankGetsItInOneTransfer() throws Exception {
    Person keeper = world.person("Bo", 0);
    String code = world.ask(keeper.phone(), "REQ 3").code();
    String told = world.answerTo(payer.phone(), code);
    assertThat(told).startsWith("Paid 3.00 CNY to Bo.");
    String key =
        world
            .operator(
                "POST", "/v1/keys", new JsonObject().put("party", keeper.id()).put("name", "till"))
            .getString("key");
    String id =
        world
            .call("GET", "/v1/payments", key, null)
            .getJsonArray("data")
            .getJsonObject(0)
            .getString("id");
    Awaitility.await()
        .atMost(World.SOON)
        .until(() -> world.north.balance(keeper.account()) == 3_00);
    world.call("POST", "/v1/payments/" + id + "/refunds", key, new JsonObject());
    Awaitility.await()
        .atMost(World.SOON)
        .untilAsserted(
            () -> {
              assertThat(world.north.balance(keeper.account())).isZero();
              assertThat(world.north.balance(payer.account())).isEqualTo(87_50);
            });
  }

  // ---- by text

  @Test
  void theShopGivesBackByTextOnceItsPhoneHasConfirmed() throws Exception {
    // what the shop is still told of the tests before is none of this payment's
    String asked =
        world.answerTo(
            world.shop, "refund " + receipt.toLowerCase() + " 5", t -> t.contains(receipt));
    assertThat(asked).startsWith("Give back 5.00 CNY of payment " + receipt + "? Reply YES ");
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(shopHad);
    Matcher yes = Pattern.compile("YES \\d{6}").matcher(asked);
    assertThat(yes.find()).isTrue();
    assertThat(world.answerTo(world.shop, yes.group(), t -> t.contains(receipt)))
        .startsWith("Refunded 5.00 CNY to 139****")
        .endsWith(", for payment " + receipt + ".");
    assertThat(payer.phone().awaitText(text -> true, last, World.SOON).text())
        .startsWith("Corner Shop has given you back 5.00 CNY. Receipt ");
    awaitGivenBack(5_00);
    assertThat(world.answerTo(world.shop, "CHECK " + receipt))
        .matches(
            "Careful: of receipt "
                + receipt
                + ", 12\\.50 CNY from 139\\*{4}\\d{4}, 5\\.00 CNY was given back\\.");
    assertThat(
            world
                .call(
                    "POST",
                    "/v1/receipts/check",
                    world.shopKey,
                    new JsonObject().put("receipt", receipt))
                .getString("refunded"))
        .isEqualTo("5.00");
    assertThat(world.answerTo(world.shop, yes.group())).doesNotContain("Refunded");
    assertThat(world.answerTo(world.shop, "REFUND " + receipt + " 8"))
        .isEqualTo("Of that payment 7.50 CNY is left to give back. Nothing was given back now.");
    assertThat(world.answerTo(world.shop, "退款 " + receipt))
        .startsWith("Give back 7.50 CNY of payment " + receipt + "? Reply YES ");
    awaitGivenBack(5_00);
  }

  @Test
  void nobodyElseGivesItBackByText() throws Exception {
    assertThat(world.answerTo(payer.phone(), "REFUND " + receipt))
        .isEqualTo("No payment to you has receipt " + receipt + ". Nothing was given back.");
    world.answerTo(
        world.shop,
        "REFUND 0AM7-ER0J-40000-00",
        text -> text.startsWith("This is no receipt number."));
    awaitGivenBack(0);
  }

  // ---- refused

  @Test
  void aRefundCannotBeRefundedNorSeenByOthers() throws Exception {
    JsonObject refund = refund("1");
    awaitState(refund, "completed");
    String key =
        world
            .operator(
                "POST", "/v1/keys", new JsonObject().put("party", payer.id()).put("name", "phone"))
            .getString("key");
    assertThatThrownBy(
            () ->
                world.call(
                    "POST",
                    "/v1/payments/" + refund.getString("id") + "/refunds",
                    key,
                    new JsonObject()))
        .hasMessageContaining("is-refund");
    assertThatThrownBy(
            () -> world.call("POST", "/v1/payments/" + payment + "/refunds", key, new JsonObject()))
        .hasMessageContaining("404");
  }

  @Test
  void whatIsUnfinishedOrCameToNothingIsNotRefunded() throws Exception {
    world.north.faults().next(1, Target.DEBIT, new Fault.NoAnswer());
    // it stays unfinished until the bank takes a reversal
    world.north.faults().sometimes(1, Target.REVERSAL, new Fault.Lost());
    JsonObject voucher = world.voucher("5.00");
    payer.phone().sendText(voucher.getString("code"));
    String path = "/v1/payments?voucher=" + voucher.getString("id");
    Awaitility.await()
        .atMost(World.SOON)
        .until(() -> !world.call("GET", path, world.shopKey, null).getJsonArray("data").isEmpty());
    payment =
        world
            .call("GET", path, world.shopKey, null)
            .getJsonArray("data")
            .getJsonObject(0)
            .getString("id");
    assertRefused(null, "payment-unfinished");
    world.north.faults().clear();
    payer.phone().awaitText(text -> text.contains("did not go through"), last, World.SOON);
    assertRefused(null, "payment-not-paid");
  }

  @Test
  void moreThanTheShopsMandateAllowsIsRefused() throws Exception {
    Person rich = world.person("Cy", 1_000_00);
    world.mandate(rich, new JsonObject().put("per_payment", "200.00"));
    world.operator(
        "PUT",
        "/v1/parties/" + world.shopId + "/mandate",
        new JsonObject().put("account", world.shopAccountId).put("per_payment", "1.00"));
    try {
      assertRefused("2", "over-limit");
      awaitState(refund("1"), "completed");
    } finally {
      world.operator(
          "PUT",
          "/v1/parties/" + world.shopId + "/mandate",
          new JsonObject()
              .put("account", world.shopAccountId)
              .put("per_payment", "200.00")
              .put("per_day", "10000.00")
              .put("per_day_count", 1000)
              .put("per_month", "10000.00"));
    }
    awaitState(refund(null), "completed");
  }

  // ---- trouble

  @Test
  void aRefundWhoseDebitIsNotAnsweredIsTakenBackAndCanBeMadeAgain() throws Exception {
    world.south.faults().next(1, Target.DEBIT, new Fault.NoAnswer());
    JsonObject refund = refund("5");
    assertRefused("12.50", "refund-too-much");
    world.shop.awaitText(
        text ->
            text.startsWith("Your refund of 5.00 CNY to 139****")
                && text.endsWith("did not go through. Whatever was taken has been given back."),
        shopsLast,
        World.SOON);
    awaitState(refund, "failed");
    awaitGivenBack(0);
    awaitState(refund(null), "completed");
    awaitGivenBack(12_50);
  }

  @Test
  void aRefundOfMoreThanTheShopHasIsDeclinedAndSaidSo() throws Exception {
    world.south.faults().next(1, Target.DEBIT, new Fault.Refuse("51"));
    JsonObject refund = refund("5");
    world.shop.awaitText(
        text -> text.startsWith("Not enough money in your account for 5.00 CNY to 139****"),
        shopsLast,
        World.SOON);
    awaitState(refund, "failed");
    awaitState(refund(null), "completed");
  }

  @Test
  void aGatewayThatDiesInTheMiddleOfARefundEndsIt() throws Exception {
    world.south.faults().next(1, Target.DEBIT, new Fault.NoAnswer());
    JsonObject taken = refund("5");
    Awaitility.await()
        .atMost(World.SOON)
        .until(() -> world.south.balance(World.SHOP_ACCOUNT) == shopHad - 5_00);
    world.restart();
    awaitState(taken, "failed");
    awaitGivenBack(0);
    world.north.faults().next(1, Target.CREDIT, new Fault.NoAnswer());
    JsonObject done = refund("6");
    Awaitility.await()
        .atMost(World.SOON)
        .until(() -> world.north.balance(payer.account()) == 93_50);
    world.restart();
    awaitState(done, "completed");
    payer.phone().awaitText(text -> text.contains(done.getString("receipt")), World.SOON);
    awaitGivenBack(6_00);
  }
}
