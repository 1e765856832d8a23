package dev.snaptill;

import dev.snaptill.qr.PhotoBench;
import dev.snaptill.qr.QrConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How many photos of a folder are read, and how fast. */
@Command(
    name = "bench-photos",
    description =
        "Read a folder of photos (by its manifest.tsv if there is one) and say how many were read,"
            + " beside ZXing and BoofCV alone.")
class BenchPhotosCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "Where the photos are.")
  Path folder = Path.of(".");

  @Option(
      names = "--budget-ms",
      description = "Time for one picture (default: the gateway's, 400).")
  long budgetMs = QrConfig.DEFAULT_BUDGET.toMillis();

  @Override
  public Integer call() throws IOException {
    List<PhotoBench.Photo> photos = PhotoManifest.of(folder);
    if (photos.isEmpty()) {
      System.err.println(folder + ": no pictures there");
      return 1;
    }
    new PhotoBench(System.out).run(photos, Duration.ofMillis(budgetMs));
    return 0;
  }
}
