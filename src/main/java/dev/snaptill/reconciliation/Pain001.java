package dev.snaptill.reconciliation;

import dev.snaptill.value.AccountNumber;
import dev.snaptill.value.Money;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes an ISO 20022 customer credit transfer, pain.001.001.09: one bank, one currency. */
final class Pain001 {
  private static final String NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
  private static final int NAME = 70;

  /**
   * One payee's transfer.
   *
   * @param endToEnd at most 35 characters
   */
  record Transfer(
      String endToEnd, Money amount, String name, AccountNumber account, String remittance) {}

  private final XMLStreamWriter xml;

  private Pain001(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /**
   * @param id of the message, at most 35 characters
   * @param execution the day on which the bank is to pay
   * @param bank where our account is debited
   */
  static String write(
      String id, Instant created, LocalDate execution, String bank, List<Transfer> transfers) {
    if (transfers.isEmpty()) {
      throw new IllegalArgumentException("nobody to pay");
    }
    StringWriter out = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
      new Pain001(xml).document(id, created, execution, bank, transfers);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return out.toString();
  }

  private void document(
      String id, Instant created, LocalDate execution, String bank, List<Transfer> transfers)
      throws XMLStreamException {
    String count = String.valueOf(transfers.size());
    String sum =
        transfers.stream()
            .map(t -> new BigDecimal(t.amount().decimal()))
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .toPlainString();
    String currency = transfers.get(0).amount().currency();
    String account = "SNAPTILL-" + bank;
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeStartElement("Document");
    xml.writeDefaultNamespace(NAMESPACE);
    xml.writeStartElement("CstmrCdtTrfInitn");

    xml.writeStartElement("GrpHdr");
    text("MsgId", id);
    text("CreDtTm", created.truncatedTo(ChronoUnit.SECONDS).toString());
    text("NbOfTxs", count);
    text("CtrlSum", sum);
    nested("Snaptill", "InitgPty", "Nm");
    xml.writeEndElement();

    xml.writeStartElement("PmtInf");
    text("PmtInfId", id);
    text("PmtMtd", "TRF");
    text("BtchBookg", "true");
    text("NbOfTxs", count);
    text("CtrlSum", sum);
    nested(execution.toString(), "ReqdExctnDt", "Dt");
    nested("Snaptill", "Dbtr", "Nm");
    xml.writeStartElement("DbtrAcct");
    nested(account, "Id", "Othr", "Id");
    text("Ccy", currency);
    xml.writeEndElement();
    nested(bank, "DbtrAgt", "FinInstnId", "Othr", "Id");
    for (Transfer transfer : transfers) {
      if (!transfer.amount().currency().equals(currency)) {
        throw new IllegalArgumentException("two currencies in one file");
      }
      transfer(transfer);
    }
    xml.writeEndElement();

    xml.writeEndElement();
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void transfer(Transfer t) throws XMLStreamException {
    xml.writeStartElement("CdtTrfTxInf");
    nested(t.endToEnd(), "PmtId", "EndToEndId");
    xml.writeStartElement("Amt");
    xml.writeStartElement("InstdAmt");
    xml.writeAttribute("Ccy", t.amount().currency());
    xml.writeCharacters(t.amount().decimal());
    xml.writeEndElement();
    xml.writeEndElement();
    nested(IsoText.of(t.name(), NAME, "Payee"), "Cdtr", "Nm");
    nested(t.account().digits(), "CdtrAcct", "Id", "Othr", "Id");
    nested(IsoText.of(t.remittance(), 140, "Payout"), "RmtInf", "Ustrd");
    xml.writeEndElement();
  }

  private void text(String name, String value) throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(value);
    xml.writeEndElement();
  }

  private void nested(String value, String... names) throws XMLStreamException {
    for (String name : names) {
      xml.writeStartElement(name);
    }
    xml.writeCharacters(value);
    for (int i = 0; i < names.length; i++) {
      xml.writeEndElement();
    }
  }
}
