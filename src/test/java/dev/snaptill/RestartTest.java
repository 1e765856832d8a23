package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World.Person;
import dev.snaptill.simulator.bank.Fault;
import dev.snaptill.simulator.bank.Faults.Target;
import dev.snaptill.simulator.phone.PhoneMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is stopped in the middle of something; the next one brings it to its end. */
class RestartTest {
  private static final String NOT_COMPLETED =
      "Your payment of 5.00 CNY to Corner Shop did not go through. Whatever was taken has been"
          + " given back.";

  @TempDir static Path directory;
  private static World world;

  private Person payer;
  private String code;
  private long shopHad;

  /** Stops without waiting for what is under way. */
  @BeforeAll
  static void start() throws Exception {
    world = new World(directory, World.impatient(Map.of("SNAPTILL_DRAIN", "0s")));
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @BeforeEach
  void aPayerAndAVoucher() throws Exception {
    payer = world.person("Ann", 100_00);
    code = world.voucher("5.00").getString("code");
    shopHad = world.south.balance(World.SHOP_ACCOUNT);
  }

  private void assertBalances(long payerHas, long shopGot) {
    assertThat(world.north.balance(payer.account())).isEqualTo(payerHas);
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(shopHad + shopGot);
  }

  private void awaitText(String start) {
    payer.phone().awaitText(text -> text.startsWith(start), World.SOON);
  }

  @Test
  void aDebitThatWasNotAnsweredIsTakenBack() throws Exception {
    world.north.faults().next(1, Target.DEBIT, new Fault.NoAnswer());
    payer.phone().sendText(code);
    Awaitility.await()
        .atMost(World.SOON)
        .until(() -> world.north.balance(payer.account()) == 95_00);
    world.restart();
    awaitText(NOT_COMPLETED);
    assertBalances(100_00, 0);
    payer.phone().sendText(code);
    awaitText("Paid 5.00 CNY");
    assertBalances(95_00, 5_00);
  }

  @Test
  void aCreditThatWasNotAnsweredIsCompleted() throws Exception {
    world.south.faults().next(1, Target.CREDIT, new Fault.NoAnswer());
    payer.phone().sendText(code);
    Awaitility.await()
        .atMost(World.SOON)
        .until(() -> world.south.balance(World.SHOP_ACCOUNT) == shopHad + 5_00);
    world.restart();
    awaitText("Paid 5.00 CNY");
    assertBalances(95_00, 5_00);
  }

  @Test
  void aReversalWaitsForItsBankAcrossRestarts() throws Exception {
    world.north.faults().next(1, Target.DEBIT, new Fault.GoDown(Duration.ofMinutes(10)));
    assertThat(world.answerTo(payer.phone(), code)).contains("takes longer than usual");
    Map<String, String> withoutTheBank = Map.of("SNAPTILL_READY_WAIT", "100ms");
    world.restart(withoutTheBank);
    world.restart(withoutTheBank);
    assertThat(world.north.balance(payer.account())).isEqualTo(95_00);
    world.north.comeBack();
    awaitText(NOT_COMPLETED);
    assertBalances(100_00, 0);
    world.awaitReady(true);
  }

  @Test
  void aPictureThatTheMmscWouldNotTakeGoesOutLater() throws Exception {
    world.mmsc.faults().failHttp(503, 1000);
    payer.phone().sendText("REQ 10");
    awaitText("Pay me 10.00 CNY: send ");
    // what is stopped between sending and answer is not sent twice: wait for the answer
    Awaitility.await()
        .atMost(World.SOON)
        .until(
            () ->
                world.metric("snaptill_outbox_total{channel=\"demo-mmsc\",result=\"retried\"}")
                    > 0);
    world.restart();
    world.mmsc.faults().failHttp(503, 0);
    PhoneMessage picture = payer.phone().awaitPicture(0, World.SOON);
    assertThat(picture.text()).startsWith("Pay me 10.00 CNY: send this picture, or ");
  }

  @Test
  void aManyTimesStoppedGatewayPaysEverybodyOnce() throws Exception {
    int payments = 20;
    Person[] payers = new Person[payments];
    String[] codes = new String[payments];
    for (int i = 0; i < payments; i++) {
      payers[i] = world.person("Ann", 100_00);
      codes[i] = world.voucher("5.00").getString("code");
    }
    for (int i = 0; i < payments; i++) {
      payers[i].phone().sendText(codes[i]);
      if (i % 10 == 9) {
        world.restart();
      }
    }
    long paid = 0;
    for (Person each : payers) {
      String told =
          each.phone()
              .awaitText(
                  text -> text.startsWith("Paid 5.00") || text.equals(NOT_COMPLETED), World.SOON)
              .text();
      boolean done = told.startsWith("Paid");
      assertThat(world.north.balance(each.account())).isEqualTo(done ? 95_00 : 100_00);
      paid += done ? 5_00 : 0;
    }
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(shopHad + paid);
  }
}
