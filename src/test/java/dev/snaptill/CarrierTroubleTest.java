package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.snaptill.simulator.bank.Fault;
import dev.snaptill.simulator.bank.Faults.Target;
import dev.snaptill.simulator.carrier.ReceiptHabits;
import dev.snaptill.simulator.carrier.ReceiptHabits.Form;
import dev.snaptill.simulator.carrier.ReceiptHabits.Ids;
import dev.snaptill.simulator.carrier.ReceiptHabits.State;
import dev.snaptill.simulator.carrier.ReceiptHabits.Timing;
import dev.snaptill.simulator.phone.PhoneMessage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Payments by a carrier that does what carriers do on bad days. */
@Timeout(300)
class CarrierTroubleTest {
  @TempDir Path directory;
  private World world;

  @BeforeEach
  void start() throws Exception {
    world =
        new World(
            directory,
            Map.of(
                "SNAPTILL_CARRIERS_0_RECEIPTS", "all",
                "SNAPTILL_CARRIERS_0_ID_IN_RESPONSE", "hex",
                "SNAPTILL_CARRIERS_0_ID_IN_RECEIPT", "hex",
                "SNAPTILL_CARRIERS_0_QUERY", "true",
                "SNAPTILL_CARRIERS_0_THROTTLE_PAUSE", "50ms",
                "SNAPTILL_CARRIERS_0_SUBMIT_TIMEOUT", "60s"));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void pay() throws IOException {
    JsonObject voucher = world.voucher("1.00");
    assertThat(world.answerTo(world.payer, voucher.getString("code"))).startsWith("Paid 1.00 CNY");
  }

  private int reported(String result) throws IOException {
    return (int)
        world.metric(
            "snaptill_outbox_reports_total{channel=\"demo-carrier\",result=\"" + result + "\"}");
  }

  private void habits(ReceiptHabits habits) {
    world.carrier.faults().receipts(habits);
  }

  private ReceiptHabits usual() {
    return new ReceiptHabits(Timing.USUAL, Duration.ZERO, Form.FULL, Ids.SAME, State.DELIVRD);
  }

  @Test
  void receiptsOfEveryFormAreUnderstood() throws Exception {
    int expected = 0;
    for (Form form : Form.values()) {
      habits(usual().form(form).ids(Ids.PADDED));
      pay();
      expected += 2;
      int all = expected;
      await().atMost(World.SOON).until(() -> reported("delivered") == all);
    }
    habits(usual().timing(Timing.EARLY, Duration.ZERO));
    pay();
    int all = expected + 2;
    await().atMost(World.SOON).until(() -> reported("delivered") >= all);
  }

  @Test
  void idsMayBeHexadecimalInOnePlaceAndDecimalInTheOther() throws Exception {
    world.restart(Map.of("SNAPTILL_CARRIERS_0_ID_IN_RECEIPT", "decimal"));
    world.awaitReady(true);
    habits(usual().ids(Ids.DECIMAL).form(Form.WORDS));
    pay();
    await().atMost(World.SOON).until(() -> reported("delivered") == 2);
  }

  @Test
  void aReceiptThatNeverComesIsAskedFor() throws Exception {
    world.restart(Map.of("SNAPTILL_OUTBOX_QUERY_AFTER", "1s"));
    world.awaitReady(true);
    habits(usual().timing(Timing.MISSING, Duration.ZERO));
    pay();
    await().atMost(World.SOON).until(() -> reported("delivered") == 2);
  }

  @Test
  void aCarrierThatThrottlesHalfOfAllCostsNoReceipt() throws Exception {
    world.carrier.faults().throttlePercent(50);
    for (int i = 0; i < 5; i++) {
      pay();
    }
    world.carrier.faults().clear();
    await().atMost(World.SOON).until(() -> world.shop.messages().size() == 5);
    assertThat(world.north.balance(World.PAYER_ACCOUNT)).isEqualTo(995_00);
  }

  @Test
  void aLinkThatBreaksInMidWindowCostsNoReceipt() throws Exception {
    JsonObject voucher = world.voucher("1.00");
    world.carrier.faults().cutAfter(1);
    String receipt = world.answerTo(world.payer, voucher.getString("code"));
    assertThat(receipt).startsWith("Paid 1.00 CNY");
    world.shop.awaitText(text -> text.startsWith("Received 1.00 CNY"), World.SOON);
    // the one whose answer was lost comes twice, with the same number
    for (PhoneMessage message : world.payer.messages()) {
      if (message.text().startsWith("Paid")) {
        assertThat(message.text()).isEqualTo(receipt);
      }
    }
    assertThat(world.north.balance(World.PAYER_ACCOUNT)).isEqualTo(999_00);
  }

  @Test
  void aTextDeliveredTwiceOverACutPaysOnce() throws Exception {
    JsonObject voucher = world.voucher("1.00");
    world.carrier.faults().duplicate(1);
    world.carrier.faults().unknownTlvs(true);
    assertThat(
            world
                .carrier
                .deliver(World.PAYER, "10658", voucher.getString("code"))
                .get(World.SOON.toSeconds(), TimeUnit.SECONDS))
        .isZero();
    world.shop.awaitText(text -> text.startsWith("Received 1.00 CNY"), World.SOON);
    assertThat(world.north.balance(World.PAYER_ACCOUNT)).isEqualTo(999_00);
  }

  @Test
  void whatAnOverloadedGatewayPutsOffIsNotLost() throws Exception {
    // nor is the bank given up, nor anybody told that it takes longer, before it is hurried
    world.restart(
        Map.of(
            "SNAPTILL_MAX_UNFINISHED", "10",
            "SNAPTILL_BANKS_0_ANSWER_TIMEOUT", "2m",
            "SNAPTILL_PROCESSING_NOTICE", "5m"));
    world.awaitReady(true);
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < 18; i++) {
      codes.add(world.voucher("1.00").getString("code"));
    }
    // the bank takes its time, so that more come than may be under way
    world.north.faults().sometimes(1, Target.DEBIT, new Fault.Delay(Duration.ofDays(1)));
    List<CompletableFuture<Integer>> answers =
        codes.stream().map(code -> world.carrier.deliver(World.PAYER, "10658", code)).toList();
    String busy = "snaptill_smpp_received_total{carrier=\"demo-carrier\",result=\"busy\"}";
    await().atMost(World.SOON).until(() -> world.metric(busy) > 0);
    world.north.faults().clear();
    world.north.hurry();
    for (CompletableFuture<Integer> answer : answers) {
      assertThat(answer.get(World.SOON.toSeconds(), TimeUnit.SECONDS)).isZero();
    }
    // some may be told that they pay too often: what counts is that each gets its answer
    await()
        .atMost(World.SOON)
        .untilAsserted(
            () ->
                assertThat(world.payer.messages().stream())
                    .filteredOn(message -> message.direction() == PhoneMessage.Direction.IN)
                    .hasSize(18));
  }

  @Test
  void bindsRefusedAsAlreadyBoundComeBack() throws Exception {
    world.carrier.faults().refuseBinds(5);
    world.carrier.cutLinks();
    world.awaitReady(false);
    world.carrier.faults().refuseBinds(0);
    world.awaitReady(true);
    pay();
  }
}
