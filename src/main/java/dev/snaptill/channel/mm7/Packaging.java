package dev.snaptill.channel.mm7;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which part is the SOAP envelope and which parts are the payer's content. In real traffic
 * Content's href and the part's Content-ID differ by a digit, brackets are missing, the start
 * parameter is missing or points nowhere (mms.md); so each is a hint and none is needed.
 */
final class Packaging {
  /** A shorter common beginning of href and Content-ID says nothing. */
  private static final int LEAST_PREFIX = 4;

  private final MimePart root;
  private final @Nullable MimePart soap;

  Packaging(MimePart root) {
    this.root = root;
    this.soap = findSoap(root);
  }

  /** The part that holds the envelope, if there is one. */
  Optional<MimePart> soap() {
    return Optional.ofNullable(soap);
  }

  private static @Nullable MimePart findSoap(MimePart root) {
    List<MimePart> leaves = root.leaves();
    for (Predicate<MimePart> test :
        List.<Predicate<MimePart>>of(Packaging::holdsEnvelope, Packaging::isXml)) {
      for (MimePart leaf : leaves) {
        if (test.test(leaf)) {
          return leaf;
        }
      }
    }
    return null;
  }

  private static boolean holdsEnvelope(MimePart part) {
    String head = Texts.decodeXml(head(part.body()), part.charset());
    return head.startsWith("<") && head.matches("(?s).{0,2000}?<([\\w.-]+:)?Envelope\\b.*");
  }

  private static byte[] head(byte[] body) {
    return body.length <= 2_048 ? body : Arrays.copyOf(body, 2_048);
  }

  private static boolean isXml(MimePart part) {
    return part.mediaType().endsWith("/xml") || part.mediaType().endsWith("soap+xml");
  }

  /**
   * The content's parts in order, multiparts unfolded: those of the part that {@code href} means;
   * where that is a single part, its siblings too, because some MMSCs put everything side by side.
   *
   * @param href of the Content element, or null
   */
  List<MimePart> content(@Nullable String href) {
    List<MimePart> candidates = candidates();
    MimePart chosen = resolve(candidates, href);
    if (chosen == null) {
      return List.of();
    }
    if (chosen.isMultipart()) {
      return chosen.leaves();
    }
    List<MimePart> out = new ArrayList<>(List.of(chosen));
    candidates.stream().filter(c -> c != chosen && !c.isMultipart()).forEach(out::add);
    return out;
  }

  /** The SOAP part's siblings, or all parts where it stands alone deeper down. */
  private List<MimePart> candidates() {
    return root.children().stream().filter(c -> c != soap).toList();
  }

  private @Nullable MimePart resolve(List<MimePart> candidates, @Nullable String href) {
    if (href != null && !href.isBlank()) {
      String wanted = bare(href);
      for (MimePart candidate : candidates) {
        if (wanted.equalsIgnoreCase(bare(candidate.contentId()))) {
          return candidate;
        }
      }
      for (MimePart candidate : candidates) {
        if (candidate.leaves().stream()
            .anyMatch(l -> wanted.equalsIgnoreCase(bare(l.contentId())))) {
          return candidate;
        }
      }
      MimePart near = nearest(candidates, wanted);
      if (near != null) {
        return near;
      }
      for (MimePart candidate : candidates) {
        if (wanted.equalsIgnoreCase(bare(candidate.location()))) {
          return candidate;
        }
      }
    }
    return candidates.stream().filter(c -> c.isMultipart() || !isXml(c)).findFirst().orElse(null);
  }

  /** The one whose Content-ID begins most like {@code wanted}, over half of its length. */
  private static @Nullable MimePart nearest(List<MimePart> candidates, String wanted) {
    MimePart best = null;
    int most = Math.max(LEAST_PREFIX, (wanted.length() + 1) / 2) - 1;
    for (MimePart candidate : candidates) {
      String id = bare(candidate.contentId());
      int common = 0;
      while (common < Math.min(id.length(), wanted.length())
          && id.charAt(common) == wanted.charAt(common)) {
        common++;
      }
      if (common > most) {
        most = common;
        best = candidate;
      }
    }
    return best;
  }

  /** An id without cid:, brackets, blanks and URL encoding; empty for none. */
  static String bare(@Nullable String id) {
    if (id == null) {
      return "";
    }
    String text = id.strip();
    if (text.toLowerCase(Locale.ROOT).startsWith("cid:")) {
      text = text.substring(4).strip();
    }
    if (text.indexOf('%') >= 0) {
      try {
        text = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException notEncoded) {
        // a percent sign that stands for itself
      }
    }
    return text.replaceAll("[<>\\s\"]", "");
  }
}
