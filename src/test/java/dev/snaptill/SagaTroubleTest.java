package dev.snaptill;

import static dev.snaptill.Trouble.COMING;
import static dev.snaptill.Trouble.NOT_COMPLETED;
import static dev.snaptill.Trouble.PAID;
import static dev.snaptill.Trouble.RECEIVED;
import static dev.snaptill.Trouble.TAKES_LONGER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World.Person;
import dev.snaptill.simulator.bank.BookEntry.Kind;
import dev.snaptill.simulator.bank.Fault;
import dev.snaptill.simulator.bank.Faults.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bank's day ends, answers come late, the gateway is stopped: money and words stay right. */
class SagaTroubleTest {
  @TempDir static Path directory;
  private static World world;
  private Trouble t;

  /** Pauses are long, and pass when the clock is moved on. */
  @BeforeAll
  static void start() throws Exception {
    world =
        new World(
            directory,
            World.impatient(
                Map.of(
                    "SNAPTILL_REVERSAL_PAUSE", "1m",
                    "SNAPTILL_BANKS_0_PROCESSING_TIME_MAX", "10m")));
  }

  @AfterAll
  static void stop() throws Exception {
    try (World closed = world) {
      closed.stopGateway();
      assertThat(closed.wrongAtRest()).isEmpty();
    }
  }

  @BeforeEach
  void aPayerAndAVoucher() throws Exception {
    world.north.faults().clear();
    world.south.faults().clear();
    t = new Trouble(world, 100_00);
  }

  /** A transfer at the north bank: what that bank told before it, the gateway knows after it. */
  private static void somethingElseAtTheNorthBank() throws Exception {
    Person from = world.person("Cy", 1_00);
    Person to = world.person("Di", 0);
    String request = world.ask(to.phone(), "REQ 1").code();
    assertThat(world.answerTo(from.phone(), request)).startsWith("Paid 1.00 CNY to Di.");
  }

  // ---- the bank's business day

  @Test
  void keysCarryTheBanksNewDayOverARestart() throws Exception {
    world.north.cutOver();
    LocalDate day = world.north.businessDay();
    somethingElseAtTheNorthBank();
    t.pay();
    t.awaitText(PAID);
    world.restart();
    somethingElseAtTheNorthBank();
    world.stopGateway();
    List<String> keys = world.keys("north");
    world.startGateway();
    assertThat(keys.subList(keys.size() - 2, keys.size()))
        .allMatch(key -> key.startsWith(day.format(DateTimeFormatter.BASIC_ISO_DATE) + "/"));
    t.assertPaidOnce();
  }

  @Test
  void aDebitOfUnknownFateIsReversedAfterTheCutOver() throws Exception {
    world.north.faults().next(1, Target.DEBIT, new Fault.NoAnswer());
    world.north.faults().next(1, Target.REVERSAL, new Fault.Lost());
    t.pay();
    t.awaitText(TAKES_LONGER);
    world.north.cutOver();
    somethingElseAtTheNorthBank();
    world.clock.advance(Duration.ofMinutes(1));
    t.awaitText(NOT_COMPLETED);
    t.assertPayerTold(TAKES_LONGER, NOT_COMPLETED);
    t.assertGivenBack(Kind.DEBIT, Kind.TRANSFER, Kind.REVERSAL);
  }

  @Test
  void anApprovedDebitOfAClosedDayIsGivenBackByACredit() throws Exception {
    Trouble.always(world.south, Target.CREDIT, "91");
    t.pay();
    t.awaitPosted(Kind.DEBIT);
    world.north.cutOver();
    somethingElseAtTheNorthBank();
    world.clock.advance(Duration.ofSeconds(31));
    t.awaitText(TAKES_LONGER);
    world.clock.advance(Duration.ofMinutes(2));
    t.awaitText(NOT_COMPLETED);
    t.assertPayerTold(TAKES_LONGER, NOT_COMPLETED);
    assertThat(t.northKinds()).containsExactly(Kind.DEBIT, Kind.TRANSFER, Kind.CREDIT);
    assertThat(t.southKinds()).isEmpty();
    t.assertNothingMoved();
  }

  // ---- answers

  @Test
  void aDebitApprovedInPartIsTakenBackWhole() throws Exception {
    world.north.faults().next(1, Target.DEBIT, new Fault.Partial(50));
    t.pay();
    t.awaitText(NOT_COMPLETED);
    t.assertPayerTold(NOT_COMPLETED);
    t.assertGivenBack(Kind.DEBIT, Kind.REVERSAL);
  }

  @Test
  void aDebitPostedAfterItsReversalWasUnknownIsTakenBackAtOnce() throws Exception {
    world.north.faults().next(1, Target.DEBIT, new Fault.PostAfterReversal(Duration.ofDays(1)));
    t.pay();
    t.awaitText(TAKES_LONGER);
    world.north.hurry();
    t.awaitText(NOT_COMPLETED);
    t.assertPayerTold(TAKES_LONGER, NOT_COMPLETED);
    t.assertGivenBack(Kind.DEBIT, Kind.REVERSAL);
  }

