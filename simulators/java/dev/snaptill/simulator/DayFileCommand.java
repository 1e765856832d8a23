package dev.snaptill.simulator;

import dev.snaptill.simulator.bank.BankSimulator;
import dev.snaptill.simulator.bank.BookEntry;
import dev.snaptill.simulator.bank.DayFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes the file of a business day from a bank's books. */
@Command(
    name = "day-file",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Write what a bank posted on a business day, from its books.")
final class DayFileCommand implements Callable<Integer> {
  @Option(names = "--books", required = true, description = "The books, of a bank at rest or not.")
  private Path books = Path.of("");

  @Option(names = "--name", description = "The bank's name.")
  private String name = "bank";

  @Option(names = "--currency", description = "ISO 4217 number.")
  private String currency = "156";

  @Option(names = "--date", description = "yyyy-MM-dd; without it the latest business day.")
  private @Nullable LocalDate date;

  @Option(names = "--format", description = "delimited or camt.053.")
  private String format = "delimited";

  @Option(names = "--out", description = "File to write; without it the standard output.")
  private @Nullable Path out;

  @Spec private CommandSpec spec;

  DayFileCommand() {}

  @Override
  public Integer call() throws IOException {
    byte[] bytes;
    try {
      List<BookEntry> all = BankSimulator.readBooks(books);
      LocalDate day = date == null ? latest(all) : date;
      bytes = DayFile.of(name, currency, day, all, Instant.now()).bytes(DayFile.Format.of(format));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    if (out == null) {
      System.out.write(bytes);
      System.out.flush();
    } else {
      Files.write(out, bytes);
    }
    return 0;
  }

  private static LocalDate latest(List<BookEntry> all) {
    return all.stream()
        .filter(e -> e.kind() == BookEntry.Kind.BUSINESS_DAY)
        .map(e -> LocalDate.parse(e.code()))
        .reduce((a, b) -> b)
        .orElseThrow(() -> new IllegalArgumentException("these books know no business day"));
  }
}
