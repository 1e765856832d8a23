package dev.snaptill.channel.mm7;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An element: its local name, its text and what is in it. Namespaces are only kept so that they can
 * be echoed; nothing is looked up by them.
 */
final class XmlNode {
  private final String qualifiedName;
  private final @Nullable XmlNode parent;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<XmlNode> children = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  XmlNode(String qualifiedName, @Nullable XmlNode parent) {
    this.qualifiedName = qualifiedName;
    this.parent = parent;
    if (parent != null) {
      parent.children.add(this);
    }
  }

  void attribute(String name, String value) {
    attributes.put(name, value);
  }

  void append(String more) {
    text.append(more);
  }

  @Nullable XmlNode parent() {
    return parent;
  }

  String name() {
    return qualifiedName.substring(qualifiedName.indexOf(':') + 1);
  }

  List<XmlNode> children() {
    return children;
  }

  /** Its own text, without blanks at the ends. */
  String text() {
    return text.toString().strip();
  }

  /** The first child of that local name. */
  Optional<XmlNode> child(String localName) {
    return children.stream().filter(c -> c.name().equalsIgnoreCase(localName)).findFirst();
  }

  /** The text of the first element of that local name anywhere in this one. */
  Optional<String> findText(String localName) {
    for (XmlNode child : children) {
      Optional<String> found =
          child.name().equalsIgnoreCase(localName)
              ? Optional.of(child.text()).filter(t -> !t.isEmpty())
              : child.findText(localName);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The text of the first child of that local name, if it has any. */
  Optional<String> childText(String localName) {
    return child(localName).map(XmlNode::text).filter(t -> !t.isEmpty());
  }

  /** An attribute by its local name. */
  Optional<String> attributeValue(String localName) {
    return attributes.entrySet().stream()
        .filter(e -> e.getKey().substring(e.getKey().indexOf(':') + 1).equalsIgnoreCase(localName))
        .filter(e -> !e.getKey().startsWith("xmlns"))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** The namespace this element's prefix stands for; empty if it was never declared. */
  Optional<String> namespace() {
    int colon = qualifiedName.indexOf(':');
    String declaration = colon < 0 ? "xmlns" : "xmlns:" + qualifiedName.substring(0, colon);
    for (XmlNode node = this; node != null; node = node.parent) {
      String uri = node.attributes.get(declaration);
      if (uri != null) {
        return Optional.of(uri).filter(u -> !u.isBlank());
      }
    }
    return Optional.empty();
  }

  /** Never the text: this may reach a log. */
  @Override
  public String toString() {
    return "XmlNode[" + children.size() + " children]";
  }
}
