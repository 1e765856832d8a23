package dev.snaptill.store;

import dev.snaptill.channel.MediaRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a message as one text, to be sealed: a few fields, then its pictures. */
public final class Packing {
  private static final String FIELD = "\u001f";

  private Packing() {}

  /**
   * What was packed.
   *
   * @param fields as many as were asked for; empty where one was null
   */
  public record Unpacked(List<String> fields, List<MediaRef> media) {
    /** A field that may have been null. */
    public @Nullable String orNull(int field) {
      return fields.get(field).isEmpty() ? null : fields.get(field);
    }
  }

  public static String pack(List<MediaRef> media, @Nullable String... fields) {
    List<String> parts = new ArrayList<>(fields.length + media.size());
    for (String field : fields) {
      parts.add(plain(field));
    }
    for (MediaRef picture : media) {
      parts.add(picture.sha256() + " " + picture.bytes() + " " + plain(picture.contentType()));
    }
    return String.join(FIELD, parts);
  }

  /** Reads {@link #pack}, which had that many fields. */
  public static Unpacked unpack(String text, int fields) {
    List<String> parts = Arrays.asList(text.split(FIELD, -1));
    List<MediaRef> media = new ArrayList<>();
    for (String part : parts.subList(fields, parts.size())) {
      List<String> words = Arrays.asList(part.split(" ", 3));
      media.add(new MediaRef(words.get(0), Integer.parseInt(words.get(1)), words.get(2)));
    }
    return new Unpacked(List.copyOf(parts.subList(0, fields)), media);
  }

  /** What came off a wire may hold the very character that parts our fields. */
  private static String plain(@Nullable String text) {
    return text == null ? "" : text.replace(FIELD, " ");
  }
}
