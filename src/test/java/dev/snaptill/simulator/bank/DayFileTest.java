package dev.snaptill.simulator.bank;

import static dev.snaptill.simulator.bank.BankClient.PAYEE;
import static dev.snaptill.simulator.bank.BankClient.PAYER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DayFileTest {
  private static final LocalDate MONDAY = LocalDate.of(2026, 11, 23);
  private static final Instant NOON = Instant.parse("2026-11-23T04:00:00Z");
  @TempDir Path folder;
  private BankSimulator bank;

  @BeforeEach
  void twoDays() throws IOException {
    bank =
        BankSimulator.builder()
            .name("north")
            .books(folder.resolve("books.tsv"))
            .dayFiles(folder.resolve("files"))
            .clock(Clock.fixed(NOON, ZoneOffset.UTC))
            .account(PAYER, 100_00)
            .account(PAYEE, 0)
            .start();
    try (BankClient client = BankClient.signedOn(bank.port())) {
      client.ask(client.debit(1, 12_34));
      client.ask(client.debit(2, 900_00));
      client.ask(client.credit(3, 20_00));
      client.ask(client.transfer(4, 1_00));
      bank.cutOver();
      client.receive();
      client.ask(client.reversal(5, client.debit(1, 12_34)));
    }
  }

  @AfterEach
  void close() {
    bank.close();
  }

  private String text(LocalDate day, DayFile.Format format) {
    return new String(bank.dayFile(day).bytes(format), StandardCharsets.UTF_8);
  }

  @Test
  void theDelimitedFileHasALinePerPostingAndTheBalances() {
    assertThat(text(MONDAY, DayFile.Format.DELIMITED))
        .isEqualTo(
            """
            business_date,stan,rrn,terminal,type,amount,currency,direction
            2026-11-23,000001,RRN000000001,SNAP0001,DEBIT,12.34,CNY,C
            2026-11-23,000003,RRN000000003,SNAP0001,CREDIT,20.00,CNY,D
            2026-11-23,000004,RRN000000004,SNAP0001,TRANSFER,1.00,CNY,N
            TOTAL,3,0.00,-7.66,CNY
            """);
    assertThat(text(MONDAY.plusDays(1), DayFile.Format.DELIMITED))
        .isEqualTo(
            """
            business_date,stan,rrn,terminal,type,amount,currency,direction
            2026-11-24,000005,RRN000000001,SNAP0001,REVERSAL,12.34,CNY,D
            TOTAL,1,-7.66,-20.00,CNY
            """);
    assertThat(bank.settlementBalance()).isEqualTo(-20_00);
    assertThatThrownBy(() -> bank.dayFile(MONDAY.plusDays(2)))
        .hasMessageContaining("no business day 2026-11-25");
  }

  @Test
  void theStatementHasTheSameButTransfers() {
    String xml = text(MONDAY, DayFile.Format.CAMT053);
    assertThat(xml)
        .contains("urn:iso:std:iso:20022:tech:xsd:camt.053.001.08")
        .contains("<Acct><Id><Othr><Id>SNAPTILL-north</Id></Othr></Id><Ccy>CNY</Ccy></Acct>")
        .contains("<Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">0.00</Amt><CdtDbtInd>CRDT<")
        .contains("<Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">7.66</Amt><CdtDbtInd>DBIT<")
        .contains(
            "<AcctSvcrRef>RRN000000001</AcctSvcrRef>"
                + "<EndToEndId>20261123/north/SNAP0001/000001</EndToEndId>")
        .contains("<BookgDt><Dt>2026-11-23</Dt></BookgDt>")
        .doesNotContain("000004")
        .doesNotContain(PAYER);
    assertThat(xml.split("<Ntry>")).hasSize(3);
    assertThat(text(MONDAY.plusDays(1), DayFile.Format.CAMT053))
        .contains("<RvslInd>true</RvslInd>");
  }

  @Test
  void anEndedDayIsWrittenDown() throws IOException {
    assertThat(Files.readString(folder.resolve("files/north-2026-11-23.csv")))
        .isEqualTo(text(MONDAY, DayFile.Format.DELIMITED));
    assertThat(folder.resolve("files/north-2026-11-23.xml")).exists();
  }

  @Test
  void theBooksOfABankAtRestGiveTheSameFile() {
    String before = text(MONDAY, DayFile.Format.DELIMITED);
    bank.kill();
    DayFile file =
        DayFile.of(
            "north", "156", MONDAY, BankSimulator.readBooks(folder.resolve("books.tsv")), NOON);
    assertThat(file.delimited()).isEqualTo(before);
  }
}
