package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.simulator.Simulators;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code make crash-test}: gateway, banks, carrier and a database server are processes of their
 * own, killed under load and while they start. See docs/reliability.md for what is checked.
 */
class CrashIT {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @Test
  void whatWasAcknowledgedEndsAndNothingIsPaidTwice() {
    crash("hsqldb", 20);
  }

  @Test
  void theSameOverPostgresWhoseServerIsKilledToo() {
    crash("postgres", 10);
  }

  private void crash(String database, int kills) {
    StringWriter line = new StringWriter();
    int exit =
        Simulators.commandLine()
            .setOut(new PrintWriter(line))
            .setErr(new PrintWriter(System.err, true))
            .execute(
                "crash-test",
                "--database",
                database,
                "--kills",
                String.valueOf(kills),
                "--seed",
                "1",
                "--directory",
                directory.toString());
    assertThat(line.toString())
        .as("what went wrong is told above; everything is kept in %s", directory)
        .startsWith("kills=" + kills + " ")
        .contains(" lost=0 doubled=0 unbalanced=0 stuck=0 ");
    assertThat(exit).isZero();
  }
}
