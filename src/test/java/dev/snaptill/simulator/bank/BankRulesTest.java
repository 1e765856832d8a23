package dev.snaptill.simulator.bank;

import static dev.snaptill.simulator.bank.BankClient.PAYEE;
import static dev.snaptill.simulator.bank.BankClient.PAYER;
import static dev.snaptill.simulator.bank.BankClient.code;
import static dev.snaptill.simulator.bank.BankClient.repeat;
import static dev.snaptill.simulator.bank.BankClient.text;
import static dev.snaptill.simulator.bank.BankClient.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.solab.iso8583.IsoMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BankRulesTest {
  private static final String FROZEN = "6222020000003333";
  private static final String CLOSED = "6222020000004444";
  @TempDir Path folder;
  private BankSimulator bank;
  private BankClient client;

  @BeforeEach
  void open() throws IOException {
    bank = builder().start();
    client = BankClient.signedOn(bank.port());
  }

  private BankBuilder builder() {
    return BankSimulator.builder()
        .name("north")
        .books(folder.resolve("books.tsv"))
        .account(PAYER, 100_00)
        .limit(PAYER, 80_00)
        .account(PAYEE, 0)
        .account(FROZEN, 100_00, AccountState.FROZEN)
        .account(CLOSED, 100_00, AccountState.CLOSED);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    bank.close();
    assertThat(bank.sumOfBalances()).isZero();
  }

  @Test
  void nothingIsDoneBeforeSignOn() throws IOException {
    try (BankClient stranger = new BankClient(bank.port())) {
      assertThat(stranger.codeOf(stranger.debit(1, 5_00))).isEqualTo("A0");
      assertThat(stranger.codeOf(stranger.reversal(2, stranger.debit(1, 5_00)))).isEqualTo("A0");
      assertThat(stranger.codeOf(stranger.network("301"))).isEqualTo("00");
      assertThat(stranger.codeOf(stranger.network("001"))).isEqualTo("00");
      assertThat(stranger.codeOf(stranger.debit(1, 5_00))).isEqualTo("00");
      assertThat(stranger.codeOf(stranger.network("002"))).isEqualTo("00");
      assertThat(stranger.codeOf(stranger.debit(3, 5_00))).isEqualTo("A0");
      assertThat(stranger.codeOf(stranger.network("999"))).isEqualTo("12");
    }
    assertThat(bank.balance(PAYER)).isEqualTo(95_00);
  }

  @Test
  void aDebitMovesMoneyIntoSettlementAndItsAnswerEchoesTheKeys() throws IOException {
    IsoMessage request = client.debit(7, 12_34);
    IsoMessage answer = client.ask(request);

    assertThat(answer.getType()).isEqualTo(0x210);
    assertThat(code(answer)).isEqualTo("00");
    for (int field : new int[] {3, 4, 7, 11, 12, 13, 37, 41, 42, 49}) {
      assertThat(text(answer, field)).as("field %d", field).isEqualTo(text(request, field));
    }
    assertThat(answer.hasField(102)).isFalse();
    assertThat(bank.balance(PAYER)).isEqualTo(87_66);
    assertThat(bank.settlementBalance()).isEqualTo(12_34);
    BookEntry posting = bank.postings().get(0);
    assertThat(posting.kind()).isEqualTo(BookEntry.Kind.DEBIT);
    assertThat(posting.rrn()).isEqualTo("RRN000000007");
    assertThat(posting.stan()).isEqualTo(7);
    assertThat(posting.terminal()).isEqualTo("SNAP0001");
  }

  @Test
  void aCreditComesOutOfSettlementAndATransferGoesFromOneToTheOther() throws IOException {
    assertThat(client.codeOf(client.credit(1, 3_00))).isEqualTo("00");
    assertThat(bank.balance(PAYEE)).isEqualTo(3_00);
    assertThat(bank.settlementBalance()).isEqualTo(-3_00);

    assertThat(client.codeOf(client.transfer(2, 10_00))).isEqualTo("00");
    assertThat(bank.balance(PAYER)).isEqualTo(90_00);
    assertThat(bank.balance(PAYEE)).isEqualTo(13_00);
    assertThat(bank.settlementBalance()).isEqualTo(-3_00);
  }

  @Test
  void theAccountMayStandInFieldTwo() throws IOException {
    assertThat(client.codeOf(with(client.request(1, "000000", 5_00), 2, PAYER))).isEqualTo("00");
    assertThat(client.codeOf(with(client.request(2, "210000", 5_00), 2, PAYEE))).isEqualTo("00");
    assertThat(bank.balance(PAYER)).isEqualTo(95_00);
    assertThat(bank.balance(PAYEE)).isEqualTo(5_00);
  }

  @Test
  void refusalsHaveTheirCodesAndPostNothing() throws IOException {
    assertThat(client.codeOf(with(client.debit(1, 1_00), 102, "6222029999999999"))).isEqualTo("14");
    assertThat(client.codeOf(with(client.debit(2, 1_00), 102, Books.SETTLEMENT))).isEqualTo("14");
    assertThat(client.codeOf(with(client.debit(3, 1_00), 102, CLOSED))).isEqualTo("14");
    assertThat(client.codeOf(with(client.debit(4, 1_00), 102, FROZEN))).isEqualTo("62");
    assertThat(client.codeOf(with(client.credit(5, 1_00), 103, FROZEN))).isEqualTo("62");
    assertThat(client.codeOf(with(client.transfer(6, 1_00), 103, CLOSED))).isEqualTo("14");
    assertThat(client.codeOf(client.debit(7, 80_01))).isEqualTo("61");
    assertThat(client.codeOf(client.debit(8, 0))).isEqualTo("13");
    assertThat(client.codeOf(with(client.debit(9, 1_00), 49, "840"))).isEqualTo("57");
    assertThat(client.codeOf(with(client.transfer(10, 1_00), 103, PAYER))).isEqualTo("12");
    assertThat(client.codeOf(with(client.debit(11, 1_00), 3, "990000"))).isEqualTo("12");
    assertThat(bank.postings()).isEmpty();
    assertThat(client.codeOf(client.debit(12, 80_00))).isEqualTo("00");
    assertThat(client.codeOf(client.debit(13, 20_01))).isEqualTo("51");
    assertThat(client.codeOf(client.debit(14, 20_00))).isEqualTo("00");
    assertThat(bank.balance(PAYER)).isZero();
  }

  @Test
  void anEnquiryTellsWhetherMoneyMayMove() throws IOException {
    assertThat(client.codeOf(client.enquiry(1, PAYER))).isEqualTo("00");
    assertThat(client.codeOf(client.enquiry(2, FROZEN))).isEqualTo("62");
    assertThat(client.codeOf(client.enquiry(3, CLOSED))).isEqualTo("14");
    assertThat(client.codeOf(client.enquiry(4, "6222020000009999"))).isEqualTo("14");
    assertThat(bank.postings()).isEmpty();
  }

  @Test
  void theSameRequestAgainGetsTheSameAnswerAndPostsOnce() throws IOException {
    assertThat(client.codeOf(client.debit(1, 60_00))).isEqualTo("00");
    assertThat(client.codeOf(client.debit(1, 60_00))).isEqualTo("00");
    assertThat(client.ask(repeat(client.debit(1, 60_00))).getType()).isEqualTo(0x210);
    assertThat(client.codeOf(client.debit(2, 60_00))).isEqualTo("51");
    assertThat(client.codeOf(client.credit(3, 1_00))).isEqualTo("00");
    bank.setLimit(PAYER, 0);
    assertThat(client.codeOf(repeat(client.debit(2, 60_00)))).isEqualTo("51");
    assertThat(bank.postings()).hasSize(2);
  }

  @Test
  void theSameKeysWithOtherContentAreNinetyFour() throws IOException {
    assertThat(client.codeOf(client.debit(1, 5_00))).isEqualTo("00");
    assertThat(client.codeOf(client.debit(1, 5_01))).isEqualTo("94");
    assertThat(client.codeOf(client.credit(1, 5_00))).isEqualTo("94");
    assertThat(client.codeOf(with(client.debit(1, 5_00), 37, "RRN000000009"))).isEqualTo("94");
    assertThat(client.codeOf(with(client.debit(1, 5_00), 102, PAYEE))).isEqualTo("94");
    assertThat(bank.postings()).hasSize(1);
  }

  @Test
  void anotherTerminalOrTimeIsAnotherRequest() throws IOException {
    assertThat(client.codeOf(client.debit(1, 5_00))).isEqualTo("00");
    assertThat(client.codeOf(with(client.debit(1, 5_00), 41, "SNAP0002"))).isEqualTo("00");
    assertThat(client.codeOf(with(client.debit(1, 5_00), 7, "0613101500"))).isEqualTo("00");
    assertThat(bank.balance(PAYER)).isEqualTo(85_00);
  }

  @Test
  void aRepeatThatIsTheFirstToArriveIsProcessed() throws IOException {
    assertThat(client.codeOf(repeat(client.debit(1, 5_00)))).isEqualTo("00");
    assertThat(client.codeOf(client.debit(1, 5_00))).isEqualTo("00");
    assertThat(bank.balance(PAYER)).isEqualTo(95_00);
  }

  @Test
  void aReversalTakesItsOriginalBackOnce() throws IOException {
    IsoMessage debit = client.debit(1, 5_00);
    client.ask(debit);
    IsoMessage reversal = client.reversal(2, debit);
    IsoMessage answer = client.ask(reversal);
    assertThat(answer.getType()).isEqualTo(0x430);
    assertThat(code(answer)).isEqualTo("00");
    assertThat(text(answer, 11)).isEqualTo("000002");
    assertThat(client.codeOf(repeat(reversal))).isEqualTo("00");

    assertThat(bank.balance(PAYER)).isEqualTo(100_00);
    assertThat(bank.settlementBalance()).isZero();
    assertThat(bank.postings()).hasSize(2);
    BookEntry taken = bank.postings().get(1);
    assertThat(taken.kind()).isEqualTo(BookEntry.Kind.REVERSAL);
    assertThat(taken.reversalOf()).isEqualTo(bank.postings().get(0).seq());
    assertThat(bank.netByRrn().get("RRN000000001"))
        .isEqualTo(new RrnNet("RRN000000001", 0, 0, 0, 1, 0, 0));
  }

  @Test
  void creditsAndTransfersAreReversedEvenWhereTheMoneyIsGone() throws IOException {
    IsoMessage credit = client.credit(1, 5_00);
    client.ask(credit);
    client.ask(with(client.debit(2, 5_00), 102, PAYEE));
    assertThat(client.codeOf(client.reversal(3, credit))).isEqualTo("00");
    assertThat(bank.balance(PAYEE)).isEqualTo(-5_00);

    IsoMessage transfer = client.transfer(4, 7_00);
    client.ask(transfer);
    assertThat(client.codeOf(client.reversal(5, transfer))).isEqualTo("00");
    assertThat(bank.balance(PAYER)).isEqualTo(100_00);
  }

  @Test
  void aReversalOfWhatNeverCameIsTwentyFiveAndTheLateOriginalIsRefused() throws IOException {
    IsoMessage debit = client.debit(1, 5_00);
    assertThat(client.codeOf(client.reversal(2, debit))).isEqualTo("25");
    assertThat(client.codeOf(repeat(client.reversal(2, debit)))).isEqualTo("25");
    assertThat(client.codeOf(debit)).isEqualTo("05");
    assertThat(bank.postings()).isEmpty();
  }

  @Test
  void aBankMayPostLateOriginalsAndReverseThemOnTheRepeat() throws IOException {
    try (BankSimulator lax =
            builder().books(folder.resolve("lax.tsv")).refuseLateOriginals(false).start();
        BankClient other = BankClient.signedOn(lax.port())) {
      IsoMessage debit = other.debit(1, 5_00);
      assertThat(other.codeOf(other.reversal(2, debit))).isEqualTo("25");
      assertThat(other.codeOf(debit)).isEqualTo("00");
      assertThat(lax.balance(PAYER)).isEqualTo(95_00);
      assertThat(other.codeOf(repeat(other.reversal(2, debit)))).isEqualTo("00");
      assertThat(lax.balance(PAYER)).isEqualTo(100_00);
    }
  }

  @Test
  void aReversalOfARefusalHasNothingToTakeBack() throws IOException {
    IsoMessage debit = client.debit(1, 80_01);
    assertThat(client.codeOf(debit)).isEqualTo("61");
    assertThat(client.codeOf(client.reversal(2, debit))).isEqualTo("00");
    assertThat(bank.postings()).isEmpty();
  }

  @Test
  void aReversalMustNameTheAmountAndAFinancialRequest() throws IOException {
    IsoMessage debit = client.debit(1, 5_00);
    client.ask(debit);
    assertThat(client.codeOf(with(client.reversal(2, debit), 4, "000000000499"))).isEqualTo("13");
    assertThat(client.codeOf(client.reversal(3, client.reversal(2, debit)))).isEqualTo("12");
    assertThat(bank.balance(PAYER)).isEqualTo(95_00);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 7, 11, 12, 13, 37, 41, 42, 49, 102})
  void aMissingFieldIsAFormatError(int field) throws IOException {
    IsoMessage debit = client.debit(1, 5_00);
    debit.removeFields(field);
    assertThat(client.codeOf(debit)).isIn("30", "12");
    assertThat(bank.postings()).isEmpty();
  }

  @Test
  void lettersInANumberAndTabsInATextAreFormatErrors() throws IOException {
    assertThat(client.codeOf(with(client.debit(1, 5_00), 4, "00000000x500"))).isEqualTo("30");
    assertThat(client.codeOf(with(client.debit(2, 5_00), 37, "RRN\t00000001"))).isEqualTo("30");
    assertThat(client.codeOf(with(client.debit(3, 5_00), 102, "6222\n0001"))).isEqualTo("30");
  }

  @Test
  void garbageIsRefusedAndTheConnectionLivesOn() throws IOException {
    client.sendRaw("0200garbage that is no bitmap".getBytes(StandardCharsets.US_ASCII));
    assertThat(code(client.receive())).isEqualTo("30");
    client.sendRaw(new byte[] {1, 2, 3});
    client.sendRaw(new byte[0]);
    assertThat(client.codeOf(client.debit(1, 5_00))).isEqualTo("00");
  }

  @Test
  void aFrameTooLongEndsTheConnection() throws IOException {
    client.sendRaw(new byte[WireFormat.LONGEST + 1]);
    assertThat(client.isCut()).isTrue();
  }

  @Test
  void moneyMovedTwiceUnderOneReferenceNumberIsFound() throws IOException {
    client.ask(client.debit(1, 5_00));
    assertThat(bank.doubled()).isEmpty();
    IsoMessage again = with(client.debit(2, 5_00), 37, "RRN000000001");
    client.ask(again);
    assertThat(bank.doubled()).extracting(RrnNet::debited).containsExactly(10_00L);
    client.ask(client.reversal(3, again));
    assertThat(bank.doubled()).isEmpty();
  }
}
