package dev.snaptill.qr;

import dev.snaptill.channel.MediaRef;
import java.util.List;
import java.util.function.Predicate;

/**
 * Asks what a message's pictures say.
 *
 * @param pictures in the message's order; only the first {@value #MOST} are considered
 * @param check whether a text is of the asker's making, by its check digits or tag. Called on
 *     decode threads, several at once: must be stateless, quick, and never throw
 */
public record ReadPhotos(List<MediaRef> pictures, Predicate<String> check) {
  /** Pictures considered per message. */
  public static final int MOST = 5;

  public ReadPhotos {
    pictures = List.copyOf(pictures);
  }
}
