package dev.snaptill.channel.mm7;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One part of a multipart, its transfer encoding undone.
 *
 * @param mediaType lower case without parameters; empty if the part names none
 * @param charset as declared, or null
 * @param contentId as written, brackets and all, or null
 * @param location Content-Location, or null
 * @param name the name or file name, or null
 * @param body the bytes; empty in a multipart
 * @param children the parts of a multipart, in order
 */
record MimePart(
    String mediaType,
    @Nullable String charset,
    @Nullable String contentId,
    @Nullable String location,
    @Nullable String name,
    byte[] body,
    List<MimePart> children) {

  /** Stands for what could not be read. */
  static MimePart broken() {
    return new MimePart("multipart/mixed", null, null, null, null, new byte[0], List.of());
  }

  /** Whether this is a multipart that could not be taken apart. */
  boolean isBroken() {
    return mediaType.startsWith("multipart/") && children.isEmpty();
  }

  boolean isMultipart() {
    return !children.isEmpty();
  }

  /** Itself, or if it is a multipart all the parts in it that are none, in order. */
  List<MimePart> leaves() {
    List<MimePart> out = new ArrayList<>();
    collect(this, out);
    return out;
  }

  private static void collect(MimePart part, List<MimePart> out) {
    if (!part.isMultipart()) {
      out.add(part);
    }
    part.children.forEach(child -> collect(child, out));
  }

  /** Never the content: this may reach a log. */
  @Override
  public String toString() {
    return "MimePart[" + mediaType + " " + body.length + " bytes, " + children.size() + " parts]";
  }
}
