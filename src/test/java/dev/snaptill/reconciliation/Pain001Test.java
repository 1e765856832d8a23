package dev.snaptill.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import com.prowidesoftware.swift.model.mx.MxPain00100109;
import com.prowidesoftware.swift.model.mx.dic.CreditTransferTransaction34;
import com.prowidesoftware.swift.model.mx.dic.CustomerCreditTransferInitiationV09;
import com.prowidesoftware.swift.model.mx.dic.PaymentInstruction30;
import dev.snaptill.value.AccountNumber;
import dev.snaptill.value.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** An independent reader finds in our payout file what we meant. */
class Pain001Test {
  private static Pain001.Transfer transfer(int i, String name) {
    return new Pain001.Transfer(
        "ST" + i,
        new Money(100 * i + 1, "CNY"),
        name,
        new AccountNumber("62284800000000" + (10 + i)),
        "Payout 1");
  }

  @Test
  void anIndependentReaderUnderstandsIt() {
    String file =
        Pain001.write(
            "ST0000000000001",
            Instant.parse("2026-11-23T01:02:03.456Z"),
            LocalDate.of(2026, 11, 23),
            "north",
            IntStream.range(1, 4)
                .mapToObj(i -> transfer(i, "Caf\u00e9 <& \u5c0f\u5e97>"))
                .toList());
    CustomerCreditTransferInitiationV09 read = MxPain00100109.parse(file).getCstmrCdtTrfInitn();
    assertThat(read.getGrpHdr().getMsgId()).isEqualTo("ST0000000000001");
    assertThat(read.getGrpHdr().getNbOfTxs()).isEqualTo("3");
    assertThat(read.getGrpHdr().getCtrlSum()).isEqualByComparingTo(new BigDecimal("6.03"));
    PaymentInstruction30 run = read.getPmtInf().get(0);
    assertThat(run.getPmtMtd().value()).isEqualTo("TRF");
    assertThat(run.getCtrlSum()).isEqualByComparingTo("6.03");
    assertThat(run.getReqdExctnDt().getDt()).isEqualTo(LocalDate.of(2026, 11, 23));
    assertThat(run.getDbtrAcct().getId().getOthr().getId()).isEqualTo("SNAPTILL-north");
    assertThat(run.getDbtrAgt().getFinInstnId().getOthr().getId()).isEqualTo("north");
    List<CreditTransferTransaction34> parts = run.getCdtTrfTxInf();
    assertThat(parts).hasSize(3);
    CreditTransferTransaction34 last = parts.get(2);
    assertThat(last.getPmtId().getEndToEndId()).isEqualTo("ST3");
    assertThat(last.getAmt().getInstdAmt().getCcy()).isEqualTo("CNY");
    assertThat(last.getAmt().getInstdAmt().getValue()).isEqualByComparingTo("3.01");
    assertThat(last.getCdtrAcct().getId().getOthr().getId()).isEqualTo("6228480000000013");
    assertThat(last.getCdtr().getNm()).isEqualTo("Cafe.");
    assertThat(last.getRmtInf().getUstrd()).containsExactly("Payout 1");
  }

  @Property(tries = 300)
  void textsKeepToWhatEveryBankTakes(@ForAll String text) {
    assertThat(IsoText.of(text, 70, "Payee"))
        .matches("[0-9A-Za-z(?:),][0-9A-Za-z/?:().,'+ -]{0,69}")
        .doesNotContain("//")
        .doesNotEndWith("/");
  }
}
