package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World.Person;
import dev.snaptill.simulator.bank.BankSimulator;
import dev.snaptill.simulator.bank.BookEntry;
import dev.snaptill.simulator.bank.BookEntry.Kind;
import dev.snaptill.simulator.bank.Fault;
import dev.snaptill.simulator.bank.Faults.Target;
import dev.snaptill.simulator.phone.PhoneMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a bank does, nobody pays twice, nobody pays for nothing, and everybody is told. */
class BankTroubleTest {
  private static final String NOT_COMPLETED =
      "Your payment of 5.00 CNY to Corner Shop did not go through. Whatever was taken has been"
          + " given back.";
  private static final String TAKES_LONGER =
      "Your payment of 5.00 CNY to Corner Shop takes longer than usual. We will tell you how it"
          + " ends; please don't pay again.";
  private static final String PAID = "Paid 5.00 CNY to Corner Shop. Receipt ";

  @TempDir static Path directory;
  private static World world;

  private Person payer;
  private String code;
  private long shopHad;
  private int northPosted;
  private int southPosted;

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
  static void stop() {
    world.close();
  }

  @BeforeEach
  void aPayerAndAVoucher() throws Exception {
    payer = world.person("Ann", 100_00);
    code = world.voucher("5.00").getString("code");
    shopHad = world.south.balance(World.SHOP_ACCOUNT);
    northPosted = world.north.postingCount();
    southPosted = world.south.postingCount();
  }

  private void awaitText(String start) {
    payer.phone().awaitText(text -> text.startsWith(start), World.SOON);
  }

  /** What the phone got, each by its first words. */
  private void assertTold(String... texts) {
    List<String> got =
        payer.phone().messages().stream()
            .filter(m -> m.direction() == PhoneMessage.Direction.IN)
            .map(PhoneMessage::text)
            .toList();
    assertThat(got).hasSize(texts.length);
    for (int i = 0; i < texts.length; i++) {
      assertThat(got.get(i)).startsWith(texts[i]);
    }
  }

  private static List<Kind> kinds(BankSimulator bank, int since) {
    List<BookEntry> all = bank.postings();
    return all.subList(since, all.size()).stream().map(BookEntry::kind).toList();
  }

  private void assertNothingMoved() {
    assertThat(world.north.balance(payer.account())).isEqualTo(100_00);
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(shopHad);
  }

  private void assertPaidOnce() {
    assertThat(world.north.balance(payer.account())).isEqualTo(95_00);
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(shopHad + 5_00);
    assertThat(kinds(world.north, northPosted)).containsExactly(Kind.DEBIT);
    assertThat(kinds(world.south, southPosted)).containsExactly(Kind.CREDIT);
  }

  private void assertVoucherIsStillGood() {
    payer.phone().sendText(code);
    awaitText(PAID);
    assertThat(world.north.balance(payer.account())).isEqualTo(95_00);
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(shopHad + 5_00);
  }

  // ---- the debit

  @Test
  void aDebitPostedButNeverAnsweredIsTakenBackAtOnce() {
    world.north.faults().next(1, Target.DEBIT, new Fault.NoAnswer());
    assertThat(world.answerTo(payer.phone(), code)).isEqualTo(NOT_COMPLETED);
    assertNothingMoved();
    assertThat(kinds(world.north, northPosted)).containsExactly(Kind.DEBIT, Kind.REVERSAL);
    assertVoucherIsStillGood();
  }

  @Test
  void aDebitThatGotLostIsGivenUpOnceItCannotComeAnyMore() {
    world.north.faults().next(1, Target.DEBIT, new Fault.Lost());
    assertThat(world.answerTo(payer.phone(), code)).isEqualTo(TAKES_LONGER);
    assertThat(world.answerTo(payer.phone(), code))
        .isEqualTo(
            "Your payment is being processed. You will get a receipt; no need to send again.");
    world.clock.advance(Duration.ofMinutes(11));
    awaitText(NOT_COMPLETED);
    assertNothingMoved();
    assertThat(kinds(world.north, northPosted)).isEmpty();
    assertVoucherIsStillGood();
  }

  @Test
  void aDebitPostedAfterItsReversalIsReversedAsSoonAsItIsKnown() {
    world.north.faults().next(1, Target.DEBIT, new Fault.ProcessLate(Duration.ofDays(1)));
    assertThat(world.answerTo(payer.phone(), code)).isEqualTo(TAKES_LONGER);
    world.north.hurry();
    awaitText(NOT_COMPLETED);
    assertNothingMoved();
    assertThat(kinds(world.north, northPosted)).containsExactly(Kind.DEBIT, Kind.REVERSAL);
  }

  @Test
  void aDebitPostedAfterItsPaymentEndedIsReversedToo() {
    world.north.faults().next(1, Target.DEBIT, new Fault.ProcessLate(Duration.ofDays(1)));
    assertThat(world.answerTo(payer.phone(), code)).isEqualTo(TAKES_LONGER);
    world.clock.advance(Duration.ofMinutes(11));
    awaitText(NOT_COMPLETED);
    assertThat(kinds(world.north, northPosted)).isEmpty();
    world.north.hurry();
    Awaitility.await()
        .atMost(World.SOON)
        .untilAsserted(
            () ->
                assertThat(kinds(world.north, northPosted))
                    .containsExactly(Kind.DEBIT, Kind.REVERSAL));
    assertNothingMoved();
    assertTold(TAKES_LONGER, NOT_COMPLETED);
    assertVoucherIsStillGood();
  }

