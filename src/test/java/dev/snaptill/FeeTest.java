package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.ledger.Fee;
import dev.snaptill.ledger.FeeSchedule;
import dev.snaptill.simulator.bank.AccountState;
import dev.snaptill.simulator.phone.PhoneMessage;
import dev.snaptill.value.Ids;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who pays what when a payment costs something: in the texts, and in the banks' own books. */
class FeeTest {
  @TempDir Path directory;
  private World world;

  @BeforeEach
  void start() throws Exception {
    world = new World(directory);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void fee(Fee.Bearer bearer, long fixed, int points, long least, long most)
      throws Exception {
    world.fees(
        new FeeSchedule(
            1, Ids.parse(world.shopId), "CNY", bearer, fixed, points, least, most, Instant.EPOCH));
  }

  private String pay(String amount) throws Exception {
    JsonObject voucher = world.voucher(amount);
    return world.answerTo(world.payer, voucher.getString("code"));
  }

  private void moved(long payer, long shop) {
    assertThat(world.north.balance(World.PAYER_ACCOUNT)).isEqualTo(1_000_00 - payer);
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(shop);
  }

  @Test
  void aFeeThePayeeBearsIsKeptFromItsCredit() throws Exception {
    fee(Fee.Bearer.PAYEE, 10, 60, 0, 0);
    assertThat(pay("100")).startsWith("Paid 100.00 CNY to Corner Shop. Receipt ");
    PhoneMessage told = world.shop.awaitText(text -> true, World.SOON);
    assertThat(told.text())
        .startsWith("Received 100.00 CNY from 138****0001, less a fee of 0.70 CNY. Receipt ");
    moved(100_00, 99_30);
  }

  @Test
  void aFeeThePayerBearsIsDebitedBesideTheAmount() throws Exception {
    fee(Fee.Bearer.PAYER, 0, 150, 0, 100);
    assertThat(pay("20")).startsWith("Paid 20.00 CNY to Corner Shop, and a fee of 0.30 CNY. Rec");
    moved(20_30, 20_00);
    assertThat(pay("100")).startsWith("Paid 100.00 CNY to Corner Shop, and a fee of 1.00 CNY.");
    moved(121_30, 120_00);
  }

  @Test
  void aLeastFeeThatIsMoreThanTheAmountLeavesThePayeeOneFen() throws Exception {
    fee(Fee.Bearer.PAYEE, 0, 0, 500, 0);
    pay("3");
    moved(3_00, 1);
  }

  @Test
  void withinOneBankAPaymentWithAFeeGoesInTwoLegs() throws Exception {
    String kiosk = world.party("shop", "Kiosk", "+8613800000020");
    world.north.openAccount("6222020000000020", 0);
    world.account(kiosk, "north", "6222020000000020");
    String key =
        world
            .operator("POST", "/v1/keys", new JsonObject().put("party", kiosk).put("name", "k"))
            .getString("key");
    world.fees(
        new FeeSchedule(1, Ids.parse(kiosk), "CNY", Fee.Bearer.PAYEE, 25, 0, 0, 0, Instant.EPOCH));
    JsonObject voucher =
        world.call("POST", "/v1/vouchers", key, new JsonObject().put("amount", "10"));
    assertThat(world.answerTo(world.payer, voucher.getString("code"))).startsWith("Paid 10.00");
    assertThat(world.north.balance(World.PAYER_ACCOUNT)).isEqualTo(990_00);
    assertThat(world.north.balance("6222020000000020")).isEqualTo(9_75);
  }

  @Test
  void whatThePayerCannotAffordWithTheFeeIsNotTaken() throws Exception {
    fee(Fee.Bearer.PAYER, 100, 0, 0, 0);
    World.Person poor = world.person("Cy", 10_50);
    JsonObject voucher = world.voucher("10");
    assertThat(world.answerTo(poor.phone(), voucher.getString("code")))
        .isEqualTo(
            "Not enough money in your account for 11.00 CNY to Corner Shop. Nothing was taken.");
    assertThat(world.north.balance(poor.account())).isEqualTo(10_50);
  }

  @Test
  void theFeeCountsAgainstThePayersLimits() throws Exception {
    fee(Fee.Bearer.PAYER, 100, 0, 0, 0);
    World.Person di = world.person("Di", 100_00);
    world.mandate(di, new JsonObject().put("per_payment", "10.50"));
    assertThat(world.answerTo(di.phone(), world.voucher("10").getString("code")))
        .contains("over your limit");
    assertThat(world.answerTo(di.phone(), world.voucher("9.50").getString("code")))
        .startsWith("Paid 9.50");
  }

  @Test
  void aPaymentThatIsTakenBackCostsNothing() throws Exception {
    fee(Fee.Bearer.PAYER, 100, 0, 0, 0);
    world.south.setState(World.SHOP_ACCOUNT, AccountState.CLOSED);
    JsonObject voucher = world.voucher("10");
    assertThat(
            world.answerTo(
                world.payer, voucher.getString("code"), text -> text.contains("did not go")))
        .contains("given back");
    moved(0, 0);
  }
}
