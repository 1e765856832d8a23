package dev.snaptill.simulator.bank;

import static dev.snaptill.simulator.bank.BankClient.PAYEE;
import static dev.snaptill.simulator.bank.BankClient.PAYER;
import static dev.snaptill.simulator.bank.BankClient.repeat;
import static dev.snaptill.simulator.bank.BankClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.solab.iso8583.IsoMessage;
import dev.snaptill.simulator.bank.Faults.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BankFaultsTest {
  @TempDir Path folder;
  private BankSimulator bank;
  private BankClient client;

  @BeforeEach
  void open() throws IOException {
    bank =
        BankSimulator.builder()
            .name("north")
            .books(folder.resolve("books.tsv"))
            .account(PAYER, 100_00)
            .account(PAYEE, 0)
            .start();
    client = BankClient.signedOn(bank.port());
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    bank.close();
    assertThat(bank.sumOfBalances()).isZero();
  }

  @Test
  void theNextRequestsAreRefusedAndRepeatsHearTheSame() throws IOException {
    bank.faults().next(2, new Fault.Refuse("51"));
    assertThat(client.codeOf(client.debit(1, 1_00))).isEqualTo("51");
    assertThat(client.codeOf(client.credit(2, 1_00))).isEqualTo("51");
    assertThat(client.codeOf(client.debit(3, 1_00))).isEqualTo("00");
    assertThat(client.codeOf(repeat(client.debit(1, 1_00)))).isEqualTo("51");
    assertThat(bank.faults().rules()).isEmpty();
  }

  @Test
  void aRuleForAnAmountHoldsForItsTargetUntilCleared() throws IOException {
    bank.faults().forAmount(4_04, Target.CREDIT, new Fault.Refuse("91"));
    assertThat(client.codeOf(client.debit(1, 4_04))).isEqualTo("00");
    assertThat(client.codeOf(client.credit(2, 4_04))).isEqualTo("91");
    assertThat(client.codeOf(client.credit(3, 4_04))).isEqualTo("91");
    assertThat(client.codeOf(client.credit(4, 4_05))).isEqualTo("00");
    bank.faults().clear();
    assertThat(client.codeOf(client.credit(5, 4_04))).isEqualTo("00");
  }

  @Test
  void aReversalCanBeRefusedAndSucceedsLater() throws IOException {
    IsoMessage debit = client.debit(1, 5_00);
    client.ask(debit);
    bank.faults().next(1, Target.REVERSAL, new Fault.Refuse("96"));
    assertThat(client.codeOf(client.debit(2, 1_00))).isEqualTo("00");
    assertThat(client.codeOf(client.reversal(3, debit))).isEqualTo("96");
    assertThat(bank.balance(PAYER)).isEqualTo(94_00);
    assertThat(client.codeOf(repeat(client.reversal(3, debit)))).isEqualTo("00");
    assertThat(bank.balance(PAYER)).isEqualTo(99_00);
  }

  @Test
  void aDelayedAnswerIsOvertakenThoughItsMoneyMovedAtOnce() throws IOException {
    bank.faults().next(new Fault.Delay(Duration.ofMillis(300)));
    client.send(client.debit(1, 5_00));
    client.send(client.debit(2, 1_00));
    assertThat(text(client.receive(), 11)).isEqualTo("000002");
    assertThat(bank.balance(PAYER)).isEqualTo(94_00);
    assertThat(text(client.receive(), 11)).isEqualTo("000001");
  }

  @Test
  void aRequestProcessedLateIsOvertakenByItsOwnReversal() throws IOException {
    bank.faults().next(new Fault.ProcessLate(Duration.ofMillis(300)));
    IsoMessage debit = client.debit(1, 5_00);
    client.send(debit);
    assertThat(client.codeOf(client.reversal(2, debit))).isEqualTo("25");
    IsoMessage late = client.receive();
    assertThat(text(late, 11)).isEqualTo("000001");
    assertThat(text(late, 39)).isEqualTo("05");
    assertThat(bank.postings()).isEmpty();
  }

  @Test
  void postedButNeverAnswered() throws IOException {
    bank.faults().forAmount(5_00, new Fault.NoAnswer());
    client.send(client.debit(1, 5_00));
    assertThat(text(client.ask(client.debit(2, 1_00)), 11)).isEqualTo("000002");
    assertThat(bank.balance(PAYER)).isEqualTo(94_00);
    assertThat(client.codeOf(client.reversal(3, client.debit(1, 5_00)))).isEqualTo("00");
  }

  @Test
  void lostWithoutATrace() throws IOException {
    bank.faults().next(new Fault.Lost());
    client.send(client.debit(1, 5_00));
    assertThat(text(client.ask(client.debit(2, 1_00)), 11)).isEqualTo("000002");
    assertThat(bank.balance(PAYER)).isEqualTo(99_00);
    assertThat(client.codeOf(client.reversal(3, client.debit(1, 5_00)))).isEqualTo("25");
  }

  @Test
  void answeredTwiceButPostedOnce() throws IOException {
    bank.faults().next(new Fault.AnswerTwice());
    assertThat(text(client.ask(client.debit(1, 5_00)), 11)).isEqualTo("000001");
    assertThat(text(client.receive(), 11)).isEqualTo("000001");
    assertThat(bank.balance(PAYER)).isEqualTo(95_00);
  }

  @Test
  void answersOutOfOrder() throws IOException {
    bank.faults().next(new Fault.OutOfOrder());
    client.send(client.debit(1, 5_00));
    client.send(client.debit(2, 1_00));
    assertThat(text(client.receive(), 11)).isEqualTo("000002");
    assertThat(text(client.receive(), 11)).isEqualTo("000001");
    bank.faults().next(new Fault.OutOfOrder());
    assertThat(text(client.ask(client.debit(3, 1_00)), 11)).isEqualTo("000003");
  }

  @Test
  void cutAfterPosting() throws IOException {
    bank.faults().next(new Fault.CutBeforeAnswer());
    client.send(client.debit(1, 5_00));
    assertThat(client.isCut()).isTrue();
    assertThat(bank.balance(PAYER)).isEqualTo(95_00);
    try (BankClient again = new BankClient(bank.port())) {
      assertThat(again.codeOf(repeat(again.debit(1, 5_00)))).isEqualTo("A0");
      again.ask(again.network("001"));
      assertThat(again.codeOf(repeat(again.debit(1, 5_00)))).isEqualTo("00");
    }
    assertThat(bank.postings()).hasSize(1);
  }

  @Test
  void downForAWhileThenBackOnTheSamePort() throws IOException {
    bank.faults().next(new Fault.GoDown(Duration.ofMinutes(10)));
    client.send(client.debit(1, 5_00));
    assertThat(client.isCut()).isTrue();
    assertThat(bank.isUp()).isFalse();
    assertThatThrownBy(() -> new BankClient(bank.port())).isInstanceOf(IOException.class);
    bank.comeBack();
    try (BankClient again = BankClient.signedOn(bank.port())) {
      assertThat(again.codeOf(again.debit(1, 5_00))).isEqualTo("00");
    }
    bank.goDown(Duration.ofMillis(50));
    await().until(bank::isUp);
  }

  @Test
  void echoesCanGoMissing() throws IOException {
    bank.faults().next(1, Target.NETWORK, new Fault.Lost());
    client.send(client.network("301"));
    assertThat(text(client.ask(client.debit(1, 1_00)), 11)).isEqualTo("000001");
  }
}