  @Test
  void anApprovalThatComesAfterItsReversalChangesNothing() throws Exception {
    String series = "snaptill_bank_late_answers_total{bank=\"north\"}";
    world.north.faults().next(1, Target.DEBIT, new Fault.Delay(Duration.ofDays(1)));
    double late = world.metric(series);
    assertThat(world.answerTo(payer.phone(), code)).isEqualTo(NOT_COMPLETED);
    world.north.hurry();
    Awaitility.await().atMost(World.SOON).until(() -> world.metric(series) > late);
    assertNothingMoved();
    assertVoucherIsStillGood();
    assertTold(NOT_COMPLETED, PAID);
  }

  @Test
  void aReversalThatGetsLostIsRepeated() {
    world.north.faults().next(1, Target.DEBIT, new Fault.NoAnswer());
    world.north.faults().next(1, Target.REVERSAL, new Fault.Lost());
    assertThat(world.answerTo(payer.phone(), code)).isEqualTo(TAKES_LONGER);
    world.clock.advance(Duration.ofMinutes(1));
    awaitText(NOT_COMPLETED);
    assertNothingMoved();
    assertThat(kinds(world.north, northPosted)).containsExactly(Kind.DEBIT, Kind.REVERSAL);
  }

  @Test
  void aReversalPostedButNotAnsweredIsRepeatedAndTakesBackOnce() {
    world.north.faults().next(1, Target.DEBIT, new Fault.NoAnswer());
    world.north.faults().next(1, Target.REVERSAL, new Fault.NoAnswer());
    assertThat(world.answerTo(payer.phone(), code)).isEqualTo(TAKES_LONGER);
    world.clock.advance(Duration.ofMinutes(1));
    awaitText(NOT_COMPLETED);
    assertNothingMoved();
    assertThat(kinds(world.north, northPosted)).containsExactly(Kind.DEBIT, Kind.REVERSAL);
  }

  @Test
  void aConnectionCutBeforeTheAnswerIsMadeAgainAndTheDebitTakenBack() {
    world.north.faults().next(1, Target.DEBIT, new Fault.CutBeforeAnswer());
    assertThat(world.answerTo(payer.phone(), code)).isEqualTo(TAKES_LONGER);
    world.awaitReady(true);
    world.clock.advance(Duration.ofMinutes(1));
    awaitText(NOT_COMPLETED);
    assertNothingMoved();
    assertThat(kinds(world.north, northPosted)).containsExactly(Kind.DEBIT, Kind.REVERSAL);
  }

  @Test
  void answersThatComeTwiceCountOnce() {
    world.north.faults().next(1, Target.DEBIT, new Fault.AnswerTwice());
    world.south.faults().next(1, Target.CREDIT, new Fault.AnswerTwice());
    assertThat(world.answerTo(payer.phone(), code)).startsWith(PAID);
    assertPaidOnce();
    assertTold(PAID);
  }

  @Test
  void anUnansweredTransferWithinOneBankIsTakenBackWhole() throws Exception {
    Person friend = world.person("Bo", 0);
    String request = world.ask(friend.phone(), "REQ 5").code();
    world.north.faults().next(1, Target.TRANSFER, new Fault.NoAnswer());
    assertThat(world.answerTo(payer.phone(), request))
        .isEqualTo(NOT_COMPLETED.replace("Corner Shop", "Bo"));
    assertNothingMoved();
    assertThat(world.north.balance(friend.account())).isZero();
    assertThat(kinds(world.north, northPosted)).containsExactly(Kind.TRANSFER, Kind.REVERSAL);
  }

  // ---- the credit

  @Test
  void aRefusedCreditGivesThePayerTheMoneyBack() {
    world.south.faults().next(1, Target.CREDIT, new Fault.Refuse("05"));
    assertThat(world.answerTo(payer.phone(), code)).isEqualTo(NOT_COMPLETED);
    assertNothingMoved();
    assertThat(kinds(world.north, northPosted)).containsExactly(Kind.DEBIT, Kind.REVERSAL);
    assertVoucherIsStillGood();
  }

  @Test
  void aCreditPostedButNotAnsweredIsAskedForAndCompletes() {
    world.south.faults().next(1, Target.CREDIT, new Fault.NoAnswer());
    assertThat(world.answerTo(payer.phone(), code)).isEqualTo(TAKES_LONGER);
    world.clock.advance(Duration.ofSeconds(5));
    awaitText(PAID);
    assertPaidOnce();
    assertTold(TAKES_LONGER, PAID);
  }

  @Test
  void aCreditThatGotLostIsRepeatedAndCompletes() {
    world.south.faults().next(1, Target.CREDIT, new Fault.Lost());
    assertThat(world.answerTo(payer.phone(), code)).isEqualTo(TAKES_LONGER);
    world.clock.advance(Duration.ofSeconds(5));
    awaitText(PAID);
    assertPaidOnce();
  }

  @Test
  void aCreditThatTheBankCannotTakeNowIsTriedAgain() {
    world.south.faults().next(1, Target.CREDIT, new Fault.Refuse("91"));
    assertThat(world.answerTo(payer.phone(), code)).startsWith(PAID);
    assertPaidOnce();
  }

  @Test
  void aConnectionCutBeforeTheCreditsAnswerCostsNobodyAnything() {
    world.south.faults().next(1, Target.CREDIT, new Fault.CutBeforeAnswer());
    assertThat(world.answerTo(payer.phone(), code)).isEqualTo(TAKES_LONGER);
    world.awaitReady(true);
    world.clock.advance(Duration.ofSeconds(5));
    awaitText(PAID);
    assertPaidOnce();
  }
}
