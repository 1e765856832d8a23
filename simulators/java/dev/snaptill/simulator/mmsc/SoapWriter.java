package dev.snaptill.simulator.mmsc;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes MM7 envelopes: SOAP 1.1 with the TransactionID in its header (TS 23.140 §8.7.2). */
final class SoapWriter {
  static final String REL_6 =
      "http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-6-MM7-1-4";
  static final String REL_5 =
      "http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-5-MM7-1-0";
  private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";

  /** The operation's children. */
  interface Body {
    void write(SoapWriter out) throws XMLStreamException;
  }

  private final XMLStreamWriter xml;

  private SoapWriter(XMLStreamWriter xml) {
    this.xml = xml;
  }

  static byte[] envelope(String namespace, String operation, String transactionId, Body body) {
    try {
      StringWriter text = new StringWriter();
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("env", "Envelope", SOAP);
      xml.writeNamespace("env", SOAP);
      xml.writeStartElement("env", "Header", SOAP);
      xml.writeStartElement("mm7", "TransactionID", namespace);
      xml.writeNamespace("mm7", namespace);
      xml.writeAttribute("env", SOAP, "mustUnderstand", "1");
      xml.writeCharacters(transactionId);
      xml.writeEndElement();
      xml.writeEndElement();
      xml.writeStartElement("env", "Body", SOAP);
      xml.writeStartElement("", operation, namespace);
      xml.writeDefaultNamespace(namespace);
      body.write(new SoapWriter(xml));
      xml.writeEndDocument();
      xml.flush();
      return text.toString().getBytes(StandardCharsets.UTF_8);
    } catch (XMLStreamException e) {
      throw new IllegalStateException("an envelope that cannot be written", e);
    }
  }

  /** An element with text inside as many others as the path names: {@code Sender/Number}. */
  SoapWriter put(String path, String text) throws XMLStreamException {
    String[] names = path.split("/");
    for (String name : names) {
      xml.writeStartElement(name);
    }
    xml.writeCharacters(text);
    for (int i = 0; i < names.length; i++) {
      xml.writeEndElement();
    }
    return this;
  }

  SoapWriter putReference(String name, String href) throws XMLStreamException {
    xml.writeEmptyElement(name);
    xml.writeAttribute("href", href);
    xml.writeAttribute("allowAdaptations", "false");
    return this;
  }

  SoapWriter putStatus(int code, String text) throws XMLStreamException {
    xml.writeStartElement("Status");
    put("StatusCode", String.valueOf(code));
    put("StatusText", text);
    xml.writeEndElement();
    return this;
  }

  /** 1100 with the addresses it is not for (TS 23.140 §8.7.8.3.1). */
  SoapWriter putPartial(String text, java.util.List<String> leftOut) throws XMLStreamException {
    xml.writeStartElement("Status");
    put("StatusCode", "1100");
    put("StatusText", text);
    xml.writeStartElement("Details");
    for (String number : leftOut) {
      put("Recipient/Number", number);
    }
    xml.writeEndElement();
    xml.writeEndElement();
    return this;
  }
}