  @Test
  void aDebitPostedWhileTheGatewayWasStoppedIsTakenBack() throws Exception {
    world.north.faults().next(1, Target.DEBIT, new Fault.PostAfterReversal(Duration.ofDays(1)));
    t.pay();
    t.awaitText(TAKES_LONGER);
    world.stopGateway();
    world.north.hurry();
    t.awaitPosted(Kind.DEBIT);
    world.startGateway();
    world.clock.advance(Duration.ofMinutes(1));
    t.awaitText(NOT_COMPLETED);
    t.assertPayerTold(TAKES_LONGER, NOT_COMPLETED);
    t.assertGivenBack(Kind.DEBIT, Kind.REVERSAL);
  }

  @Test
  void aLateRefusalEndsTheReversalAtOnce() throws Exception {
    t = new Trouble(world, 1_00);
    world.north.faults().next(1, Target.DEBIT, new Fault.ProcessLate(Duration.ofDays(1)));
    t.pay();
    t.awaitText(TAKES_LONGER);
    world.north.hurry();
    t.awaitText(NOT_COMPLETED);
    t.assertPayerTold(TAKES_LONGER, NOT_COMPLETED);
    t.assertGivenBack();
  }

  @Test
  void answersOutOfOrderReachTheirOwnPayments() throws Exception {
    // patient: each answer is to be had, however late the other one is
    world.restart(
        Map.of("SNAPTILL_BANKS_0_ANSWER_TIMEOUT", "15s", "SNAPTILL_BANKS_1_ANSWER_TIMEOUT", "15s"));
    Trouble other = new Trouble(world, 100_00);
    world.north.faults().next(1, Target.DEBIT, new Fault.OutOfOrder());
    world.south.faults().next(1, Target.CREDIT, new Fault.OutOfOrder());
    t.pay();
    other.pay();
    t.awaitText(PAID);
    other.awaitText(PAID);
    t.assertPayerTold(PAID);
    other.assertPayerTold(PAID);
    assertThat(world.north.balance(t.payer.account())).isEqualTo(95_00);
    assertThat(world.north.balance(other.payer.account())).isEqualTo(95_00);
    t.assertShopTold(RECEIVED, RECEIVED);
    world.restart();
  }

  // ---- restarts and words

  @Test
  void aCreditThatTheBankCouldNotTakeIsTriedAgainAfterARestart() throws Exception {
    // a restart may take longer than the payer is left without news
    Map<String, String> silent = Map.of("SNAPTILL_PROCESSING_NOTICE", "10m");
    world.restart(silent);
    Trouble.always(world.south, Target.CREDIT, "91");
    t.pay();
    t.awaitPosted(Kind.DEBIT);
    world.restart(silent);
    world.south.faults().clear();
    world.clock.advance(Duration.ofSeconds(6));
    t.awaitText(PAID);
    t.assertPayerTold(PAID);
    t.assertShopTold(RECEIVED);
    t.assertPaidOnce();
    assertThat(t.southKinds()).containsExactly(Kind.CREDIT);
    world.restart();
  }

  @Test
  void aCreditOfUnknownFateIsAskedForAfterARestart() throws Exception {
    world.south.faults().next(1, Target.CREDIT, new Fault.NoAnswer());
    t.pay();
    t.awaitText(TAKES_LONGER);
    world.restart();
    world.clock.advance(Duration.ofSeconds(6));
    t.awaitText(PAID);
    t.assertPayerTold(TAKES_LONGER, PAID);
    t.assertShopTold(COMING, RECEIVED);
    t.assertPaidOnce();
    assertThat(t.southKinds()).containsExactly(Kind.CREDIT);
  }

  @Test
  void thatItTakesLongerIsToldOnceAlsoOverARestart() throws Exception {
    world.north.faults().next(1, Target.DEBIT, new Fault.NoAnswer());
    world.north.faults().next(2, Target.REVERSAL, new Fault.Lost());
    t.pay();
    t.awaitPosted(Kind.DEBIT);
    world.clock.advance(Duration.ofSeconds(31));
    t.awaitText(TAKES_LONGER);
    world.restart();
    // the second reversal is due a minute after the first was not answered, whenever that is
    Awaitility.await()
        .atMost(World.SOON)
        .until(
            () -> {
              world.clock.advance(Duration.ofSeconds(10));
              return world.north.faults().rules().isEmpty();
            });
    world.restart();
    world.clock.advance(Duration.ofMinutes(16));
    t.awaitText(NOT_COMPLETED);
    t.assertPayerTold(TAKES_LONGER, NOT_COMPLETED);
    t.assertGivenBack(Kind.DEBIT, Kind.REVERSAL);
  }

  @Test
  void whatWaitsForABankGoesOnAsSoonAsItIsBack() throws Exception {
    world.north.faults().next(1, Target.DEBIT, new Fault.GoDown(Duration.ofMinutes(10)));
    t.pay();
    t.awaitText(TAKES_LONGER);
    world.north.comeBack();
    t.awaitText(NOT_COMPLETED);
    world.awaitReady(true);
    t.assertPayerTold(TAKES_LONGER, NOT_COMPLETED);
    t.assertGivenBack(Kind.DEBIT, Kind.REVERSAL);
  }
}
