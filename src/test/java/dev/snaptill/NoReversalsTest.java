package dev.snaptill;

import static dev.snaptill.Trouble.NOT_COMPLETED;
import static dev.snaptill.Trouble.PAID;
import static dev.snaptill.Trouble.RECEIVED;
import static dev.snaptill.Trouble.TAKES_LONGER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World.Person;
import dev.snaptill.simulator.bank.AccountState;
import dev.snaptill.simulator.bank.BookEntry.Kind;
import dev.snaptill.simulator.bank.Fault;
import dev.snaptill.simulator.bank.Faults.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bank that takes no reversals, and is asked for the payer's account before each debit. */
class NoReversalsTest {
  @TempDir static Path directory;
  private static World world;
  private Trouble t;

  @BeforeAll
  static void start() throws Exception {
    world =
        new World(
            directory,
            World.impatient(
                Map.of(
                    "SNAPTILL_REVERSAL_PAUSE", "1m",
                    "SNAPTILL_BANKS_0_REVERSALS", "false",
                    "SNAPTILL_BANKS_0_ENQUIRY", "true")));
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

  // ---- the enquiry

  private void assertRefused(AccountState state, String words) {
    world.north.setState(t.payer.account(), state);
    assertThat(world.answerTo(t.payer.phone(), t.code)).isEqualTo(words);
    assertThat(t.northKinds()).isEmpty();
    t.assertNothingMoved();
  }

  @Test
  void anAccountThatIsClosedIsRefusedBeforeAnythingIsReserved() throws Exception {
    assertRefused(
        AccountState.CLOSED,
        "Your bank does not know your account any more. Ask your bank. Nothing was taken.");
    assertRefused(
        AccountState.FROZEN,
        "Your account is closed or blocked for payments. Ask your bank. Nothing was taken.");
    assertThat(
            world
                .call("GET", "/v1/payments?voucher=" + t.voucher, world.shopKey, null)
                .getJsonArray("data"))
        .isEmpty();
    t.assertGivenBack();
  }

  @Test
  void anEnquiryThatIsNotAnsweredTakesNothing() throws Exception {
    world.north.faults().next(1, Target.ENQUIRY, new Fault.Lost());
    assertThat(world.answerTo(t.payer.phone(), t.code))
        .isEqualTo("The bank can't be reached. Nothing was taken. Please try again later.");
    t.assertGivenBack();
  }

  // ---- the way back

  @Test
  void aRefusedCreditIsGivenBackByACreditUnderItsOwnKey() throws Exception {
    world.south.faults().next(1, Target.CREDIT, new Fault.Refuse("05"));
    t.pay();
    t.awaitText(NOT_COMPLETED);
    t.assertPayerTold(NOT_COMPLETED);
    t.assertGivenBack(Kind.DEBIT, Kind.CREDIT);
  }

  @Test
  void aCreditBackWaitsForItsBankOverARestart() throws Exception {
    world.south.faults().next(1, Target.CREDIT, new Fault.Refuse("05"));
    Trouble.always(world.north, Target.CREDIT, "91");
    t.pay();
    t.awaitText(TAKES_LONGER);
    world.restart();
    world.north.faults().clear();
    // the restart has it tried at once: a refusal that was on its way puts it off from later on
    Awaitility.await()
        .atMost(World.SOON)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              world.clock.advance(Duration.ofMinutes(16));
              return t.payerWasTold(NOT_COMPLETED);
            });
    t.assertPayerTold(TAKES_LONGER, NOT_COMPLETED);
    t.assertGivenBack(Kind.DEBIT, Kind.CREDIT);
  }

  @Test
  void aCreditBackOfUnknownFateIsAskedForAndPostedOnce() throws Exception {
    world.south.faults().next(1, Target.CREDIT, new Fault.Refuse("05"));
    world.north.faults().next(1, Target.CREDIT, new Fault.NoAnswer());
    t.pay();
    t.awaitText(TAKES_LONGER);
    world.restart();
    world.clock.advance(Duration.ofMinutes(1));
    t.awaitText(NOT_COMPLETED);
    t.assertPayerTold(TAKES_LONGER, NOT_COMPLETED);
    t.assertGivenBack(Kind.DEBIT, Kind.CREDIT);
  }

  @Test
  void aDebitOfUnknownFateIsAskedForAfterARestartAndGivenBack() throws Exception {
    world.north.faults().next(1, Target.DEBIT, new Fault.NoAnswer());
    t.pay();
    t.awaitText(TAKES_LONGER);
    world.restart();
    world.clock.advance(Duration.ofSeconds(6));
    t.awaitText(NOT_COMPLETED);
    t.assertPayerTold(TAKES_LONGER, NOT_COMPLETED);
    t.assertGivenBack(Kind.DEBIT, Kind.CREDIT);
  }

  @Test
  void anAnswerThatComesAfterARestartIsStillTaken() throws Exception {
    world.restart(Map.of("SNAPTILL_BANKS_0_REPEATS", "false"));
    world.north.faults().next(1, Target.DEBIT, new Fault.AnswerOnNextLink());
    t.pay();
    t.awaitText(TAKES_LONGER);
    // the bank is not asked again before a minute is over: only its own answer can end this
    world.restart(Map.of("SNAPTILL_BANKS_0_REPEATS", "false"));
    t.awaitText(NOT_COMPLETED);
    t.assertPayerTold(TAKES_LONGER, NOT_COMPLETED);
    t.assertGivenBack(Kind.DEBIT, Kind.CREDIT);
    world.restart();
  }

  @Test
  void aTransferOfUnknownFateIsAskedForAndCompletes() throws Exception {
    Person friend = world.person("Bo", 0);
    String request = world.ask(friend.phone(), "REQ 5").code();
    world.north.faults().next(1, Target.TRANSFER, new Fault.NoAnswer());
    t.payer.phone().sendText(request);
    t.awaitText(TAKES_LONGER.replace("Corner Shop", "Bo"));
    world.restart();
    world.clock.advance(Duration.ofSeconds(6));
    t.awaitText(PAID.replace("Corner Shop", "Bo"));
    friend.phone().awaitText(text -> text.startsWith(RECEIVED), World.SOON);
    assertThat(world.north.balance(t.payer.account())).isEqualTo(95_00);
    assertThat(world.north.balance(friend.account())).isEqualTo(5_00);
    assertThat(t.northKinds()).containsExactly(Kind.TRANSFER);
  }
}
