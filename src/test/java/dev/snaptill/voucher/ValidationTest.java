package dev.snaptill.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.channel.Trust;
import dev.snaptill.config.Settings;
import dev.snaptill.outbox.Texts;
import dev.snaptill.party.Account;
import dev.snaptill.party.Allowance;
import dev.snaptill.party.Mandate;
import dev.snaptill.party.Party;
import dev.snaptill.party.Payee;
import dev.snaptill.party.Payer;
import dev.snaptill.value.AccountNumber;
import dev.snaptill.value.Address;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Vouchers.Presented;
import dev.snaptill.voucher.Vouchers.Verdict;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValidationTest {
  private static final Instant NOW = Instant.parse("2026-11-23T01:00:00Z");
  private static final Validation VALIDATION =
      new Validation(VoucherConfig.from(Settings.parse("g.yaml", "", Map.of())));

  private static final Party ANN = person(1, Party.State.ACTIVE);
  private static final Account ANNS = account(11, 1, "CNY", Account.State.OPEN);
  private static final Mandate MANDATE = mandate(Mandate.State.ACTIVE, 200_000);
  private static final Payer PAYER = new Payer(ANN, MANDATE, ANNS);
  private static final Payee SHOP = shop(Party.State.ACTIVE, Account.State.OPEN);
  private static final Voucher TEN_YUAN = voucher(fixed("10.00"), Terms.plain("", 1), 0);
  private static final Price TIP = new Price.Chosen(yuan("5.00"), yuan("50.00"));

  private static Party person(long id, Party.State state) {
    return new Party(id, Party.Kind.PERSON, "Ann", "en", state);
  }

  private static Account account(long id, long party, String currency, Account.State state) {
    return new Account(id, party, "north", new AccountNumber("6222020000000001"), currency, state);
  }

  private static Mandate mandate(Mandate.State state, long perPayment) {
    return new Mandate(1, 11, state, perPayment, 1_000_000, 20, 10_000_000);
  }

  private static Payee shop(Party.State state, Account.State accountState) {
    return new Payee(
        new Party(2, Party.Kind.SHOP, "Tea", "en", state),
        account(22, 2, "CNY", accountState),
        null);
  }

  private static Money yuan(String decimal) {
    return Money.parse(decimal, "CNY").orElseThrow();
  }

  private static Price fixed(String decimal) {
    return new Price.Fixed(yuan(decimal));
  }

  private static Voucher voucher(Price price, Terms terms, int reserved) {
    return voucher(price, terms, Voucher.State.ACTIVE, reserved, 0, NOW.plusSeconds(1));
  }

  private static Voucher voucher(
      Price price, Terms terms, Voucher.State state, int reserved, long taken, Instant expires) {
    return new Voucher(
        5,
        2,
        22,
        price,
        terms,
        state,
        0,
        reserved,
        taken,
        NOW.minusSeconds(60),
        expires,
        0,
        "1234");
  }

  private static Terms upTo(String total) {
    return new Terms("", null, null, null, Set.of(), Terms.UNLIMITED, yuan(total), false, false);
  }

  private static Presented sent(@Nullable Money typed, Trust trust, boolean confirmed) {
    return new Presented(
        new Reference.Code("12345678901234"),
        Address.tel("+8613800000001"),
        trust,
        "sms",
        typed,
        confirmed);
  }

  private static Verdict judge(Payer payer, Voucher voucher, Payee payee, @Nullable Money typed) {
    return VALIDATION.judge(sent(typed, Trust.OPERATOR, false), payer, voucher, payee, 0, NOW);
  }

  private static Verdict judge(Voucher voucher, @Nullable String typed) {
    return judge(PAYER, voucher, SHOP, typed == null ? null : yuan(typed));
  }

  @Test
  void aGoodVoucherIsAccepted() {
    assertThat(judge(TEN_YUAN, null))
        .isEqualTo(
            new Verdict.Accepted(TEN_YUAN, yuan("10.00"), ANN, ANNS, SHOP, Allowance.ORDINARY, 0));
  }

  @Test
  void theLimitItselfMayStillBePaid() {
    Voucher most = voucher(fixed("200.00"), Terms.plain("", 1), 0);
    Payer limited = new Payer(ANN, mandate(Mandate.State.ACTIVE, 20_000), ANNS);
    assertThat(judge(limited, most, SHOP, null)).isInstanceOf(Verdict.Accepted.class);
  }

  static Stream<Arguments> refusals() {
    Payer stopped = new Payer(person(1, Party.State.CLOSED), MANDATE, ANNS);
    Payer emptied = new Payer(ANN, MANDATE, account(11, 1, "CNY", Account.State.CLOSED));
    Payer ended = new Payer(ANN, mandate(Mandate.State.ENDED, 100_000), ANNS);
    Payer poor = new Payer(ANN, mandate(Mandate.State.ACTIVE, 999), ANNS);
    Payer foreign = new Payer(ANN, MANDATE, account(11, 1, "USD", Account.State.OPEN));
    Payer fresh =
        new Payer(ANN, mandate(Mandate.State.ACTIVE, 1_999), ANNS, NOW.minusSeconds(86_399));
    Payee self = new Payee(ANN, ANNS, null);
    Terms once = Terms.plain("", 1);
    Terms byMms = new Terms("", null, null, null, Set.of("mms"), 1, null, false, false);
    Price ten = fixed("10.00");
    Instant later = NOW.plusSeconds(1);
    return Stream.of(
        Arguments.of(
            new Refusal.Cancelled(),
            PAYER,
            voucher(ten, once, Voucher.State.CANCELLED, 0, 0, later),
            SHOP),
        Arguments.of(
            new Refusal.Paused(),
            PAYER,
            voucher(ten, once, Voucher.State.PAUSED, 0, 0, later),
            SHOP),
        Arguments.of(new Refusal.AlreadyUsed(), PAYER, voucher(ten, once, 1), SHOP),
        Arguments.of(new Refusal.UsedUp(), PAYER, voucher(ten, Terms.plain("", 2), 2), SHOP),
        Arguments.of(
            new Refusal.PaidInFull(),
            PAYER,
            voucher(TIP, upTo("30.00"), Voucher.State.ACTIVE, 2, 3_000, later),
            SHOP),
        Arguments.of(
            new Refusal.PaidInFull(),
            PAYER,
            voucher(ten, upTo("30.00"), Voucher.State.ACTIVE, 2, 2_001, later),
            SHOP),
        Arguments.of(
            new Refusal.Expired(),
            PAYER,
            voucher(ten, once, Voucher.State.ACTIVE, 0, 0, NOW),
            SHOP),
        Arguments.of(new Refusal.WrongChannel(Set.of("mms")), PAYER, voucher(ten, byMms, 0), SHOP),
        Arguments.of(new Refusal.NoMandate(), new Payer(ANN, null, null), TEN_YUAN, SHOP),
        Arguments.of(new Refusal.NoMandate(), new Payer(ANN, MANDATE, null), TEN_YUAN, SHOP),
        Arguments.of(new Refusal.NoMandate(), ended, TEN_YUAN, SHOP),
        Arguments.of(new Refusal.PayerClosed(), stopped, TEN_YUAN, SHOP),
        Arguments.of(new Refusal.PayerAccountClosed(), emptied, TEN_YUAN, SHOP),
        Arguments.of(
            new Refusal.PayeeClosed("Tea"),
            PAYER,
            TEN_YUAN,
            shop(Party.State.CLOSED, Account.State.OPEN)),
        Arguments.of(
            new Refusal.PayeeAccountClosed("Tea"),
            PAYER,
            TEN_YUAN,
            shop(Party.State.ACTIVE, Account.State.CLOSED)),
        Arguments.of(new Refusal.OwnVoucher(), PAYER, TEN_YUAN, self),
        Arguments.of(new Refusal.WrongCurrency("CNY"), foreign, TEN_YUAN, SHOP),
        Arguments.of(
            new Refusal.AmountMissing(yuan("5.00"), yuan("50.00")),
            PAYER,
            voucher(TIP, once, 0),
            SHOP),
        Arguments.of(
            new Refusal.AbovePlatform(yuan("1000.00")),
            PAYER,
            voucher(fixed("1000.01"), once, 0),
            SHOP),
        Arguments.of(new Refusal.OverPerPayment(yuan("10.00")), poor, TEN_YUAN, SHOP),
        Arguments.of(new Refusal.NewPayerLimit(yuan("10.00")), fresh, TEN_YUAN, SHOP));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void eachReasonToRefuseIsNamed(Refusal reason, Payer payer, Voucher voucher, Payee payee) {
    assertThat(judge(payer, voucher, payee, null))
        .isEqualTo(new Verdict.Refused(reason, payer.party(), voucher, payee));
    for (String language : new String[] {"en", "zh"}) {
      assertThat(Texts.say(reason.say(), language, reason.values(language).toArray()))
          .doesNotContain("{")
          .containsAnyOf("Nothing was taken", "Example", "未扣款", "例");
    }
  }

  @Test
  void eachReasonHasItsOwnWordInTheMetrics() {
    assertThat(Refusal.class.getPermittedSubclasses())
        .extracting(Class::getSimpleName)
        .doesNotHaveDuplicates();
    assertThat(new Refusal.AlreadyUsed().word()).isEqualTo("already_used");
  }

  @Test
  void thePayerChoosesWithinBounds() {
    Voucher tip = voucher(TIP, Terms.plain("", 1), 0);
    assertThat(judge(tip, "5.00")).isInstanceOf(Verdict.Accepted.class);
    assertThat(judge(tip, "50.00"))
        .isInstanceOfSatisfying(
            Verdict.Accepted.class, a -> assertThat(a.amount()).isEqualTo(yuan("50.00")));
    Refusal outside = new Refusal.AmountOutside(yuan("5.00"), yuan("50.00"));
    assertThat(judge(tip, "4.99")).extracting("reason").isEqualTo(outside);
    assertThat(judge(tip, "50.01")).extracting("reason").isEqualTo(outside);
  }

  @Test
  void thePayeesAmountIsNotForThePayerToChange() {
    assertThat(judge(TEN_YUAN, "10.00")).isInstanceOf(Verdict.Accepted.class);
    assertThat(judge(TEN_YUAN, "9.99"))
        .extracting("reason")
        .isEqualTo(new Refusal.AmountFixed(yuan("10.00")));
  }

  @Test
  void theLastPartMayBeSmallerThanTheOthers() {
    Voucher nearly =
        voucher(TIP, upTo("33.00"), Voucher.State.ACTIVE, 3, 3_000, NOW.plusSeconds(1));
    assertThat(judge(nearly, null))
        .isInstanceOfSatisfying(
            Verdict.Accepted.class, a -> assertThat(a.amount()).isEqualTo(yuan("3.00")));
    assertThat(judge(nearly, "3.01"))
        .extracting("reason")
        .isEqualTo(new Refusal.AmountOutside(yuan("3.00"), yuan("3.00")));
  }

  @Test
  void aLargeAmountIsConfirmedFirst() {
    Voucher dear = voucher(fixed("200.01"), Terms.plain("", 1), 0);
    assertThat(judge(dear, null)).isInstanceOf(Verdict.ToConfirm.class);
    assertThat(VALIDATION.judge(sent(null, Trust.OPERATOR, true), PAYER, dear, SHOP, 0, NOW))
        .isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void aSenderWhoCantBeBelievedConfirmsEvenTheSmallest() {
    assertThat(VALIDATION.judge(sent(null, Trust.WEAK, false), PAYER, TEN_YUAN, SHOP, 0, NOW))
        .isInstanceOf(Verdict.ToConfirm.class);
    assertThat(VALIDATION.judge(sent(null, Trust.WEAK, true), PAYER, TEN_YUAN, SHOP, 0, NOW))
        .isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void aCurrencyWithoutAThresholdKnowsNoSmallPayment() {
    Payer dollars = new Payer(ANN, MANDATE, account(11, 1, "USD", Account.State.OPEN));
    Voucher cheap = voucher(new Price.Fixed(new Money(100, "USD")), Terms.plain("", 1), 0);
    assertThat(judge(dollars, cheap, SHOP, null)).isInstanceOf(Verdict.ToConfirm.class);
    Validation both =
        new Validation(
            VoucherConfig.from(
                Settings.parse("g.yaml", "confirm_above: [\"30.00 USD\"]", Map.of())));
    assertThat(both.judge(sent(null, Trust.OPERATOR, false), dollars, cheap, SHOP, 0, NOW))
        .isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void anOldMandateCountsWhole() {
    Payer old =
        new Payer(ANN, mandate(Mandate.State.ACTIVE, 1_999), ANNS, NOW.minusSeconds(86_400));
    assertThat(judge(old, TEN_YUAN, SHOP, null)).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void aPrintedVoucherCountsAgainstItsOwnLimit() {
    Terms printed = new Terms("", null, null, null, Set.of(), 100, null, false, true);
    assertThat(judge(voucher(fixed("10.00"), printed, 3), null))
        .isInstanceOfSatisfying(
            Verdict.Accepted.class,
            a -> assertThat(a.allowance()).isEqualTo(new Allowance(false, 50_000L)));
  }

  @Test
  void onlyWhatThePayerMayHaveDoneItselfCountsAsARepeat() {
    assertThat(
            Stream.of(
                new Refusal.Cancelled(),
                new Refusal.Paused(),
                new Refusal.Expired(),
                new Refusal.AlreadyUsed(),
                new Refusal.UsedUp(),
                new Refusal.PaidInFull()))
        .allMatch(Refusal::mayBeRepeat);
    assertThat(
            Stream.of(new Refusal.UnknownCode(), new Refusal.NotThePayer(), new Refusal.Forged()))
        .noneMatch(Refusal::mayBeRepeat);
  }

  @Property
  void noVerdictEverAllowsMoreThanAnyOfItsLimits(
      @ForAll @LongRange(min = 1, max = 300_000) long least,
      @ForAll @LongRange(min = 0, max = 300_000) long more,
      @ForAll @LongRange(min = 1, max = 400_000) long typed,
      @ForAll @LongRange(min = 1, max = 400_000) long total,
      @ForAll @LongRange(min = 0, max = 400_000) long taken,
      @ForAll @LongRange(min = 0, max = 400_000) long perPayment,
      @ForAll @IntRange(min = 0, max = 48) int hours,
      @ForAll Trust trust) {
    Price price = new Price.Chosen(new Money(least, "CNY"), new Money(least + more, "CNY"));
    Terms terms =
        new Terms("", null, null, null, Set.of(), 5, new Money(total, "CNY"), false, false);
    Voucher voucher =
        voucher(price, terms, Voucher.State.ACTIVE, 1, Math.min(taken, total), NOW.plusSeconds(1));
    Payer payer =
        new Payer(
            ANN, mandate(Mandate.State.ACTIVE, perPayment), ANNS, NOW.minusSeconds(hours * 3600L));
    Verdict verdict =
        VALIDATION.judge(sent(new Money(typed, "CNY"), trust, false), payer, voucher, SHOP, 0, NOW);
    Verdict.Accepted accepted =
        verdict instanceof Verdict.ToConfirm ask
            ? ask.accepted()
            : verdict instanceof Verdict.Accepted direct ? direct : null;
    if (accepted != null) {
      long amount = accepted.amount().minor();
      assertThat(amount).isEqualTo(typed).isLessThanOrEqualTo(least + more);
      assertThat(amount).isLessThanOrEqualTo(total - Math.min(taken, total));
      assertThat(amount).isLessThanOrEqualTo(hours < 24 ? perPayment / 2 : perPayment);
      assertThat(amount).isLessThanOrEqualTo(100_000);
      assertThat(verdict instanceof Verdict.Accepted)
          .isEqualTo(amount <= 20_000 && trust != Trust.WEAK);
    }
  }

  @Test
  void noTwoReasonsThatPeopleCanActOnSoundTheSame() {
    // the neutral ones are meant to
    assertThat(Arrays.asList(new Refusal.NotThePayer(), new Refusal.UnknownCode()))
        .extracting(Refusal::say)
        .containsOnly(dev.snaptill.outbox.Say.UNKNOWN_CODE);
  }
}
