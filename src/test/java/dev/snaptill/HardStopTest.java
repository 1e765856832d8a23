package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World.Person;
import dev.snaptill.simulator.phone.Phone;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing is written any more after so many commits, and the gateway is stopped right then, without
 * waiting for anything: what a registered phone has said yes to happens once, and not twice.
 */
class HardStopTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final Pattern YES = Pattern.compile("Reply (YES \\d{6})");
  private static final Pattern RECEIPT = Pattern.compile("Receipt ([0-9A-Z-]{18})\\.");

  @TempDir Path directory;
  private World world;
  private Person payer;

  @BeforeEach
  void start() throws Exception {
    world =
        new World(
            directory,
            Map.of(
                "SNAPTILL_DRAIN", "0s",
                "SNAPTILL_SANDBOX_TEST_CLOCK", "true"));
    payer = world.person("Ann", 1000_00);
  }

  @AfterEach
  void stop() throws Exception {
    world.stopAtRest();
    assertThat(world.wrongAtRest()).isEmpty();
    world.close();
  }

  private static String yes(String question) {
    Matcher yes = YES.matcher(question);
    assertThat(yes.find()).as(question).isTrue();
    return yes.group(1);
  }

  /** Stops the gateway once so many batches more are committed, and starts another. */
  private void dieAfter(int commits, Runnable act) throws IOException {
    world.outage.dieAfter(commits);
    act.run();
    Awaitility.await().atMost(World.SOON).until(world.outage::hasBegun);
    world.stopGateway();
    world.outage.end();
    world.startGateway();
  }

  private void assertEventually(long payerHas, long shopHas) {
    Awaitility.await()
        .atMost(World.SOON)
        .untilAsserted(
            () -> {
              assertThat(world.north.balance(payer.account())).isEqualTo(payerHas);
              assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(shopHas);
            });
  }

  /** What came in before it died counts; a bank that was asked meanwhile is reversed, and told. */
  private boolean wentThrough(Phone phone, long last, String done) {
    return phone
        .awaitText(t -> t.startsWith(done) || t.contains("did not go through"), last, World.SOON)
        .text()
        .startsWith(done);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aYesThatWasStoredPaysOnce(int commits) throws Exception {
    String code = world.voucher("300.00").getString("code");
    String yes = yes(world.answerTo(payer.phone(), code));
    long last = payer.phone().lastId();
    dieAfter(commits, () -> payer.phone().sendText(yes));
    boolean paid = wentThrough(payer.phone(), last, "Paid 300.00 CNY to Corner Shop. Receipt ");
    // stored and no more: no bank had been asked
    assertThat(paid || commits > 1).isTrue();
    assertEventually(paid ? 700_00 : 1000_00, paid ? 300_00 : 0);
    // the number is used up, whatever came of it
    assertThat(world.answerTo(payer.phone(), yes)).startsWith("There is nothing to confirm.");
    assertEventually(paid ? 700_00 : 1000_00, paid ? 300_00 : 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aYesToARefundGivesBackOnce(int commits) throws Exception {
    world.operator(
        "PUT",
        "/v1/parties/" + world.shopId + "/mandate",
        new JsonObject().put("account", world.shopAccountId));
    String told = world.answerTo(payer.phone(), world.voucher("50.00").getString("code"));
    Matcher receipt = RECEIPT.matcher(told);
    assertThat(receipt.find()).as(told).isTrue();
    world.shop.awaitText(t -> t.contains(receipt.group(1)), World.SOON);
    String yes =
        yes(
            world.answerTo(
                world.shop, "REFUND " + receipt.group(1) + " 20", t -> YES.matcher(t).find()));
    long last = world.shop.lastId();
    dieAfter(commits, () -> world.shop.sendText(yes));
    boolean done = wentThrough(world.shop, last, "Refunded 20.00 CNY to 139****");
    assertThat(done || commits > 1).isTrue();
    assertEventually(done ? 970_00 : 950_00, done ? 30_00 : 50_00);
    assertThat(world.answerTo(world.shop, yes)).startsWith("There is nothing to confirm.");
    assertEventually(done ? 970_00 : 950_00, done ? 30_00 : 50_00);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aSubscriptionsDebitThatWasDueIsTakenOnce(int commits) throws Exception {
    LocalDate today = LocalDate.ofInstant(world.clock.instant(), ZONE);
    until(today.plusDays(1), LocalTime.of(10, 0));
    JsonObject offer =
        world.call(
            "POST",
            "/v1/subscription-vouchers",
            world.shopKey,
            new JsonObject().put("amount", "30").put("period", "month"));
    String question = world.answerTo(payer.phone(), offer.getString("code"));
    assertThat(world.answerTo(payer.phone(), yes(question))).startsWith("You allow Corner Shop");
    until(today.plusDays(2), LocalTime.of(9, 50));
    long last = payer.phone().lastId();

    dieAfter(commits, () -> until(today.plusDays(2), LocalTime.of(10, 5)));
    // whoever had taken it up has its two minutes
    world.clock.advance(Duration.ofMinutes(3));
    boolean paid = wentThrough(payer.phone(), last, "Paid 30.00 CNY to Corner Shop. Receipt ");
    assertThat(paid || commits > 1).isTrue();
    assertEventually(paid ? 970_00 : 1000_00, paid ? 30_00 : 0);
    Awaitility.await()
        .atMost(World.SOON)
        .until(
            () ->
                world
                        .call("GET", "/v1/subscriptions", world.shopKey, null)
                        .getJsonArray("data")
                        .getJsonObject(0)
                        .getInteger("occurrence")
                    == (paid ? 1 : 0));
    world.clock.advance(Duration.ofMinutes(30));
    assertThat(world.answerTo(payer.phone(), "SUBS")).startsWith("1: Corner Shop, 30.00 CNY");
    assertEventually(paid ? 970_00 : 1000_00, paid ? 30_00 : 0);
  }

  private void until(LocalDate day, LocalTime time) {
    Instant now = world.clock.instant();
    world.clock.advance(Duration.between(now, day.atTime(time).atZone(ZONE).toInstant()));
  }
}
