package dev.snaptill.simulator.bank;

import static dev.snaptill.simulator.bank.BankClient.PAYER;
import static dev.snaptill.simulator.bank.BankClient.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.simulator.postgres.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bank in a process of its own, killed with SIGKILL and started again. */
@Timeout(600)
class BankProcessTest {
  private static final Pattern READY =
      Pattern.compile(
          "bank north iso8583=127\\.0\\.0\\.1:(\\d+) http=http://127\\.0\\.0\\.1:(\\d+)/.*");
  @TempDir Path folder;

  private record Running(Process process, int port, int httpPort) {}

  private Running start(int port, int httpPort) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.snaptill.simulator.Simulators",
            "bank",
            "--name=north",
            "--port=" + port,
            "--http-port=" + httpPort,
            "--directory=" + folder,
            "--manual-cut-over",
            "--account=" + PAYER + "=10000");
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    Matcher ready = READY.matcher(line == null ? "" : line);
    if (!ready.matches()) {
      process.destroyForcibly();
      throw new AssertionError("the bank said: " + line);
    }
    return new Running(process, Integer.parseInt(ready.group(1)), Integer.parseInt(ready.group(2)));
  }

  @Test
  void aKilledBankComesBackOnItsPortWithItsBooks() throws Exception {
    Running bank = start(new Ports().free(), 0);
    try {
      try (BankClient client = BankClient.signedOn(bank.port())) {
        assertThat(client.codeOf(client.debit(1, 5_00))).isEqualTo("00");
        bank.process().destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        assertThat(client.isCut()).isTrue();
      }
      bank = start(bank.port(), 0);
      try (BankClient client = BankClient.signedOn(bank.port())) {
        assertThat(client.codeOf(repeat(client.debit(1, 5_00)))).isEqualTo("00");
        assertThat(client.codeOf(client.debit(1, 6_00))).isEqualTo("94");
      }
      assertThat(dayFile(bank.httpPort()))
          .contains(",000001,RRN000000001,SNAP0001,DEBIT,5.00,CNY,C");
    } finally {
      bank.process().destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    }
  }

  private static String dayFile(int httpPort) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + httpPort + "/banks/north/day-file");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
