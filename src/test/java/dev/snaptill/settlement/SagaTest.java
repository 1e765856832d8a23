package dev.snaptill.settlement;

import static dev.snaptill.settlement.Saga.Next.AWAIT_COMPENSATION;
import static dev.snaptill.settlement.Saga.Next.AWAIT_CREDIT;
import static dev.snaptill.settlement.Saga.Next.AWAIT_DEBIT;
import static dev.snaptill.settlement.Saga.Next.COMPENSATE;
import static dev.snaptill.settlement.Saga.Next.COMPENSATE_AGAIN;
import static dev.snaptill.settlement.Saga.Next.COMPLETE;
import static dev.snaptill.settlement.Saga.Next.CREDIT;
import static dev.snaptill.settlement.Saga.Next.CREDIT_AGAIN;
import static dev.snaptill.settlement.Saga.Next.DECLINE;
import static dev.snaptill.settlement.Saga.Next.MANUAL;
import static dev.snaptill.settlement.Saga.Next.REVERSE;
import static dev.snaptill.settlement.Saga.Next.REVERSED;
import static dev.snaptill.settlement.Saga.Next.REVERSE_AGAIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bank.BankAnswer;
import dev.snaptill.outbox.Say;
import dev.snaptill.settlement.Saga.Next;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** bank.md's table of answer codes, for each state of a payment. */
class SagaTest {
  private static final List<String> APPROVED = List.of("00", "11", "16");
  private static final List<String> REFUSED =
      List.of(
          "05", "12", "13", "14", "30", "41", "43", "51", "54", "55", "57", "58", "61", "62", "65",
          "75");
  private static final List<String> NOTHING_POSTED = List.of("90", "91", "92");
  private static final List<String> UNCLEAR =
      List.of("06", "09", "68", "96", "98", "25", "94", "ZZ", "", "  ");
  private static final List<String> SECURITY = List.of("A0", "97");

  private static final Duration YOUNG = Duration.ofSeconds(119);
  private static final Duration OLD = Duration.ofMinutes(2);
  private static final Duration PROCESSING = Duration.ofMinutes(10);
  private static final BankAnswer SILENCE = new BankAnswer.Unknown("no answer");
  private static final BankAnswer NOT_SENT = new BankAnswer.NotSent("link is down");

  private static BankAnswer code(String code) {
    return new BankAnswer.Answered(code);
  }

