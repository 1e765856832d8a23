package dev.snaptill.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.config.Settings;
import dev.snaptill.party.Account;
import dev.snaptill.party.Mandate;
import dev.snaptill.party.Party;
import dev.snaptill.party.Payee;
import dev.snaptill.party.Payer;
import dev.snaptill.value.AccountNumber;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Vouchers.Refusal;
import dev.snaptill.voucher.Vouchers.Verdict;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
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
  private static final Mandate MANDATE = mandate(Mandate.State.ACTIVE, 100_000);
  private static final Payer PAYER = new Payer(ANN, MANDATE, ANNS);
  private static final Payee SHOP = shop(Party.State.ACTIVE, Account.State.OPEN);
  private static final Voucher TEN_YUAN = voucher("10.00", "CNY", 1, 0, 0, NOW.plusSeconds(1));

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

  private static Voucher voucher(
      String amount, String currency, int max, int used, int reserved, Instant expires) {
    return new Voucher(
        5,
        2,
        22,
        Money.parse(amount, currency).orElseThrow(),
        "",
        Voucher.State.ACTIVE,
        max,
        used,
        reserved,
        NOW.minusSeconds(60),
        expires,
        0,
        "1234");
  }

  private static Voucher cancelled() {
    Voucher v = TEN_YUAN;
    return new Voucher(
        v.id(),
        v.payeeId(),
        v.payeeAccount(),
        v.amount(),
        v.note(),
        Voucher.State.CANCELLED,
        v.maxUses(),
        v.used(),
        v.reserved(),
        v.created(),
        v.expires(),
        0,
        v.last4());
  }

  @Test
  void aGoodVoucherIsAccepted() {
    assertThat(VALIDATION.judge(PAYER, TEN_YUAN, SHOP, NOW))
        .isEqualTo(new Verdict.Accepted(TEN_YUAN, ANN, ANNS, SHOP));
  }

  @Test
  void theLimitItselfMayStillBePaid() {
    Voucher most = voucher("200.00", "CNY", 1, 0, 0, NOW.plusSeconds(1));
    Payer limited = new Payer(ANN, mandate(Mandate.State.ACTIVE, 20_000), ANNS);
    assertThat(VALIDATION.judge(limited, most, SHOP, NOW)).isInstanceOf(Verdict.Accepted.class);
  }

  static Stream<Arguments> refusals() {
    Instant later = NOW.plusSeconds(1);
    Payer stopped = new Payer(person(1, Party.State.CLOSED), MANDATE, ANNS);
    Payer emptied = new Payer(ANN, MANDATE, account(11, 1, "CNY", Account.State.CLOSED));
    Payer ended = new Payer(ANN, mandate(Mandate.State.ENDED, 100_000), ANNS);
    Payer poor = new Payer(ANN, mandate(Mandate.State.ACTIVE, 999), ANNS);
    Payer foreign = new Payer(ANN, MANDATE, account(11, 1, "USD", Account.State.OPEN));
    Payee self = new Payee(ANN, ANNS, null);
    Voucher dear = voucher("200.01", "CNY", 1, 0, 0, later);
    return Stream.of(
        Arguments.of(Refusal.CANCELLED, PAYER, cancelled(), SHOP),
        Arguments.of(Refusal.ALREADY_USED, PAYER, voucher("1", "CNY", 1, 1, 0, later), SHOP),
        Arguments.of(Refusal.ALREADY_USED, PAYER, voucher("1", "CNY", 2, 1, 1, later), SHOP),
        Arguments.of(Refusal.EXPIRED, PAYER, voucher("1", "CNY", 1, 0, 0, NOW), SHOP),
        Arguments.of(Refusal.NO_MANDATE, new Payer(ANN, null, null), TEN_YUAN, SHOP),
        Arguments.of(Refusal.NO_MANDATE, new Payer(ANN, MANDATE, null), TEN_YUAN, SHOP),
        Arguments.of(Refusal.NO_MANDATE, ended, TEN_YUAN, SHOP),
        Arguments.of(Refusal.PAYER_ACCOUNT_CLOSED, stopped, TEN_YUAN, SHOP),
        Arguments.of(Refusal.PAYER_ACCOUNT_CLOSED, emptied, TEN_YUAN, SHOP),
        Arguments.of(
            Refusal.PAYEE_ACCOUNT_CLOSED,
            PAYER,
            TEN_YUAN,
            shop(Party.State.CLOSED, Account.State.OPEN)),
        Arguments.of(
            Refusal.PAYEE_ACCOUNT_CLOSED,
            PAYER,
            TEN_YUAN,
            shop(Party.State.ACTIVE, Account.State.CLOSED)),
        Arguments.of(Refusal.OWN_VOUCHER, PAYER, TEN_YUAN, self),
        Arguments.of(Refusal.WRONG_CURRENCY, foreign, TEN_YUAN, SHOP),
        Arguments.of(Refusal.OVER_LIMIT, poor, TEN_YUAN, SHOP),
        Arguments.of(Refusal.CONFIRM_NOT_YET, PAYER, dear, SHOP));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void eachReasonToRefuseIsNamed(Refusal reason, Payer payer, Voucher voucher, Payee payee) {
    Verdict verdict = VALIDATION.judge(payer, voucher, payee, NOW);
    assertThat(verdict).isEqualTo(new Verdict.Refused(reason, payer.party(), voucher, payee));
  }

  @Test
  void anotherCurrencyThanTheLimitsNeedsConfirming() {
    Payer dollars = new Payer(ANN, MANDATE, account(11, 1, "USD", Account.State.OPEN));
    Voucher cheap = voucher("1.00", "USD", 1, 0, 0, NOW.plusSeconds(1));
    assertThat(VALIDATION.judge(dollars, cheap, SHOP, NOW))
        .extracting("reason")
        .isEqualTo(Refusal.CONFIRM_NOT_YET);
  }

  @Test
  void onlyWhatThePayerMayHaveDoneItselfCountsAsARepeat() {
    assertThat(Refusal.values())
        .filteredOn(Refusal::mayBeRepeat)
        .containsExactly(Refusal.CANCELLED, Refusal.EXPIRED, Refusal.ALREADY_USED);
  }
}
