package dev.snaptill.bank.iso8583;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.BankOperation.Type;
import dev.snaptill.bank.OperationKey;
import dev.snaptill.value.Money;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class RequestsTest {
  private final Requests requests =
      new Requests(
          Samples.config(1, Profiles.plain(), Duration.ofSeconds(25), Duration.ofMinutes(1)));

  @Test
  void aDebitCarriesWhatEveryRequestMust() throws Exception {
    Message debit = requests.of(Samples.debit(42));
    assertThat(debit.type()).isEqualTo("0200");
    assertThat(debit.fields()).containsExactly(3, 4, 7, 11, 12, 13, 37, 41, 42, 49, 102);
    assertThat(debit.get(3)).isEqualTo("000000");
    assertThat(debit.get(4)).isEqualTo("000000001250");
    assertThat(debit.get(7)).as("UTC").isEqualTo("1123123456");
    assertThat(debit.get(11)).isEqualTo("000042");
    assertThat(debit.get(12)).as("Shanghai").isEqualTo("203456");
    assertThat(debit.get(13)).isEqualTo("1123");
    assertThat(debit.get(37)).isEqualTo("RRN000000042");
    assertThat(debit.get(41)).isEqualTo("SNAP0001");
    assertThat(debit.get(42)).isEqualTo("MERCHANT1      ");
    assertThat(debit.get(49)).isEqualTo("156");
    assertThat(debit.get(102)).isEqualTo(Samples.PAYER.digits());
  }

  @Test
  void creditsAndTransfersNameTheirAccounts() throws Exception {
    Message credit = requests.of(Samples.operation(1, Type.CREDIT, null, true));
    assertThat(credit.type()).isEqualTo("0201");
    assertThat(credit.get(3)).isEqualTo("210000");
    assertThat(credit.get(102)).isNull();
    assertThat(credit.get(103)).isEqualTo(Samples.PAYEE.digits());
    Message transfer = requests.of(Samples.operation(1, Type.TRANSFER, null, false));
    assertThat(transfer.get(3)).isEqualTo("400000");
    assertThat(transfer.get(102)).isEqualTo(Samples.PAYER.digits());
    assertThat(transfer.get(103)).isEqualTo(Samples.PAYEE.digits());
  }

  @Test
  void aReversalNamesItsOriginalInField90() throws Exception {
    BankOperation original = Samples.debit(42);
    Message reversal = requests.of(Samples.reversal(43, original, false));
    assertThat(reversal.type()).isEqualTo("0420");
    assertThat(reversal.fields()).containsExactly(3, 4, 7, 11, 12, 13, 37, 41, 42, 49, 90, 102);
    assertThat(reversal.get(3)).isEqualTo("000000");
    assertThat(reversal.get(11)).isEqualTo("000043");
    assertThat(reversal.get(37)).isEqualTo(original.rrn());
    assertThat(reversal.get(90))
        .isEqualTo("0200" + "000042" + "1123123456" + "00000000123" + "00000000000");
    assertThat(requests.of(Samples.reversal(43, original, true)).type()).isEqualTo("0421");
  }

  @Test
  void whatCannotBeSaidIsRefused() {
    refused(with(Samples.debit(42), new Money(0, "CNY"), 42));
    refused(with(Samples.debit(42), new Money(1_000_000_000_000L, "CNY"), 42));
    refused(with(Samples.debit(42), new Money(1, "CNY"), 0));
    refused(with(Samples.debit(42), new Money(1, "CNY"), 1_000_000));
    refused(Samples.operation(1, Type.REVERSAL, null, false));
    refused(Samples.reversal(2, Samples.reversal(1, Samples.debit(3), false), false));
  }

  private void refused(BankOperation operation) {
    assertThatThrownBy(() -> requests.of(operation)).isInstanceOf(MalformedMessage.class);
  }

  private static BankOperation with(BankOperation o, Money amount, int stan) {
    return new BankOperation(
        new OperationKey(Samples.BANK, Samples.TERMINAL, LocalDate.of(2026, 11, 23), stan),
        o.paymentId(),
        o.type(),
        amount,
        o.from(),
        o.to(),
        o.transmitted(),
        o.rrn(),
        o.sendBefore(),
        o.original(),
        o.repeat());
  }
}
