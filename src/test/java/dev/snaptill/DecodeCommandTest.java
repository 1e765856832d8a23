package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.qr.QrDrawing;
import io.vertx.core.json.JsonObject;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code decode} and {@code bench-photos} by hand, on drawn pictures. */
class DecodeCommandTest {
  private static final String VOUCHER = "https://pay.example/v/7f3K2mQ9";
  private static final String OTHER = "73920184657381";

  /** A busy machine must not run out of time over a clean drawing. */
  private static final String PATIENT = "30000";

  @TempDir Path folder;
  private Path voucher;
  private Path other;
  private Path empty;

  /** What a command printed, and its exit code. */
  private record Printed(int status, String out) {
    List<JsonObject> json() {
      return out.lines().map(JsonObject::new).toList();
    }
  }

  @BeforeEach
  void draw() throws IOException {
    voucher = Files.write(folder.resolve("voucher.png"), QrDrawing.of(VOUCHER).png(5));
    other = Files.write(folder.resolve("other.png"), QrDrawing.of(OTHER).png(4));
    BufferedImage paper = new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = paper.createGraphics();
    g.setColor(Color.LIGHT_GRAY);
    g.fillRect(0, 0, 300, 200);
    g.dispose();
    empty = folder.resolve("empty.jpg");
    ImageIO.write(paper, "jpeg", empty.toFile());
  }

  @Test
  void filesAreReadEachIntoALine() {
    List<JsonObject> lines =
        run("decode", "--budget-ms", PATIENT, "" + voucher, "" + other, "" + empty).json();

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0).fieldNames()).containsExactly("path", "ms", "texts");
    assertThat(lines.get(0).getString("path")).isEqualTo(voucher.toString());
    assertThat(lines.get(0).getDouble("ms")).isPositive();
    assertThat(texts(lines.get(0))).containsExactly(VOUCHER);
    assertThat(texts(lines.get(1))).containsExactly(OTHER);
    assertThat(texts(lines.get(2))).isEmpty();
  }

  @Test
  void namesComeFromStandardInput() {
    byte[] names = (voucher + "\n\n" + other + "\n").getBytes(StandardCharsets.UTF_8);
    List<JsonObject> lines = run(names, "decode", "--budget-ms", PATIENT).json();

    assertThat(lines).hasSize(2);
    assertThat(texts(lines.get(0))).containsExactly(VOUCHER);
    assertThat(texts(lines.get(1))).containsExactly(OTHER);
  }

  @Test
  void aDashIsThePictureItself() throws IOException {
    List<JsonObject> lines =
        run(Files.readAllBytes(voucher), "decode", "--budget-ms", PATIENT, "-").json();

    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).getString("path")).isEqualTo("-");
    assertThat(texts(lines.get(0))).containsExactly(VOUCHER);
  }

  @Test
  void explainTellsWhichStagesLookedAndWhatWasSeen() {
    List<JsonObject> lines =
        run("decode", "--budget-ms", PATIENT, "--explain", "" + voucher, "" + empty).json();

    assertThat(lines.get(0).getString("stage")).isEqualTo("base-hybrid");
    JsonObject stage = lines.get(0).getJsonArray("stages").getJsonObject(0);
    assertThat(stage.getString("stage")).isEqualTo("base-hybrid");
    assertThat(stage.getInteger("found")).isOne();
    assertThat(lines.get(1).getString("seen")).isEqualTo("no_code");
    assertThat(lines.get(1).getJsonArray("stages").size()).isGreaterThan(5);
    assertThat(lines.get(1).containsKey("stage")).isFalse();
  }

  @Test
  void whatCannotBeReadIsToldAndTheRestGoesOn() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jpg"), "no picture at all");
    Path missing = folder.resolve("missing.jpg");
    Printed printed = run("decode", "--budget-ms", PATIENT, "" + text, "" + missing, "" + voucher);

    assertThat(printed.status()).isZero();
    assertThat(printed.json().get(0).getString("refused")).isEqualTo("UNKNOWN_KIND");
    assertThat(printed.json().get(1).getString("refused")).contains("missing.jpg");
    assertThat(texts(printed.json().get(2))).containsExactly(VOUCHER);
  }

  @Test
  void theBenchReadsAFolderByItsManifest() throws IOException {
    Files.writeString(
        folder.resolve("manifest.tsv"),
        """
        file\tset\tcodes\texpected
        voucher.png\tdrawn\t1\t["%s"]
        other.png\tdrawn\t1\t["something else"]
        empty.jpg\tnothing\t0\tnull
        """
            .formatted(VOUCHER));
    String out = run("bench-photos", "--budget-ms", PATIENT, "" + folder).out();

    assertThat(out).containsPattern("drawn +1 of 2").containsPattern("nothing +0 of 1");
    assertThat(last(out)).startsWith("photos=3 read=1 wrong=1 negatives_hit=0 median_ms=");
    assertThat(last(out).split(" "))
        .allSatisfy(pair -> assertThat(pair).matches("[a-z0-9_]+=[0-9.]+"));
  }

  @Test
  void theBenchReadsAFolderWithoutManifest() {
    assertThat(last(run("bench-photos", "--budget-ms", PATIENT, "" + folder).out()))
        .startsWith("photos=3 read=2 wrong=0 negatives_hit=0 ");
  }

  @Test
  void aFolderWithoutPicturesIsAnError() throws IOException {
    assertThat(
            run(
                    "bench-photos",
                    "--budget-ms",
                    PATIENT,
                    "" + Files.createDirectory(folder.resolve("none")))
                .status())
        .isOne();
  }

  private static List<String> texts(JsonObject line) {
    return line.getJsonArray("texts").stream().map(String::valueOf).toList();
  }

  private static String last(String out) {
    return out.lines().reduce((before, line) -> line).orElseThrow();
  }

  private static Printed run(String... arguments) {
    return run(new byte[0], arguments);
  }

  /** In this process, with streams of its own. */
  private static Printed run(byte[] input, String... arguments) {
    InputStream in = System.in;
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setIn(new ByteArrayInputStream(input));
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      int status = new CommandLine(new Snaptill()).execute(arguments);
      return new Printed(status, printed.toString(StandardCharsets.UTF_8));
    } finally {
      System.setIn(in);
      System.setOut(out);
    }
  }
}
