package dev.snaptill.channel.mm7;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the boundary a multipart really uses. Declared ones differ from it in real traffic: with
 * the two leading dashes counted in, without quotes, with blanks, or missing altogether (mms.md).
 */
final class Boundaries {
  /** RFC 2046 §5.1.1 allows 70; longer ones were seen. */
  private static final int MAX = 200;

  private Boundaries() {}

  /** The boundary without the leading dashes; empty if the body has no delimiter line. */
  static Optional<String> find(byte[] body, @Nullable String declared) {
    if (declared != null) {
      String trimmed = declared.strip();
      for (String candidate : new String[] {trimmed, withoutDashes(trimmed)}) {
        if (!candidate.isEmpty() && candidate.length() <= MAX && occurs(body, candidate)) {
          return Optional.of(candidate);
        }
      }
    }
    return sniff(body);
  }

  private static String withoutDashes(String boundary) {
    return boundary.startsWith("--") ? boundary.substring(2) : "";
  }

  private static boolean occurs(byte[] body, String boundary) {
    for (int at = nextDelimiter(body, 0); at >= 0; at = nextDelimiter(body, at + 2)) {
      String line = line(body, at);
      if (line.equals("--" + boundary) || line.equals("--" + boundary + "--")) {
        return true;
      }
    }
    return false;
  }

  /** The first line that begins with two dashes and is followed by a MIME header. */
  private static Optional<String> sniff(byte[] body) {
    for (int at = nextDelimiter(body, 0); at >= 0; at = nextDelimiter(body, at + 2)) {
      String line = line(body, at);
      int next = at + line.length();
      while (next < body.length && body[next] <= ' ') {
        next++;
      }
      String header = line(body, next).toLowerCase(Locale.ROOT);
      if (line.length() > 2 && line.length() <= MAX + 2 && header.startsWith("content-")) {
        return Optional.of(line.substring(2));
      }
    }
    return Optional.empty();
  }

  private static int nextDelimiter(byte[] body, int from) {
    for (int i = from; i + 1 < body.length; i++) {
      if (body[i] == '-' && body[i + 1] == '-' && (i == 0 || body[i - 1] == '\n')) {
        return i;
      }
    }
    return -1;
  }

  /** The line from there on, without blanks at its end; at most a little more than the longest. */
  private static String line(byte[] body, int from) {
    int end = from;
    while (end < body.length && end - from < MAX + 8 && body[end] != '\n' && body[end] != '\r') {
      end++;
    }
    return new String(body, from, end - from, StandardCharsets.ISO_8859_1).stripTrailing();
  }
}
