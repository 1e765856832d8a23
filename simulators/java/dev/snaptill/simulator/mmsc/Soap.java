package dev.snaptill.simulator.mmsc;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An MM7 envelope read by local names.
 *
 * @param operation the body's child, such as SubmitReq
 * @param namespace of the operation
 * @param values text by path from the envelope's header or body, such as {@code
 *     SubmitReq/Recipients/To/Number}; attributes as {@code SubmitReq/Content@href}
 */
record Soap(String operation, String namespace, Map<String, List<String>> values) {
  private static final int DEEPEST = 20;

  String first(String path) {
    List<String> found = values.getOrDefault(path, List.of());
    return found.isEmpty() ? "" : found.get(0);
  }

  List<String> all(String path) {
    return values.getOrDefault(path, List.of());
  }

  static Soap read(byte[] xml) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
    Map<String, List<String>> values = new LinkedHashMap<>();
    Deque<String> path = new ArrayDeque<>();
    String operation = "";
    String namespace = "";
    StringBuilder text = new StringBuilder();
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          path.addLast(reader.getLocalName());
          if (path.size() > DEEPEST) {
            throw new XMLStreamException("nested deeper than " + DEEPEST);
          }
          if (path.size() == 3 && operation.isEmpty() && path.contains("Body")) {
            operation = reader.getLocalName();
            namespace = reader.getNamespaceURI() == null ? "" : reader.getNamespaceURI();
          }
          for (int i = 0; i < reader.getAttributeCount(); i++) {
            put(
                values,
                key(path) + "@" + reader.getAttributeLocalName(i),
                reader.getAttributeValue(i));
          }
          text.setLength(0);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          if (!text.toString().isBlank()) {
            put(values, key(path), text.toString().strip());
          }
          text.setLength(0);
          path.removeLast();
        }
        default -> {}
      }
    }
    return new Soap(operation, namespace, values);
  }

  private static void put(Map<String, List<String>> values, String key, String value) {
    values.computeIfAbsent(key, any -> new ArrayList<>()).add(value);
  }

  /** Without Envelope and Header or Body. */
  private static String key(Deque<String> path) {
    return String.join("/", path.stream().skip(2).toList());
  }
}
