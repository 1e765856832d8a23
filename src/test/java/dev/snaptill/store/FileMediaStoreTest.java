package dev.snaptill.store;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.channel.MediaRef;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMediaStoreTest {
  private static final byte[] PICTURE =
      "a picture of somebody's face and voucher".repeat(50).getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private FileMediaStore store;

  @BeforeEach
  void open() {
    store = new FileMediaStore(vertx, directory.resolve("media"), new Vault(new byte[32]));
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private List<Path> files() throws Exception {
    try (var files = Files.list(directory.resolve("media"))) {
      return files.toList();
    }
  }

  @Test
  void sameBytesHaveTheSameReferenceAndOneFile() throws Exception {
    MediaRef first = await(store.put(PICTURE, "image/jpeg"));
    MediaRef second = await(store.put(PICTURE.clone(), "image/jpeg"));
    assertThat(second).isEqualTo(first);
    assertThat(first.bytes()).isEqualTo(PICTURE.length);
    assertThat(files()).singleElement().satisfies(f -> assertThat(f).hasFileName(first.sha256()));
    assertThat(await(store.get(first))).isEqualTo(PICTURE);
  }

  @Test
  void nothingOfAPictureIsReadableInItsFile() throws Exception {
    MediaRef ref = await(store.put(PICTURE, "image/jpeg"));
    byte[] file = Files.readAllBytes(directory.resolve("media").resolve(ref.sha256()));
    assertThat(new String(file, StandardCharsets.ISO_8859_1)).doesNotContain("face", "voucher");
  }

  @Test
  void aPictureThatWasAlteredIsNotGivenOut() throws Exception {
    MediaRef ref = await(store.put(PICTURE, "image/jpeg"));
    Path file = directory.resolve("media").resolve(ref.sha256());
    byte[] bytes = Files.readAllBytes(file);
    bytes[100] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> await(store.get(ref))).hasMessageContaining("altered");
  }

  @Test
  void aNameThatPointsElsewhereIsRefused() {
    assertThatThrownBy(() -> await(store.get(new MediaRef("../lock", 1, "image/jpeg"))))
        .hasMessage("not a picture's name");
  }

  @Test
  void oldPicturesAreDeletedAndUsedOnesStay() throws Exception {
    MediaRef old = await(store.put(new byte[] {1}, "image/png"));
    MediaRef again = await(store.put(new byte[] {2}, "image/png"));
    Instant yesterday = Instant.parse("2020-01-01T00:00:00Z");
    for (MediaRef ref : List.of(old, again)) {
      Files.setLastModifiedTime(
          directory.resolve("media").resolve(ref.sha256()), FileTime.from(yesterday));
    }
    await(store.put(new byte[] {2}, "image/png"));
    assertThat(store.deleteBefore(yesterday.plusSeconds(1))).isEqualTo(1);
    assertThat(await(store.get(again))).containsExactly(2);
    assertThatThrownBy(() -> await(store.get(old))).isInstanceOf(RuntimeException.class);
  }
}
