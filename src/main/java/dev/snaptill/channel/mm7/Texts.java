package dev.snaptill.channel.mm7;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bytes into text. What a sender declares is tried first but not trusted: subjects and texts in
 * GB2312 or GBK come declared as UTF-8, as US-ASCII or not at all (mms.md).
 */
final class Texts {
  /** A superset of GB2312 and GBK. */
  private static final Charset GB18030 = Charset.forName("GB18030");

  private static final Pattern XML_ENCODING =
      Pattern.compile("^\\s*<\\?xml[^>]{0,80}encoding\\s*=\\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']");

  private Texts() {}

  /** Decodes a text part; never fails. */
  static String decode(byte[] bytes, @Nullable String declared) {
    Charset marked = byteOrderMark(bytes);
    if (marked != null) {
      int skip = marked.equals(StandardCharsets.UTF_8) ? 3 : 2;
      return new String(bytes, skip, bytes.length - skip, marked);
    }
    Charset named = charset(declared);
    for (Charset candidate : new Charset[] {named, StandardCharsets.UTF_8, GB18030}) {
      String text = candidate == null ? null : strictly(bytes, candidate);
      if (text != null) {
        return text;
      }
    }
    return new String(bytes, named == null ? StandardCharsets.ISO_8859_1 : named);
  }

  /** Decodes a document: by its byte order mark, its own declaration, then the MIME parameter. */
  static String decodeXml(byte[] bytes, @Nullable String declared) {
    String head = new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.ISO_8859_1);
    Matcher own = XML_ENCODING.matcher(head);
    String text = decode(bytes, own.find() ? own.group(1) : declared);
    int start = 0;
    while (start < text.length() && (text.charAt(start) <= ' ' || text.charAt(start) == 0xFEFF)) {
      start++;
    }
    return text.substring(start);
  }

  private static @Nullable Charset byteOrderMark(byte[] b) {
    if (b.length >= 3 && b[0] == (byte) 0xEF && b[1] == (byte) 0xBB && b[2] == (byte) 0xBF) {
      return StandardCharsets.UTF_8;
    }
    if (b.length >= 2 && b[0] == (byte) 0xFE && b[1] == (byte) 0xFF) {
      return StandardCharsets.UTF_16BE;
    }
    if (b.length >= 2 && b[0] == (byte) 0xFF && b[1] == (byte) 0xFE) {
      return StandardCharsets.UTF_16LE;
    }
    return null;
  }

  private static @Nullable Charset charset(@Nullable String name) {
    if (name == null) {
      return null;
    }
    String lower = name.strip().toLowerCase(Locale.ROOT).replace("\"", "");
    if (lower.equals("gb2312") || lower.equals("gbk")) {
      return GB18030;
    }
    try {
      return Charset.forName(lower);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      return null;
    }
  }

  private static @Nullable String strictly(byte[] bytes, Charset charset) {
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException | UnsupportedOperationException notThis) {
      return null;
    }
  }

  /** Drops what a database or a log chokes on, and cuts at a number of characters. */
  static String clean(String text, int most) {
    String cleaned = text.replaceAll("[\\p{Cc}&&[^\\n\\t]]", "").strip();
    if (cleaned.length() <= most) {
      return cleaned;
    }
    int end = Character.isHighSurrogate(cleaned.charAt(most - 1)) ? most - 1 : most;
    return cleaned.substring(0, end);
  }
}
