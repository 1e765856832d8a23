package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World.Person;
import dev.snaptill.simulator.bank.BookEntry;
import dev.snaptill.simulator.bank.Fault;
import dev.snaptill.simulator.bank.Faults.Target;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bank's day file settles what its silence left open. */
class ReconciliationTest {
  @TempDir Path directory;

  @Test
  void aCreditThatTheBankNeverAnsweredIsCompletedByItsDayFile() throws Exception {
    try (World world =
        new World(directory, World.impatient(Map.of("SNAPTILL_BANKS_1_REPEATS", "false")))) {
      Person payer = world.person("Ann", 100_00);
      world.south.faults().next(1, Target.CREDIT, new Fault.NoAnswer());
      String code = world.voucher("5.00").getString("code");
      assertThat(world.answerTo(payer.phone(), code)).contains("takes longer than usual");

      BookEntry posted = world.south.postings().get(0);
      List<String> file =
          List.of(
              "business_date,stan,rrn,terminal,type,amount,currency,direction",
              "%s,%06d,%s,%s,CREDIT,5.00,CNY,D"
                  .formatted(businessDate(world), posted.stan(), posted.rrn(), posted.terminal()),
              "TOTAL,1,0.00,-5.00,CNY");
      JsonObject run = reconcile(world, Files.write(directory.resolve("south.csv"), file));
      assertThat(run.getString("state")).as(run.encodePrettily()).isEqualTo("done");
      assertThat(run.getBoolean("clean")).as(run.encodePrettily()).isTrue();

      payer.phone().awaitText(text -> text.startsWith("Paid 5.00 CNY to Corner Shop."), World.SOON);
      assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(5_00);
    }
  }

  /** The business day that our key of the credit has. */
  private static String businessDate(World world) {
    return world.south.businessDay().toString();
  }

  private static JsonObject reconcile(World world, Path file) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(world.api() + "/v1/reconciliations?bank=south"))
            .header("Authorization", "Bearer " + world.operatorKey)
            .POST(HttpRequest.BodyPublishers.ofFile(file))
            .build();
    String id =
        new JsonObject(http.send(request, HttpResponse.BodyHandlers.ofString()).body())
            .getString("id");
    return Awaitility.await()
        .atMost(World.SOON)
        .until(
            () -> world.operator("GET", "/v1/reconciliations/" + id, null),
            run -> !run.getString("state").equals("running"));
  }
}
