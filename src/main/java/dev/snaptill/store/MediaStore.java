package dev.snaptill.store;

import dev.snaptill.channel.MediaRef;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Instant;

/** Pictures on their way through the gateway; encrypted at rest, deleted a day after they end. */
public interface MediaStore {
  /** Keeps the bytes durably; completes only after they are on disk. Same bytes, same reference. */
  Future<MediaRef> put(byte[] bytes, String contentType);

  /** The bytes again; fails if they were deleted. */
  Future<byte[]> get(MediaRef ref);

  /** Seals everything anew whose key is not the newest; returns how much. Blocking. */
  default int reseal() throws IOException {
    return 0;
  }

  /** Deletes what was last written before that time; returns how many. Blocking. */
  default int deleteBefore(Instant time) throws IOException {
    return 0;
  }
}
