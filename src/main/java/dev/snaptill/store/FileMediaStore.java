package dev.snaptill.store;

import dev.snaptill.channel.MediaRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Pictures as sealed files named by their SHA-256: written to a temporary name, forced to disk,
 * renamed, and the directory forced, all before the row that refers to them (journal.md, Media).
 */
public final class FileMediaStore implements MediaStore {
  private final Vertx vertx;
  private final Path directory;
  private final Vault vault;

  public FileMediaStore(Vertx vertx, Path directory, Vault vault) {
    this.vertx = vertx;
    this.directory = directory;
    this.vault = vault;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new IllegalStateException("cannot use the directory " + directory + ": " + e, e);
    }
  }

  @Override
  public Future<MediaRef> put(byte[] bytes, String contentType) {
    return vertx.executeBlocking(() -> write(bytes, contentType), false);
  }

  @Override
  public Future<byte[]> get(MediaRef ref) {
    return vertx.executeBlocking(() -> vault.open(Files.readAllBytes(file(ref.sha256()))), false);
  }

  @Override
  public int deleteBefore(Instant time) throws IOException {
    int deleted = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(time)) {
          Files.deleteIfExists(file);
          deleted++;
        }
      }
    }
    return deleted;
  }

  @Override
  public int reseal() throws IOException {
    int resealed = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (file.getFileName().toString().matches("[0-9a-f]{64}") && resealed(file)) {
          resealed++;
        }
      }
    }
    return resealed;
  }

  private boolean resealed(Path file) throws IOException {
    java.nio.file.attribute.FileTime written;
    byte[] sealed;
    try {
      written = Files.getLastModifiedTime(file);
      sealed = Files.readAllBytes(file);
    } catch (java.nio.file.NoSuchFileException e) {
      // its time has come meanwhile
      return false;
    }
    if (vault.current(sealed)) {
      return false;
    }
    write(vault.open(sealed), "");
    // else it would be kept for longer
    Files.setLastModifiedTime(file, written);
    return true;
  }

  private MediaRef write(byte[] bytes, String contentType) throws IOException {
    String name = sha256(bytes);
    Path target = file(name);
    Path temporary = directory.resolve(UUID.randomUUID() + ".tmp");
    try (FileChannel out =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer sealed = ByteBuffer.wrap(vault.seal(bytes));
      while (sealed.hasRemaining()) {
        out.write(sealed);
      }
      out.force(true);
    }
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
      folder.force(true);
    }
    return new MediaRef(name, bytes.length, contentType);
  }

  private Path file(String sha256) {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not a picture's name");
    }
    return directory.resolve(sha256);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
