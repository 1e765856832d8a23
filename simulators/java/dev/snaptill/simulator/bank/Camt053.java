package dev.snaptill.simulator.bank;

import dev.snaptill.simulator.bank.DayFile.Direction;
import dev.snaptill.simulator.bank.DayFile.Line;
import java.io.ByteArrayOutputStream;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A {@link DayFile} as camt.053.001.08 (ISO 20022, bank to customer statement). */
final class Camt053 {
  private static final String NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";
  private final DayFile file;
  private final XMLStreamWriter out;

  private Camt053(DayFile file, XMLStreamWriter out) {
    this.file = file;
    this.out = out;
  }

  static byte[] write(DayFile file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter out = XMLOutputFactory.newFactory().createXMLStreamWriter(bytes, "UTF-8");
      new Camt053(file, out).document();
      out.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  /** What is written inside an element. */
  private interface Inside {
    void write() throws XMLStreamException;
  }

  private void in(String name, Inside inside) throws XMLStreamException {
    out.writeStartElement(name);
    inside.write();
    out.writeEndElement();
  }

  private void text(String name, String value) throws XMLStreamException {
    in(name, () -> out.writeCharacters(value));
  }

  private void document() throws XMLStreamException {
    out.writeStartDocument("UTF-8", "1.0");
    out.writeStartElement("Document");
    out.writeDefaultNamespace(NAMESPACE);
    in(
        "BkToCstmrStmt",
        () -> {
          in(
              "GrpHdr",
              () -> {
                text("MsgId", file.bank() + "-" + file.day());
                text("CreDtTm", created());
              });
          in("Stmt", this::statement);
        });
    out.writeEndElement();
    out.writeEndDocument();
  }

  private String created() {
    return file.created().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private void statement() throws XMLStreamException {
    text("Id", file.bank() + "-" + file.day());
    text("CreDtTm", created());
    in(
        "Acct",
        () -> {
          in("Id", () -> in("Othr", () -> text("Id", "SNAPTILL-" + file.bank())));
          text("Ccy", file.currency().getCurrencyCode());
        });
    balance("OPBD", file.opening());
    balance("CLBD", file.closing());
    // Transfers between two customers never touch the account.
    List<Line> lines = file.lines().stream().filter(l -> l.direction() != Direction.N).toList();
    for (Line line : lines) {
      in("Ntry", () -> entry(line));
    }
  }

  private void balance(String kind, long minor) throws XMLStreamException {
    in(
        "Bal",
        () -> {
          in("Tp", () -> in("CdOrPrtry", () -> text("Cd", kind)));
          amount(Math.abs(minor));
          text("CdtDbtInd", minor < 0 ? "DBIT" : "CRDT");
          in("Dt", () -> text("Dt", file.day().toString()));
        });
  }

  private void entry(Line line) throws XMLStreamException {
    text("NtryRef", String.valueOf(line.entry().seq()));
    amount(line.entry().amount());
    text("CdtDbtInd", line.direction() == Direction.D ? "DBIT" : "CRDT");
    if (line.entry().kind() == BookEntry.Kind.REVERSAL) {
      text("RvslInd", "true");
    }
    in("Sts", () -> text("Cd", "BOOK"));
    in("BookgDt", () -> text("Dt", file.day().toString()));
    in("BkTxCd", () -> in("Prtry", () -> text("Cd", line.entry().kind().name())));
    in(
        "NtryDtls",
        () ->
            in(
                "TxDtls",
                () ->
                    in(
                        "Refs",
                        () -> {
                          text("AcctSvcrRef", line.rrn());
                          text("EndToEndId", file.operation(line));
                        })));
  }

  private void amount(long minor) throws XMLStreamException {
    out.writeStartElement("Amt");
    out.writeAttribute("Ccy", file.currency().getCurrencyCode());
    out.writeCharacters(file.decimal(minor));
    out.writeEndElement();
  }
}
