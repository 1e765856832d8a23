package dev.snaptill.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.prowidesoftware.swift.model.mx.MxCamt05300108;
import com.prowidesoftware.swift.model.mx.dic.AccountIdentification4Choice;
import com.prowidesoftware.swift.model.mx.dic.AccountStatement9;
import com.prowidesoftware.swift.model.mx.dic.ActiveOrHistoricCurrencyAndAmount;
import com.prowidesoftware.swift.model.mx.dic.BalanceType10Choice;
import com.prowidesoftware.swift.model.mx.dic.BalanceType13;
import com.prowidesoftware.swift.model.mx.dic.BankToCustomerStatementV08;
import com.prowidesoftware.swift.model.mx.dic.CashAccount39;
import com.prowidesoftware.swift.model.mx.dic.CashBalance8;
import com.prowidesoftware.swift.model.mx.dic.CreditDebitCode;
import com.prowidesoftware.swift.model.mx.dic.DateAndDateTime2Choice;
import com.prowidesoftware.swift.model.mx.dic.EntryDetails9;
import com.prowidesoftware.swift.model.mx.dic.EntryStatus1Choice;
import com.prowidesoftware.swift.model.mx.dic.EntryTransaction10;
import com.prowidesoftware.swift.model.mx.dic.GenericAccountIdentification1;
import com.prowidesoftware.swift.model.mx.dic.ReportEntry10;
import com.prowidesoftware.swift.model.mx.dic.TransactionReferences6;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements built by an independent library are read; damaged and hostile ones are refused. */
class CamtReaderTest {
  @TempDir Path directory;

  private static ActiveOrHistoricCurrencyAndAmount amount(String decimal) {
    return new ActiveOrHistoricCurrencyAndAmount().setCcy("CNY").setValue(new BigDecimal(decimal));
  }

  private static DateAndDateTime2Choice date() {
    return new DateAndDateTime2Choice().setDt(LocalDate.of(2026, 11, 22));
  }

  private static CashBalance8 balance(String code, String decimal) {
    return new CashBalance8()
        .setTp(new BalanceType13().setCdOrPrtry(new BalanceType10Choice().setCd(code)))
        .setAmt(amount(decimal))
        .setCdtDbtInd(CreditDebitCode.CRDT)
        .setDt(date());
  }

  private static ReportEntry10 entry(String decimal, CreditDebitCode way, String key, String rrn) {
    return new ReportEntry10()
        .setAmt(amount(decimal))
        .setCdtDbtInd(way)
        .setSts(new EntryStatus1Choice().setCd("BOOK"))
        .setBookgDt(date())
        .addNtryDtls(
            new EntryDetails9()
                .addTxDtls(
                    new EntryTransaction10()
                        .setRefs(
                            new TransactionReferences6().setAcctSvcrRef(rrn).setEndToEndId(key))));
  }

  private static String statement() {
    AccountStatement9 statement =
        new AccountStatement9()
            .setId("1")
            .setAcct(
                new CashAccount39()
                    .setId(
                        new AccountIdentification4Choice()
                            .setOthr(new GenericAccountIdentification1().setId("SNAPTILL-north"))))
            .addBal(balance("OPBD", "100.00"))
            .addBal(balance("CLBD", "109.50"))
            .addNtry(
                entry(
                    "12.50",
                    CreditDebitCode.CRDT,
                    "20261122/north/SNAP0001/000001",
                    "RRN000000001"))
            .addNtry(
                entry(
                    "3.00",
                    CreditDebitCode.DBIT,
                    "20261122/north/SNAP0001/000002",
                    "RRN000000002"));
    MxCamt05300108 message = new MxCamt05300108();
    message.setBkToCstmrStmt(new BankToCustomerStatementV08().addStmt(statement));
    return message.document();
  }

  private List<BankLine> read(String xml) throws Exception {
    List<BankLine> lines = new ArrayList<>();
    check(xml).read(lines::add);
    return lines;
  }

  private DayFile check(String xml) throws Exception {
    return check(xml.getBytes(StandardCharsets.UTF_8));
  }

