package dev.snaptill.channel.mm7;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.Base64InputStream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.RawBody;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.stream.RecursionMode;
import org.jspecify.annotations.Nullable;

/**
 * Takes an HTTP body apart: bare SOAP or a multipart of multiparts. Each level is split by itself,
 * because a nested multipart needs the same lenience about its boundary as the outer one.
 */
final class MimeReader {
  static final int MAX_PARTS = 64;
  static final int MAX_DEPTH = 5;
  private static final MimeConfig LIMITS =
      MimeConfig.custom()
          .setMaxLineLen(8_192)
          .setMaxHeaderLen(8_192)
          .setMaxHeaderCount(50)
          .setMaxContentLen(-1)
          .build();

  private int parts;

  private MimeReader() {}

  /**
   * @param contentType the HTTP header, or null if there is none
   * @throws MalformedBodyException if it has no parts, or more or deeper ones than is sane
   */
  static MimePart read(@Nullable String contentType, byte[] body) throws MalformedBodyException {
    return new MimeReader().part(Map.of("content-type", nonNull(contentType)), body, 0);
  }

  private MimePart part(Map<String, String> headers, byte[] raw, int depth)
      throws MalformedBodyException {
    if (++parts > MAX_PARTS) {
      throw new MalformedBodyException("more than " + MAX_PARTS + " parts");
    }
    RawBody type = parse("Content-Type", nonNull(headers.get("content-type")));
    String mediaType = nonNull(type.getValue()).strip().toLowerCase(Locale.ROOT);
    String boundary = parameter(type, "boundary");
    boolean multipart = mediaType.startsWith("multipart/");
    // A multipart's own encoding is 7bit whatever its header says (RFC 2045 §6.4).
    boolean plain = multipart && Boundaries.find(raw, boundary).isPresent();
    byte[] body = plain ? raw : decode(headers.get("content-transfer-encoding"), raw);
    if (depth == 0) {
      // A bare envelope is at times called a multipart, and a multipart text/xml.
      multipart = !beginsWith(body, '<');
    }
    List<MimePart> children = List.of();
    if (multipart) {
      children = children(body, boundary, depth);
      body = new byte[0];
    }
    return new MimePart(
        mediaType,
        parameter(type, "charset"),
        headers.get("content-id"),
        headers.get("content-location"),
        name(type, headers.get("content-disposition")),
        body,
        children);
  }

  private static @Nullable String name(RawBody type, @Nullable String disposition) {
    String name = parameter(type, "name");
    try {
      return name == null && disposition != null
          ? parameter(parse("Content-Disposition", disposition), "filename")
          : name;
    } catch (MalformedBodyException e) {
      // nothing depends on a picture's name
      return null;
    }
  }

  /**
   * The parts of a multipart. One inside another that cannot be split is left without any ({@link
   * MimePart#isBroken}): the envelope beside it can still be answered.
   */
  private List<MimePart> children(byte[] body, @Nullable String boundary, int depth)
      throws MalformedBodyException {
    try {
      return split(body, boundary, depth + 1);
    } catch (MalformedBodyException e) {
      if (depth == 0) {
        throw e;
      }
      return List.of();
    }
  }

  private List<MimePart> split(byte[] body, @Nullable String declared, int depth)
      throws MalformedBodyException {
    if (depth > MAX_DEPTH) {
      throw new MalformedBodyException("multiparts nested deeper than " + MAX_DEPTH);
    }
    String boundary =
        Boundaries.find(body, declared)
            .orElseThrow(() -> new MalformedBodyException("multipart without a delimiter line"));
    List<MimePart> out = new ArrayList<>();
    try {
      MimeTokenStream tokens = new MimeTokenStream(LIMITS);
      tokens.parseHeadless(
          new ByteArrayInputStream(body), "multipart/mixed; boundary=" + quoted(boundary));
      Map<String, String> headers = new HashMap<>();
      for (EntityState state = tokens.getState();
          state != EntityState.T_END_OF_STREAM;
          state = tokens.next()) {
        switch (state) {
          case T_START_MULTIPART -> tokens.setRecursionMode(RecursionMode.M_FLAT);
          case T_START_HEADER -> headers = new HashMap<>();
          case T_FIELD -> add(headers, tokens.getField());
          case T_BODY -> out.add(part(headers, tokens.getInputStream().readAllBytes(), depth));
          default -> {}
        }
      }
    } catch (MimeException | IOException | MalformedBodyException e) {
      if (out.isEmpty()) {
        throw new MalformedBodyException("parts beyond the limits or unreadable");
      }
      out.add(MimePart.broken());
    }
    if (out.isEmpty()) {
      throw new MalformedBodyException("multipart without parts");
    }
    return List.copyOf(out);
  }

  private static void add(Map<String, String> headers, Field field) {
    String body = field.getBody();
    if (body != null) {
      String unfolded = body.replaceAll("[\\r\\n]+", "").strip();
      headers.putIfAbsent(field.getNameLowerCase().strip(), unfolded);
    }
  }

  /** Undoes base64 and quoted-printable; what says base64 but begins as a picture is left alone. */
  private static byte[] decode(@Nullable String encoding, byte[] raw)
      throws MalformedBodyException {
    String name = nonNull(encoding).strip().toLowerCase(Locale.ROOT);
    InputStream in = new ByteArrayInputStream(raw);
    try {
      if (name.startsWith("base64") && PictureKind.of(raw) == null) {
        in = new Base64InputStream(in, DecodeMonitor.SILENT);
      } else if (name.startsWith("quoted-printable")) {
        in = new QuotedPrintableInputStream(in, DecodeMonitor.SILENT);
      } else {
        return raw;
      }
      try (InputStream decoded = in) {
        return decoded.readAllBytes();
      }
    } catch (IOException e) {
      throw new MalformedBodyException("a part's " + name.replaceAll("[^a-z0-9-]", "") + " broken");
    }
  }

  private static boolean beginsWith(byte[] body, char wanted) {
    int i = 0;
    // a byte order mark and blank lines may come first
    while (i < body.length && ((body[i] >= 0 && body[i] <= ' ') || (i < 3 && isMark(body[i])))) {
      i++;
    }
    return i < body.length && body[i] == wanted;
  }

  private static boolean isMark(byte b) {
    return b == (byte) 0xEF
        || b == (byte) 0xBB
        || b == (byte) 0xBF
        || b == (byte) 0xFE
        || b == (byte) 0xFF;
  }

  private static RawBody parse(String name, String value) throws MalformedBodyException {
    try {
      return RawFieldParser.DEFAULT.parseRawBody(new RawField(name, value));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      // mime4j 0.8.11 takes no bare line ends in a value, and trips over some (found by fuzzing)
      throw new MalformedBodyException("a header can't be taken apart: " + name);
    }
  }

  private static @Nullable String parameter(RawBody body, String name) {
    for (NameValuePair pair : body.getParams()) {
      if (pair.getName().equalsIgnoreCase(name)) {
        return pair.getValue();
      }
    }
    return null;
  }

  private static String quoted(String boundary) {
    return '"' + boundary.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String nonNull(@Nullable String text) {
    return text == null ? "" : text;
  }
}
