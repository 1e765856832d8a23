package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command over the database of a stopped gateway. */
class ReconcileCommandTest {
  @TempDir Path directory;
  private Path conf;

  @BeforeEach
  void configuration() throws Exception {
    conf = directory.resolve("gateway.yaml");
    Files.writeString(
        conf,
        """
        database: {directory: %1$s/data}
        carriers:
          - {name: demo, system_id: snaptill, password: secret, short_codes: ["10658"]}
        mm7:
          mmscs:
            - {name: mmsc, url: "http://127.0.0.1:1/mm7", short_codes: ["10658"],
               addresses: [127.0.0.1/32]}
        banks:
          - {name: north, terminals: ["SNAP0001"]}
        api: {port: 0, operator_key_file: %1$s/operator.key}
        """
            .formatted(directory));
  }

  /** What a run printed, and its exit code as the last line. */
  private String run(String file) throws Exception {
    Path path = Files.writeString(directory.resolve("north.csv"), file);
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream into = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(into);
      System.setErr(into);
      int status =
          new CommandLine(new Snaptill())
              .execute("reconcile", path.toString(), "--conf", conf.toString());
      into.println("exit " + status);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theExitCodeTellsWhetherSomebodyIsNeeded() throws Exception {
    String header = "business_date,stan,rrn,terminal,type,amount,currency,direction\n";
    String transfer = "2026-11-22,000001,STRANGER0001,SNAP0001,TRANSFER,1.00,CNY,N\n";
    assertThat(run(header + transfer + "TOTAL,1,5.00,5.00,CNY\n"))
        .contains("bank only 20261122/north/SNAP0001/000001", "it holds", "exit 1");
    assertThat(run(header + transfer + "TOTAL,1,5.00,5.00,CNY\n"))
        .contains("taken before", "exit 1");
    assertThat(run(header + transfer + "TOTAL,1,5.00,6.00,CNY\n"))
        .contains("does not add up", "exit 2");
    assertThat(run("")).contains("line 1", "exit 2");
  }
}