  private DayFile check(byte[] file) throws IOException, BadFileException {
    Path path = Files.write(Files.createTempFile(directory, "day", ".xml"), file);
    return DayFile.check(path, new FileLimits(5_000_000, 1000));
  }

  @Test
  void aStatementOfAnIndependentWriterIsRead() throws Exception {
    String xml = statement();
    assertThat(check(xml).totals())
        .isEqualTo(new Totals("north", LocalDate.of(2026, 11, 22), "CNY", 2, 100_00, 109_50));
    assertThat(read(xml))
        .extracting(BankLine::effect, BankLine::rrn, line -> line.place().stan())
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(12_50L, "RRN000000001", 1),
            org.assertj.core.api.Assertions.tuple(-3_00L, "RRN000000002", 2));
  }

  @Test
  void olderVersionsAreReadToo() throws Exception {
    String old =
        statement()
            .replace("camt.053.001.08", "camt.053.001.02")
            .replaceAll("<(\\w+:)?Sts>\\s*<(\\w+:)?Cd>BOOK</(\\w+:)?Cd>", "<$1Sts>BOOK");
    assertThat(read(old)).hasSize(2);
  }

  @Test
  void pendingEntriesAreNotPostings() throws Exception {
    String xml = statement();
    int last = xml.lastIndexOf(">BOOK<");
    String pending =
        (xml.substring(0, last) + ">PDNG<" + xml.substring(last + 6)).replace("109.50", "112.50");
    assertThat(read(pending)).hasSize(1);
  }

  @Test
  void aStatementThatDoesNotAddUpIsRefused() {
    assertThatThrownBy(() -> check(statement().replace("12.50", "12.51")))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("does not add up");
  }

  @Test
  void everyTruncationIsRefused() {
    String xml = statement();
    String whole = xml.stripTrailing();
    for (int length = 0; length < whole.length(); length += 7) {
      String cut = whole.substring(0, length);
      assertThatThrownBy(() -> check(cut)).isInstanceOf(BadFileException.class);
    }
  }

  @Test
  void aBillionLaughsAreNotHeard() {
    StringBuilder bomb = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE Document [");
    bomb.append("<!ENTITY l0 \"lol\">");
    for (int i = 1; i < 10; i++) {
      bomb.append("<!ENTITY l").append(i).append(" \"").append(("&l" + (i - 1) + ";").repeat(10));
      bomb.append("\">");
    }
    bomb.append("]>")
        .append(statement().replaceFirst("<\\?xml.*?\\?>", "").replace(">1<", ">&l9;<"));
    assertThatThrownBy(() -> check(bomb.toString()))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("document type");
  }

  @Test
  void anExternalEntityIsNotFetched() {
    String xml =
        "<!DOCTYPE Document [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
            + statement().replaceFirst("<\\?xml.*?\\?>", "").replace(">1<", ">&x;<");
    assertThatThrownBy(() -> check(xml)).isInstanceOf(BadFileException.class);
  }

  @Test
  void endlessPiecesAreRefused() {
    assertThatThrownBy(
            () ->
                check(
                    statement()
                        .replace("<Document", "<Document a=\"" + "x".repeat(100_000) + "\"")
                        .replaceFirst(
                            "<(\\w+):Document", "<$1:Document a=\"" + "x".repeat(100_000) + "\"")))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("longer than");
    String deep = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">";
    assertThatThrownBy(() -> check(deep + "<a>".repeat(100_000)))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("nested");
    assertThatThrownBy(() -> check(deep + "<!-- x -->".repeat(1_000_000)))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("longer than");
  }

  @Test
  void anotherEncodingThanItSaysIsRefused() {
    byte[] latin =
        statement()
            .replace("RRN000000001", "RRN00000000\u00e9")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> check(latin)).isInstanceOf(BadFileException.class);
  }

  @Test
  void anotherDocumentIsRefused() {
    assertThatThrownBy(() -> check(statement().replace("camt.053.001.08", "pain.001.001.09")))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("not a camt.053");
    assertThatThrownBy(() -> check(statement().replace("SNAPTILL-north", "=cmd|'/c calc'!A1")))
        .isInstanceOf(BadFileException.class);
  }
}
