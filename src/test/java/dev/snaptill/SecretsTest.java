package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.snaptill.simulator.mmsc.Picture;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What must not be read by whoever gets hold of a log, a database file or an answer. */
class SecretsTest {
  @TempDir Path directory;

  /** Everything logged, whatever the level. */
  private static final class Kept extends AppenderBase<ILoggingEvent> {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      StringBuilder line = new StringBuilder(event.getFormattedMessage());
      for (var thrown = event.getThrowableProxy(); thrown != null; thrown = thrown.getCause()) {
        line.append(' ').append(thrown.getMessage());
      }
      lines.add(line.toString());
    }
  }

  /** The gateway's secrets as they would stand in clear, by what they are. */
  private final Map<String, String> secrets = new LinkedHashMap<>();

  @Test
  void nothingSecretIsInLogsFilesOrAnswers() throws Exception {
    Logger ours = (Logger) LoggerFactory.getLogger("dev.snaptill");
    Level level = ours.getLevel();
    Kept kept = new Kept();
    kept.start();
    ours.addAppender(kept);
    ours.setLevel(Level.DEBUG);
    Map<String, String> answers = new HashMap<>();
    byte[] picture;
    try (World world = new World(directory)) {
      String said = "zebra giraffe 4711 quagga";
      world.answerTo(world.payer, said);
      JsonObject voucher = world.voucher("12.50");
      world.answerTo(world.payer, voucher.getString("code"));
      JsonObject second = world.voucher("3.20");
      Picture shown = world.picture(second);
      picture = shown.octets();
      world.answerTo(world.payer, "", shown);
      String receipt = world.shop.awaitText(text -> true, World.SOON).text();
      world.operator("GET", "/v1/parties/" + world.payerId, null);
      answers.put("party", world.operator("GET", "/v1/parties/" + world.payerId, null).encode());
      answers.put("shop", world.operator("GET", "/v1/parties/" + world.shopId, null).encode());
      answers.put("audit", world.operator("GET", "/v1/audit?limit=100", null).encode());
      answers.put("payments", world.call("GET", "/v1/payments", world.shopKey, null).encode());
      answers.put("metrics", get(world.api() + "/metrics"));
      answers.put("ready", get(world.api() + "/health/ready"));

      secrets.put("payer's account", World.PAYER_ACCOUNT);
      secrets.put("shop's account", World.SHOP_ACCOUNT);
      secrets.put("payer's phone", World.PAYER.substring(1));
      secrets.put("shop's phone", World.SHOP.substring(1));
      secrets.put("payer's national number", World.PAYER.substring(3));
      secrets.put("text", "giraffe");
      secrets.put("receipt's text", receipt.substring(0, 20));
      secrets.put("voucher's digits", voucher.getString("digits"));
      secrets.put("voucher's code", voucher.getString("code"));
      secrets.put("photographed digits", second.getString("digits"));
      secrets.put("payload", second.getString("payload"));
      secrets.put("operator's key", world.operatorKey.substring(8));
      secrets.put("shop's key", world.shopKey.substring(8));
      secrets.put("master key", Files.readString(directory.resolve("master.key")).split("\\s+")[1]);

      // before the checkpoint of an orderly stop, as a thief of a running machine's disk has them
      assertNoneIn(directory.resolve("data"), picture);
    } finally {
      ours.detachAppender(kept);
      ours.setLevel(level);
    }
    assertNoneIn(directory.resolve("data"), picture);
    assertThat(kept.lines).isNotEmpty();
    secrets.forEach(
        (what, secret) -> {
          assertThat(kept.lines).as("log: " + what).noneMatch(line -> line.contains(secret));
          answers.forEach(
              (where, answer) -> {
                assertThat(answer.contains(secret)).as(where + ": " + what).isFalse();
              });
        });
  }

  /** In clear, and as hexadecimal digits: HSQLDB's script and log write bytes so. */
  private void assertNoneIn(Path data, byte[] picture) throws IOException {
    byte[] middle = Arrays.copyOfRange(picture, picture.length / 2, picture.length / 2 + 24);
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        data,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // as below
            }
            throw e;
          }
        });
    assertThat(files).anyMatch(file -> file.toString().contains("media"));
    for (Path file : files) {
      String bytes;
      try {
        bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
      } catch (NoSuchFileException e) {
        continue; // the running database has done with it meanwhile
      }
      String lower = bytes.toLowerCase(java.util.Locale.ROOT);
      secrets.forEach(
          (what, secret) -> {
            assertThat(bytes.contains(secret)).as(file + ": " + what).isFalse();
            String hex = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
            assertThat(lower.contains(hex)).as(file + ": " + what + " in digits").isFalse();
          });
      assertThat(bytes.contains(new String(middle, StandardCharsets.ISO_8859_1)))
          .as(file + ": picture")
          .isFalse();
    }
  }

  private static String get(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
