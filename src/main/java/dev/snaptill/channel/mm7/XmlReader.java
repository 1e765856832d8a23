package dev.snaptill.channel.mm7;

import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a small document into {@link XmlNode}s. No DTD (SOAP 1.1 §3 forbids it), no external
 * entities, and bounds on depth, elements, attributes and text. Prefixes need not be declared.
 */
final class XmlReader {
  static final int MAX_CHARACTERS = 256 * 1024;
  static final int MAX_DEPTH = 32;
  static final int MAX_NODES = 2_000;
  static final int MAX_ATTRIBUTES = 32;
  static final int MAX_TEXT = 64 * 1024;

  private XmlReader() {}

  /** The JDK's own parser, whatever else may be on the class path. */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("external entities are not allowed");
        });
    return factory;
  }

  /**
   * @return the root element
   * @throws MalformedBodyException if it isn't well-formed, has a DTD or is beyond a limit
   */
  static XmlNode read(String document) throws MalformedBodyException {
    if (document.length() > MAX_CHARACTERS) {
      throw new MalformedBodyException("XML longer than " + MAX_CHARACTERS + " characters");
    }
    try {
      XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(document));
      try {
        return new XmlReaderRun(reader).run();
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw new MalformedBodyException("XML is not well-formed");
    } catch (RuntimeException e) {
      // the JDK's parser answers some hostile documents with unchecked exceptions
      throw new MalformedBodyException("XML cannot be parsed");
    }
  }

  /** One document on its way in. */
  private static final class XmlReaderRun {
    private final XMLStreamReader reader;
    private @Nullable XmlNode root;
    private @Nullable XmlNode open;
    private int depth;
    private int nodes;
    private int characters;

    XmlReaderRun(XMLStreamReader reader) {
      this.reader = reader;
    }

    XmlNode run() throws XMLStreamException, MalformedBodyException {
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamConstants.DTD -> throw new MalformedBodyException("XML has a DTD");
          case XMLStreamConstants.START_ELEMENT -> start();
          case XMLStreamConstants.END_ELEMENT -> end();
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(reader.getText());
          case XMLStreamConstants.ENTITY_REFERENCE ->
              throw new MalformedBodyException("XML refers to an entity");
          default -> {}
        }
      }
      if (root == null) {
        throw new MalformedBodyException("XML without an element");
      }
      return root;
    }

    private void start() throws MalformedBodyException {
      if (++depth > MAX_DEPTH || ++nodes > MAX_NODES) {
        throw new MalformedBodyException("XML nested too deep or with too many elements");
      }
      if (reader.getAttributeCount() > MAX_ATTRIBUTES) {
        throw new MalformedBodyException("XML with too many attributes");
      }
      XmlNode node = new XmlNode(reader.getLocalName(), open);
      for (int i = 0; i < reader.getAttributeCount(); i++) {
        String prefix = reader.getAttributePrefix(i);
        String name = reader.getAttributeLocalName(i);
        String value = reader.getAttributeValue(i);
        count(value);
        node.attribute(prefix == null || prefix.isEmpty() ? name : prefix + ":" + name, value);
      }
      if (root == null) {
        root = node;
      }
      open = node;
    }

    private void end() {
      depth--;
      open = open == null ? null : open.parent();
    }

    private void text(String more) throws MalformedBodyException {
      count(more);
      if (open != null) {
        open.append(more);
      }
    }

    private void count(String more) throws MalformedBodyException {
      characters += more.length();
      if (characters > MAX_TEXT) {
        throw new MalformedBodyException("XML with too much text");
      }
    }
  }
}
