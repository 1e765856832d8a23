package dev.snaptill.channel.mm7;

import dev.snaptill.channel.MediaRef;
import dev.snaptill.store.MediaStore;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A media store in memory that can be told to fail. */
final class MemoryMedia implements MediaStore {
  final Map<String, byte[]> kept = new ConcurrentHashMap<>();
  volatile boolean failing;

  @Override
  public Future<MediaRef> put(byte[] bytes, String contentType) {
    if (failing) {
      return Future.failedFuture("disk full");
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      String name = HexFormat.of().formatHex(hash);
      kept.put(name, bytes);
      return Future.succeededFuture(new MediaRef(name, bytes.length, contentType));
    } catch (NoSuchAlgorithmException e) {
      return Future.failedFuture(e);
    }
  }

  @Override
  public Future<byte[]> get(MediaRef ref) {
    byte[] bytes = kept.get(ref.sha256());
    return bytes == null ? Future.failedFuture("deleted") : Future.succeededFuture(bytes);
  }
}
