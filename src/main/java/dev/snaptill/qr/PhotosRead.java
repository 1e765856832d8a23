package dev.snaptill.qr;

import java.util.List;
import java.util.Optional;

/**
 * What a message's pictures say.
 *
 * @param texts distinct texts that passed the check, in the order they were found. More than one
 *     means that several vouchers were pictured: the asker must not pick for the payer
 * @param others how many distinct other codes were seen
 * @param trouble why there is no text; empty exactly if there is one
 */
public record PhotosRead(List<String> texts, int others, Optional<Trouble> trouble) {
  public PhotosRead {
    texts = List.copyOf(texts);
    if (texts.isEmpty() == trouble.isEmpty()) {
      throw new IllegalArgumentException("either texts or a trouble");
    }
  }
}