  /** Codes, then what follows on a debit, a transfer, a young credit, an old credit. */
  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of(APPROVED, CREDIT, COMPLETE, COMPLETE, COMPLETE),
        Arguments.of(REFUSED, DECLINE, DECLINE, REVERSE, REVERSE),
        Arguments.of(NOTHING_POSTED, DECLINE, DECLINE, CREDIT_AGAIN, REVERSE),
        Arguments.of(UNCLEAR, REVERSE, REVERSE, AWAIT_CREDIT, AWAIT_CREDIT),
        Arguments.of(SECURITY, REVERSE, REVERSE, AWAIT_CREDIT, AWAIT_CREDIT),
        Arguments.of(List.of("10"), REVERSE, REVERSE, MANUAL, MANUAL));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void eachAnswerDecidesWhatFollows(
      List<String> codes, Next debit, Next transfer, Next youngCredit, Next oldCredit) {
    for (String code : codes) {
      assertThat(Saga.afterDebit(code(code), false)).as("debit " + code).isEqualTo(debit);
      assertThat(Saga.afterDebit(code(code), true)).as("transfer " + code).isEqualTo(transfer);
      assertThat(Saga.afterCredit(code(code), YOUNG)).as("credit " + code).isEqualTo(youngCredit);
      assertThat(Saga.afterCredit(code(code), OLD)).as("credit " + code).isEqualTo(oldCredit);
    }
  }

  @Test
  void silenceIsUnknownAndNeverAFailure() {
    assertThat(Saga.afterDebit(SILENCE, false)).isEqualTo(REVERSE);
    assertThat(Saga.afterDebit(SILENCE, true)).isEqualTo(REVERSE);
    assertThat(Saga.afterCredit(SILENCE, OLD)).isEqualTo(AWAIT_CREDIT);
    assertThat(Saga.afterReversal(SILENCE, known(true, true, OLD))).isEqualTo(REVERSE_AGAIN);
  }

  @Test
  void whatNeverLeftCannotHaveBeenPosted() {
    assertThat(Saga.afterDebit(NOT_SENT, false)).isEqualTo(DECLINE);
    assertThat(Saga.afterCredit(NOT_SENT, YOUNG)).isEqualTo(CREDIT_AGAIN);
    assertThat(Saga.afterCredit(NOT_SENT, OLD)).isEqualTo(REVERSE);
    assertThat(Saga.afterReversal(NOT_SENT, known(true, false, OLD))).isEqualTo(REVERSE_AGAIN);
  }

  @Test
  void anUnknownCreditIsResolvedBeforeAnythingElse() {
    Duration manualAfter = Duration.ofMinutes(15);
    Duration before = Duration.ofMinutes(14);
    APPROVED.forEach(
        c ->
            assertThat(Saga.afterCreditRepeat(code(c), manualAfter, manualAfter))
                .isEqualTo(COMPLETE));
    REFUSED.forEach(
        c ->
            assertThat(Saga.afterCreditRepeat(code(c), manualAfter, manualAfter))
                .isEqualTo(REVERSE));
    Stream.of(NOTHING_POSTED, UNCLEAR, SECURITY)
        .flatMap(List::stream)
        .forEach(
            c -> {
              assertThat(Saga.afterCreditRepeat(code(c), before, manualAfter))
                  .as("code %s", c)
                  .isEqualTo(AWAIT_CREDIT);
              assertThat(Saga.afterCreditRepeat(code(c), manualAfter, manualAfter))
                  .as("code %s", c)
                  .isEqualTo(MANUAL);
            });
    assertThat(Saga.afterCreditRepeat(SILENCE, before, manualAfter)).isEqualTo(AWAIT_CREDIT);
    assertThat(Saga.afterCreditRepeat(NOT_SENT, before, manualAfter)).isEqualTo(AWAIT_CREDIT);
    assertThat(Saga.afterCreditRepeat(SILENCE, manualAfter, manualAfter)).isEqualTo(MANUAL);
  }

  private static Next reversal(String code, boolean approved, boolean repeated, Duration age) {
    return Saga.afterReversal(code(code), known(approved, repeated, age));
  }

  private static Saga.Reversal known(boolean approved, boolean repeated, Duration age) {
    return new Saga.Reversal(approved, false, true, repeated, true, false, age, PROCESSING);
  }

  @Test
  void afterTheCutOverAnUnknownOriginalProvesNothing() {
    Saga.Reversal approved =
        new Saga.Reversal(true, false, true, false, false, true, YOUNG, PROCESSING);
    assertThat(Saga.afterReversal(code("25"), approved)).isEqualTo(COMPENSATE);
    // an earlier, unanswered one may have been posted: a credit could give it back twice
    Saga.Reversal repeated =
        new Saga.Reversal(true, false, true, true, false, true, YOUNG, PROCESSING);
    assertThat(Saga.afterReversal(code("25"), repeated)).isEqualTo(MANUAL);
    Saga.Reversal unknown =
        new Saga.Reversal(false, false, false, true, true, true, PROCESSING, PROCESSING);
    assertThat(Saga.afterReversal(code("25"), unknown)).isEqualTo(MANUAL);
  }

  @Test
  void aReversalSentBeforeTheApprovalCameIsSentAgain() {
    Saga.Reversal overtaken =
        new Saga.Reversal(true, false, false, true, true, false, PROCESSING, PROCESSING);
    assertThat(Saga.afterReversal(code("25"), overtaken)).isEqualTo(REVERSE_AGAIN);
  }

  @Test
  void aFirstUnknownOriginalIsNotEnough() {
    Saga.Reversal first =
        new Saga.Reversal(false, false, false, true, false, false, PROCESSING, PROCESSING);
    assertThat(Saga.afterReversal(code("25"), first)).isEqualTo(REVERSE_AGAIN);
  }

  @Test
  void aDebitRefusedAfterAllNeedsNoReversal() {
    Saga.Reversal refused =
        new Saga.Reversal(false, true, false, false, false, false, YOUNG, PROCESSING);
    for (String code : List.of("00", "25", "05", "96")) {
      assertThat(Saga.afterReversal(code(code), refused)).as(code).isEqualTo(REVERSED);
    }
    assertThat(Saga.afterReversal(SILENCE, refused)).isEqualTo(REVERSED);
  }

  @Test
  void aCreditBackIsFoundOutAboutAndNeverGuessed() {
    Duration manual = Duration.ofMinutes(15);
    APPROVED.forEach(
        c -> assertThat(Saga.afterCompensation(code(c), false, YOUNG, manual)).isEqualTo(REVERSED));
    REFUSED.forEach(
        c -> assertThat(Saga.afterCompensation(code(c), false, YOUNG, manual)).isEqualTo(MANUAL));
    NOTHING_POSTED.forEach(
        c -> {
          assertThat(Saga.afterCompensation(code(c), false, YOUNG, manual))
              .isEqualTo(COMPENSATE_AGAIN);
          assertThat(Saga.afterCompensation(code(c), true, YOUNG, manual))
              .isEqualTo(AWAIT_COMPENSATION);
        });
    Stream.concat(UNCLEAR.stream(), SECURITY.stream())
        .forEach(
            c ->
                assertThat(Saga.afterCompensation(code(c), false, YOUNG, manual))
                    .isEqualTo(AWAIT_COMPENSATION));
    assertThat(Saga.afterCompensation(NOT_SENT, false, YOUNG, manual)).isEqualTo(COMPENSATE_AGAIN);
    assertThat(Saga.afterCompensation(SILENCE, false, manual, manual)).isEqualTo(MANUAL);
    assertThat(Saga.afterCompensation(code("10"), false, YOUNG, manual)).isEqualTo(MANUAL);
  }

  @Test
  void withoutReversalsAnUnknownDebitIsFoundOutAbout() {
    Duration manual = Duration.ofMinutes(15);
    assertThat(Saga.afterDebitUnknown(code("00"), false, true, YOUNG, manual))
        .isEqualTo(COMPENSATE);
    assertThat(Saga.afterDebitUnknown(code("00"), true, true, YOUNG, manual)).isEqualTo(COMPLETE);
    assertThat(Saga.afterDebitUnknown(code("51"), false, true, YOUNG, manual)).isEqualTo(REVERSED);
    assertThat(Saga.afterDebitUnknown(code("91"), false, false, YOUNG, manual)).isEqualTo(REVERSED);
    assertThat(Saga.afterDebitUnknown(code("91"), false, true, YOUNG, manual))
        .isEqualTo(AWAIT_DEBIT);
    assertThat(Saga.afterDebitUnknown(SILENCE, false, true, YOUNG, manual)).isEqualTo(AWAIT_DEBIT);
    assertThat(Saga.afterDebitUnknown(SILENCE, false, true, manual, manual)).isEqualTo(MANUAL);
    assertThat(Saga.afterDebitUnknown(code("10"), false, true, YOUNG, manual)).isEqualTo(MANUAL);
  }

  @Test
  void aCreditPostedInPartDoesNotWait() {
    Duration manual = Duration.ofMinutes(15);
    assertThat(Saga.afterCreditRepeat(code("10"), YOUNG, manual)).isEqualTo(MANUAL);
    assertThat(Saga.afterLateCredit(code("91"), YOUNG, manual)).isEqualTo(REVERSE);
  }

  @Test
  void aReversalIsDoneWhenTheBankSaysSo() {
    assertThat(reversal("00", true, false, YOUNG)).isEqualTo(REVERSED);
    assertThat(reversal("00", false, true, PROCESSING)).isEqualTo(REVERSED);
  }

  @Test
  void anOriginalTheBankDoesNotKnowIsBelievedOnlyLateAndTwice() {
    // we hold its approval: the bank contradicts itself
    assertThat(reversal("25", true, true, PROCESSING)).isEqualTo(MANUAL);
    assertThat(reversal("25", false, false, PROCESSING)).isEqualTo(REVERSE_AGAIN);
    assertThat(reversal("25", false, true, PROCESSING.minusMillis(1))).isEqualTo(REVERSE_AGAIN);
    assertThat(reversal("25", false, true, PROCESSING)).isEqualTo(REVERSED);
  }

  @Test
  void aDuplicateIsDoneOnlyOnARepeat() {
    assertThat(reversal("94", true, true, YOUNG)).isEqualTo(REVERSED);
    assertThat(reversal("94", true, false, YOUNG)).isEqualTo(MANUAL);
  }

  @Test
  void aReversalGoesOnUntilTheBankSettlesIt() {
    for (String code : List.of("68", "91", "96", "90", "92", "A0", "97")) {
      assertThat(reversal(code, true, true, PROCESSING)).as(code).isEqualTo(REVERSE_AGAIN);
    }
    for (String code : List.of("05", "12", "14", "51", "10", "06", "09", "98", "ZZ")) {
      assertThat(reversal(code, true, true, PROCESSING)).as(code).isEqualTo(MANUAL);
    }
  }

  @Test
  void pausesGrowToAQuarterOfAnHour() {
    assertThat(
            Stream.of(0, 1, 2, 3, 4, 5, 6, 1000, Integer.MAX_VALUE)
                .map(attempts -> Saga.pause(Duration.ofMinutes(1), attempts)))
        .extracting(Duration::toMinutes)
        .containsExactly(1L, 1L, 2L, 4L, 8L, 15L, 15L, 15L, 15L);
  }

  @Test
  void refusalsHaveTheirWords() {
    assertThat(Declines.say(code("51"), false)).isEqualTo(Say.BANK_NO_FUNDS);
    assertThat(Declines.say(code("61"), false)).isEqualTo(Say.BANK_LIMIT);
    assertThat(Declines.say(code("65"), false)).isEqualTo(Say.BANK_TOO_OFTEN);
    assertThat(Declines.say(code("54"), false)).isEqualTo(Say.BANK_EXPIRED);
    assertThat(Declines.say(code("05"), false)).isEqualTo(Say.BANK_REFUSED);
    assertThat(Declines.say(code("91"), false)).isEqualTo(Say.BANK_UNREACHABLE);
    assertThat(Declines.say(NOT_SENT, false)).isEqualTo(Say.BANK_UNREACHABLE);
    // a one-message transfer doesn't say whose account it means
    assertThat(Declines.say(code("14"), false)).isEqualTo(Say.BANK_NO_ACCOUNT);
    assertThat(Declines.say(code("14"), true)).isEqualTo(Say.BANK_REFUSED);
    assertThat(Declines.say(code("62"), false)).isEqualTo(Say.PAYER_ACCOUNT_CLOSED);
    assertThat(Declines.say(code("62"), true)).isEqualTo(Say.BANK_REFUSED);
  }
}
