package dev.snaptill.channel.mm7;

import dev.snaptill.channel.InboundMessage.RefusedMedia;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sorts the parts of a message into pictures and text; leaves its presentation (SMIL) aside. */
final class ContentReader {
  static final int MAX_PICTURES = 5;
  static final int MAX_TEXT = 4_000;

  private final int maxPhotoBytes;
  private final List<DeliverReq.Picture> pictures = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private @Nullable RefusedMedia refused;

  /**
   * @param maxPhotoBytes larger pictures are refused
   */
  ContentReader(int maxPhotoBytes) {
    this.maxPhotoBytes = maxPhotoBytes;
  }

  ContentReader read(List<MimePart> parts) {
    parts.forEach(this::take);
    return this;
  }

  List<DeliverReq.Picture> pictures() {
    return List.copyOf(pictures);
  }

  String text() {
    return Texts.clean(text.toString(), MAX_TEXT);
  }

  @Nullable RefusedMedia refused() {
    return refused;
  }

  private void take(MimePart part) {
    String type = part.mediaType();
    PictureKind kind = PictureKind.of(part.body(), type);
    if (kind != null) {
      picture(part.body(), kind);
    } else if (isPresentation(part) || part.body().length == 0) {
      return;
    } else if (type.startsWith("text/plain") || type.isEmpty()) {
      text(part);
    } else if (type.startsWith("image/")
        || type.startsWith("video/")
        || type.equals("application/octet-stream")) {
      refuse(RefusedMedia.UNKNOWN_KIND);
    }
    // sounds, calendars and visiting cards are none of our business
  }

  private void picture(byte[] bytes, PictureKind kind) {
    if (bytes.length > maxPhotoBytes) {
      refuse(RefusedMedia.TOO_BIG);
    } else if (pictures.size() == MAX_PICTURES) {
      refuse(RefusedMedia.TOO_MANY);
    } else {
      pictures.add(new DeliverReq.Picture(bytes, kind.mediaType()));
    }
  }

  /** One reason is told: the first of the list the payer can do most about. */
  private void refuse(RefusedMedia why) {
    if (refused == null || why.compareTo(refused) < 0) {
      refused = why;
    }
  }

  private void text(MimePart part) {
    String more = Texts.clean(Texts.decode(part.body(), part.charset()), MAX_TEXT);
    if (!more.isEmpty() && text.length() < MAX_TEXT) {
      text.append(text.isEmpty() ? "" : "\n").append(more);
    }
  }

  private static boolean isPresentation(MimePart part) {
    String name = part.name() == null ? "" : part.name().toLowerCase(Locale.ROOT);
    if (part.mediaType().contains("smil") || name.endsWith(".smil") || name.endsWith(".smi")) {
      return true;
    }
    byte[] head = Arrays.copyOf(part.body(), Math.min(part.body().length, 200));
    String start = Texts.decodeXml(head, null).toLowerCase(Locale.ROOT);
    return start.startsWith("<smil") || start.startsWith("<?xml");
  }
}
