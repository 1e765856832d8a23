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
 * {@code make crash-test} with its 20 kills: gateway, banks and carrier are processes of their own,
 * killed under load and while they start. See docs/reliability.md for what is checked.
 */
class CrashIT {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @Test
  void whatWasAcknowledgedEndsAndNothingIsPaidTwice() {
    StringWriter line = new StringWriter();
    int exit =
        Simulators.commandLine()
            .setOut(new PrintWriter(line))
            .setErr(new PrintWriter(System.err, true))
            .execute(
                "crash-test", "--kills", "20", "--seed", "1", "--directory", directory.toString());
    assertThat(line.toString())
        .as("what went wrong is told above; everything is kept in %s", directory)
        .contains("kills=20 ")
        .contains(" lost=0 doubled=0 unbalanced=0 stuck=0 ");
    assertThat(exit).isZero();
  }
}
