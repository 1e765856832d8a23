package dev.snaptill.simulator.bank;

import static dev.snaptill.simulator.bank.BankClient.PAYEE;
import static dev.snaptill.simulator.bank.BankClient.PAYER;
import static dev.snaptill.simulator.bank.BankClient.repeat;
import static dev.snaptill.simulator.bank.BankClient.text;
import static dev.snaptill.simulator.bank.BankClient.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.solab.iso8583.IsoMessage;
import dev.snaptill.simulator.bank.Faults.Target;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
            .heldBack(Duration.ofDays(1))
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
    bank.faults().next(new Fault.Delay(Duration.ofDays(1)));
    client.send(client.debit(1, 5_00));
    client.send(client.debit(2, 1_00));
    assertThat(text(client.receive(), 11)).isEqualTo("000002");
    assertThat(bank.balance(PAYER)).isEqualTo(94_00);
    bank.hurry();
    assertThat(text(client.receive(), 11)).isEqualTo("000001");
  }

  @Test
  void aRequestProcessedLateIsOvertakenByItsOwnReversal() throws IOException {
    bank.faults().next(new Fault.ProcessLate(Duration.ofDays(1)));
    IsoMessage debit = client.debit(1, 5_00);
    client.send(debit);
    assertThat(client.codeOf(client.reversal(2, debit))).isEqualTo("25");
    bank.hurry();
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
    client.sendTogether(client.debit(1, 5_00), client.debit(2, 1_00));
    assertThat(text(client.receive(), 11)).isEqualTo("000002");
    assertThat(text(client.receive(), 11)).isEqualTo("000001");
    // nothing comes after it: it is not held back for ever
    bank.faults().next(new Fault.OutOfOrder());
    client.send(client.debit(3, 1_00));
    await().atMost(Duration.ofMinutes(1)).until(this::hurriedToAnAnswer);
    assertThat(text(client.receive(), 11)).isEqualTo("000003");
  }

  private boolean hurriedToAnAnswer() throws IOException {
    bank.hurry();
    return client.hasAnswer();
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
    // the port may be somebody else's for a moment
    await().atMost(Duration.ofMinutes(1)).until(bank::isUp);
    try (BankClient again = BankClient.signedOn(bank.port())) {
      assertThat(again.codeOf(again.debit(1, 5_00))).isEqualTo("00");
    }
    bank.goDown(Duration.ofMillis(50));
    await().atMost(Duration.ofMinutes(1)).until(bank::isUp);
  }

  @Test
  void echoesCanGoMissing() throws IOException {
    bank.faults().next(1, Target.NETWORK, new Fault.Lost());
    client.send(client.network("301"));
    assertThat(text(client.ask(client.debit(1, 1_00)), 11)).isEqualTo("000001");
  }

  @Test
  void onlyAPartIsApprovedAndTheWholeIsTakenBack() throws IOException {
    bank.faults().next(new Fault.Partial(50));
    IsoMessage debit = client.debit(1, 5_00);
    IsoMessage answer = client.ask(debit);
    assertThat(text(answer, 39)).isEqualTo("10");
    assertThat(text(answer, 4)).isEqualTo("000000000250");
    assertThat(bank.balance(PAYER)).isEqualTo(97_50);
    IsoMessage again = client.ask(repeat(client.debit(1, 5_00)));
    assertThat(text(again, 39)).isEqualTo("10");
    assertThat(text(again, 4)).isEqualTo("000000000250");
    assertThat(client.codeOf(client.debit(1, 2_50))).isEqualTo("94");
    assertThat(client.codeOf(client.reversal(2, debit))).isEqualTo("00");
    assertThat(bank.balance(PAYER)).isEqualTo(100_00);
  }

  @Test
  void theAnswerNamesAnotherAmount() throws IOException {
    bank.faults().next(new Fault.WrongAmount(-1));
    assertThat(text(client.ask(client.debit(1, 5_00)), 4)).isEqualTo("000000000499");
    assertThat(bank.balance(PAYER)).isEqualTo(95_00);
  }

  @Test
  void cutInTheMiddleOfTheAnswer() throws IOException {
    bank.faults().next(new Fault.CutMidFrame());
    client.send(client.debit(1, 5_00));
    assertThatThrownBy(client::receiveRaw)
        .isInstanceOf(EOFException.class)
        .hasMessageMatching("\\d+ bytes of \\d+");
    assertThat(bank.balance(PAYER)).isEqualTo(95_00);
    try (BankClient again = BankClient.signedOn(bank.port())) {
      assertThat(again.codeOf(repeat(again.debit(1, 5_00)))).isEqualTo("00");
    }
  }

  @Test
  void anAnswerThatTricklesStaysWhole() throws IOException {
    bank.faults().next(new Fault.Trickle(Duration.ofMillis(50)));
    client.send(client.debit(1, 5_00));
    client.send(client.debit(2, 1_00));
    assertThat(text(client.receive(), 11)).isEqualTo("000001");
    assertThat(text(client.receive(), 11)).isEqualTo("000002");
  }

  @Test
  void reversedAs25AndPostedAfterwards() throws IOException {
    bank.faults().next(new Fault.PostAfterReversal(Duration.ZERO));
    IsoMessage debit = client.debit(1, 5_00);
    client.send(debit);
    assertThat(client.codeOf(client.debit(2, 1_00))).isEqualTo("00");
    assertThat(client.codeOf(client.reversal(3, debit))).isEqualTo("25");
    IsoMessage late = client.receive();
    assertThat(text(late, 11)).isEqualTo("000001");
    assertThat(text(late, 39)).isEqualTo("00");
    assertThat(bank.balance(PAYER)).isEqualTo(94_00);
    assertThat(client.codeOf(repeat(client.reversal(3, debit)))).isEqualTo("00");
    assertThat(bank.balance(PAYER)).isEqualTo(99_00);
  }

  @Test
  void reversalsGoMissing() throws IOException {
    IsoMessage debit = client.debit(1, 5_00);
    client.ask(debit);
    bank.faults().next(2, Target.REVERSAL, new Fault.Lost());
    client.send(client.reversal(2, debit));
    client.send(repeat(client.reversal(2, debit)));
    assertThat(text(client.ask(client.debit(3, 1_00)), 11)).isEqualTo("000003");
    assertThat(bank.balance(PAYER)).isEqualTo(94_00);
    assertThat(client.codeOf(repeat(client.reversal(2, debit)))).isEqualTo("00");
    assertThat(bank.balance(PAYER)).isEqualTo(99_00);
  }

  @Test
  void aRuleForAnAccountLeavesOthersAlone() throws IOException {
    bank.faults().forAccount(PAYEE, 2, Target.REQUEST, new Fault.Refuse("91"));
    assertThat(client.codeOf(client.debit(1, 1_00))).isEqualTo("00");
    assertThat(client.codeOf(client.credit(2, 1_00))).isEqualTo("91");
    assertThat(client.codeOf(client.transfer(3, 1_00))).isEqualTo("91");
    assertThat(client.codeOf(client.credit(4, 1_00))).isEqualTo("00");
  }

  @Test
  void chancesAreTheSameForTheSameSeed() throws IOException {
    List<List<String>> runs = new ArrayList<>();
    int stan = 1;
    for (int run = 0; run < 2; run++) {
      bank.faults().clear();
      bank.faults().seed(7);
      bank.faults().sometimes(0.5, Target.DEBIT, new Fault.Refuse("96"));
      List<String> codes = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        codes.add(client.codeOf(client.debit(stan++, 1)));
      }
      runs.add(codes);
    }
    assertThat(runs.get(0)).contains("00", "96").isEqualTo(runs.get(1));
  }

  @Test
  void magicAmountsAreFaultsOnceTurnedOn() throws IOException {
    bank.openAccounts(Map.of("6222020000005555", 99_999_00L));
    assertThat(client.codeOf(client.credit(1, 4447_96))).isEqualTo("00");
    bank.faults().magicAmounts(true);
    assertThat(client.codeOf(client.credit(2, 4447_96))).isEqualTo("96");
    assertThat(client.codeOf(client.debit(3, 4444_55))).isEqualTo("55");
    assertThat(client.codeOf(client.credit(4, 4444_55))).isEqualTo("00");
    IsoMessage partial = with(client.request(5, "000000", 4445_09), 102, "6222020000005555");
    assertThat(client.codeOf(partial)).isEqualTo("10");
    assertThat(MagicAmounts.rows()).hasSizeGreaterThan(10);
  }

  @Test
  void aSlowBankAnswersInOrder() throws IOException {
    bank.slow(Duration.ofMillis(30));
    client.send(client.debit(1, 1_00));
    client.send(client.debit(2, 1_00));
    assertThat(text(client.receive(), 11)).isEqualTo("000001");
    assertThat(text(client.receive(), 11)).isEqualTo("000002");
    assertThatThrownBy(() -> bank.slow(Duration.ofHours(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLongOutageIsNotEndedByAShorterOneBeforeIt() {
    bank.goDown(Duration.ofMillis(50));
    bank.goDown(Duration.ofDays(1));
    await().atMost(Duration.ofMinutes(1)).during(Duration.ofMillis(200)).until(() -> !bank.isUp());
    bank.comeBack();
    await().atMost(Duration.ofMinutes(1)).until(bank::isUp);
  }
}
