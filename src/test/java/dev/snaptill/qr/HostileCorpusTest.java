package dev.snaptill.qr;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;

/**
 * All hostile pictures, and the worst of those the limits let through, in a process with 256 MB of
 * heap and two workers: what docs/photos.md states of memory and time.
 */
class HostileCorpusTest {
  private static final Photo CODE = Photo.of("https://pay.example/v/7f3K2mQ9", 4);
  private static final int RESIDENT_MB = 640;

  /** Processor time, so that a machine that does other things meanwhile changes nothing. */
  private static final long MOST_MILLIS = 15_000;

  @TempDir Path folder;

  private void write(String name, byte[] picture) throws IOException {
    Files.write(
        folder.resolve(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-")), picture);
  }

  private void corpus() throws IOException {
    for (Arguments hostile : HostilePicturesTest.pictures().toList()) {
      write((String) hostile.get()[0], (byte[]) hostile.get()[1]);
    }
    byte[] jpeg = CODE.colourJpeg(0.6);
    byte[] png = CODE.as("png", BufferedImage.TYPE_INT_RGB);
    write("PNG with a text bomb", Hostile.pngWithTextBomb());
    write("CMYK", CmykJpeg.encode(CODE.image()));
    write("1.5 MB of EXIF", Hostile.jpegWithExif(jpeg, 1_500_000));
    write("JPEG, then PNG", Hostile.polyglot(jpeg, png));
    write("PNG, then JPEG", Hostile.polyglot(png, jpeg));
    write(
        "GIF, then a page",
        Hostile.polyglot(
            CODE.as("gif", BufferedImage.TYPE_BYTE_INDEXED),
            "<script>alert(1)</script>".getBytes(StandardCharsets.US_ASCII)));
    write("worst PNG", Hostile.pngOfFinders(4_000));
    Photo finders = Photo.of(Hostile.pngOfFinders(900));
    write(
        "worst progressive JPEG",
        Photo.blank(2_800, 2_800, 230).with(finders, 900, 900).progressiveJpeg());
    write("worst JPEG", Photo.blank(4_000, 4_000, 230).with(finders, 900, 900).colourJpeg(0.8));
    for (long seed = 0; seed < 20; seed++) {
      write("mangled JPEG " + seed, Hostile.mangled(jpeg, seed));
      write("mangled PNG " + seed, Hostile.mangled(png, seed));
    }
  }

  /** Name, milliseconds and outcome of each picture for each worker, and one of memory. */
  private List<String[]> decoded(String heap) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                HostileChild.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).as(said).isZero();
    return said.lines().filter(line -> line.contains("\t")).map(line -> line.split("\t")).toList();
  }

  @Test
  void twoWorkersOnTheWorstPicturesStayWithinTheirBounds() throws Exception {
    corpus();

    List<String[]> lines = decoded("-Xmx256m");

    try (var files = Files.list(folder)) {
      assertThat(lines).hasSize((int) (HostileChild.WORKERS * files.count() + 1));
    }
    for (String[] line : lines) {
      if (line[0].equals("resident")) {
        assertThat(Long.parseLong(line[1])).as("MB resident").isLessThan(RESIDENT_MB);
      } else {
        assertThat(line[2]).as(line[0]).doesNotStartWith("threw");
        assertThat(Long.parseLong(line[1])).as(line[0]).isLessThan(MOST_MILLIS);
        if (line[0].startsWith("worst")) {
          assertThat(line[2]).as(line[0]).isEqualTo("looked into");
        }
      }
    }
  }

  @Test
  void whatDoesNotFitIntoTheHeapIsTooBigAndTheNextIsRead() throws Exception {
    write("a large PNG", Hostile.pngOfFinders(4_000));
    write("a plain PNG", CODE.as("png", BufferedImage.TYPE_INT_RGB));

    List<String[]> lines = decoded("-Xmx56m");

    assertThat(lines)
        .filteredOn(line -> !line[0].equals("resident"))
        .extracting(line -> line[0] + ": " + line[2])
        .containsExactlyInAnyOrder(
            "a-large-png: TOO_BIG",
            "a-large-png: TOO_BIG",
            "a-plain-png: looked into",
            "a-plain-png: looked into");
  }
}
