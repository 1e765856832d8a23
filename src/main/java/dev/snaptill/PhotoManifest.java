package dev.snaptill;

import dev.snaptill.qr.PhotoBench;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The pictures of a folder, and what is known of them. */
final class PhotoManifest {
  private static final String NAME = "manifest.tsv";
  private static final List<String> ENDINGS =
      List.of(".jpg", ".jpeg", ".png", ".gif", ".bmp", ".wbmp");

  private PhotoManifest() {}

  /**
   * By {@code manifest.tsv} if there is one: a line of headings, then file, set, codes, and the
   * expected texts as a JSON array or null. Without it, all pictures of the folder and of those
   * within it, of which nothing is known but that they show a code.
   *
   * @throws IOException if the folder cannot be read, or a line is not of that form
   */
  static List<PhotoBench.Photo> of(Path folder) throws IOException {
    Path manifest = folder.resolve(NAME);
    return Files.exists(manifest) ? listed(folder, manifest) : found(folder);
  }

  private static List<PhotoBench.Photo> listed(Path folder, Path manifest) throws IOException {
    List<PhotoBench.Photo> photos = new ArrayList<>();
    List<String> lines = Files.readAllLines(manifest);
    for (int i = 1; i < lines.size(); i++) {
      String[] field = lines.get(i).split("\t", 4);
      try {
        List<String> expected = new ArrayList<>();
        if (!field[3].equals("null")) {
          new JsonArray(field[3])
              .forEach(text -> expected.add(PhotoBench.bare(String.valueOf(text))));
        }
        int codes = Integer.parseInt(field[2]);
        photos.add(new PhotoBench.Photo(folder.resolve(field[0]), field[1], codes, expected));
      } catch (RuntimeException e) {
        throw new IOException(
            manifest + ":" + (i + 1) + ": is not file, set, number and JSON array, tabs between",
            e);
      }
    }
    return photos;
  }

  private static List<PhotoBench.Photo> found(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(PhotoManifest::picture)
          .sorted()
          .map(
              file ->
                  new PhotoBench.Photo(
                      file, String.valueOf(folder.relativize(file).getParent()), 1, List.of()))
          .toList();
    }
  }

  private static boolean picture(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(name::endsWith) && Files.isRegularFile(file);
  }
}
