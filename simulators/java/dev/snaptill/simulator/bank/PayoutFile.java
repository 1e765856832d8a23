package dev.snaptill.simulator.bank;

import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What a pain.001 file (ISO 20022, customer credit transfer initiation) asks the bank to pay. */
record PayoutFile(List<Part> parts) {
  private static final int MOST = 100_000;

  /**
   * One credit.
   *
   * @param reference its EndToEndId, which the statement repeats
   * @param decimal major units
   */
  record Part(String reference, String account, String currency, BigDecimal decimal) {}

  /**
   * @throws IllegalArgumentException for anything that is no such file
   */
  static PayoutFile parse(String xml) {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    List<Part> parts = new ArrayList<>();
    try {
      XMLStreamReader in = factory.createXMLStreamReader(new StringReader(xml));
      while (in.hasNext()) {
        if (in.next() == XMLStreamConstants.START_ELEMENT
            && in.getLocalName().equals("CdtTrfTxInf")) {
          parts.add(part(in));
          if (parts.size() > MOST) {
            throw new IllegalArgumentException("more than " + MOST + " credits");
          }
        }
      }
    } catch (XMLStreamException | NumberFormatException e) {
      throw new IllegalArgumentException("no pain.001 file: " + e.getMessage());
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("no pain.001 file: it has no CdtTrfTxInf");
    }
    return new PayoutFile(List.copyOf(parts));
  }

  private static Part part(XMLStreamReader in) throws XMLStreamException {
    String reference = "";
    String account = "";
    String currency = "";
    BigDecimal amount = BigDecimal.ZERO;
    boolean creditor = false;
    while (true) {
      int event = in.next();
      if (event == XMLStreamConstants.END_ELEMENT) {
        if (in.getLocalName().equals("CdtTrfTxInf")) {
          return new Part(reference, account, currency, amount);
        }
        creditor &= !in.getLocalName().equals("CdtrAcct");
      } else if (event == XMLStreamConstants.START_ELEMENT) {
        switch (in.getLocalName()) {
          case "EndToEndId" -> reference = in.getElementText().strip();
          case "InstdAmt" -> {
            currency = in.getAttributeValue(null, "Ccy");
            amount = new BigDecimal(in.getElementText().strip());
          }
          case "CdtrAcct" -> creditor = true;
          case "Id" -> {
            // Id/Othr/Id: only the innermost has text
            int next = in.nextTag();
            if (next == XMLStreamConstants.START_ELEMENT && in.getLocalName().equals("Othr")) {
              in.nextTag();
              String number = in.getElementText().strip();
              account = creditor ? number : account;
            }
          }
          default -> {
            // of no interest here
          }
        }
      }
    }
  }
}
