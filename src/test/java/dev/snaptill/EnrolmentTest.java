package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.simulator.phone.Phone;
import dev.snaptill.simulator.phone.PhoneMessage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People come in by consent, and numbers go from one to another. */
class EnrolmentTest {
  @TempDir static Path directory;
  private static World world;
  private static int people;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    world.stopGateway();
    assertThat(world.wrong()).isEmpty();
    world.close();
  }

  private record Invited(Phone phone, String id, String accountId) {}

  private static Invited person() throws Exception {
    people++;
    String number = "+861392%07d".formatted(people);
    String account = "622204%010d".formatted(people);
    world.north.openAccount(account, 100_00);
    Phone phone = world.phone(number, "new" + people);
    String id = world.party("person", "Cai", number);
    return new Invited(phone, id, world.account(id, "north", account));
  }

  private static String invite(Invited person) throws Exception {
    long last = person.phone().lastId();
    JsonObject mandate =
        world.operator(
            "POST",
            "/v1/parties/" + person.id() + "/invite",
            new JsonObject().put("account", person.accountId()).put("per_payment", "300.00"));
    assertThat(mandate.getString("state")).isEqualTo("invited");
    return person.phone().awaitText(text -> true, last, World.SOON).text();
  }

  @Test
  void anInvitedPersonPaysAfterItsYesAndNotBefore() throws Exception {
    Invited cai = person();
    String question = invite(cai);
    assertThat(question)
        .matches(
            "Pay by text from account 6222\\*{4}\\d{4}, up to 300.00 CNY a payment and 5000.00 CNY"
                + " a month\\? To agree reply YES \\d{6} within 5 min, or later JOIN\\.");
    String code = world.voucher("1.00").getString("code");
    assertThat(world.answerTo(cai.phone(), code)).startsWith("You have not authorised payments");
    assertThat(world.answerTo(cai.phone(), "YES " + ConfirmationTest.number(question)))
        .startsWith("Welcome. You can pay by text now:");
    assertThat(world.answerTo(cai.phone(), code)).startsWith("Paid 1.00 CNY to Corner Shop.");
    assertThat(world.answerTo(cai.phone(), "JOIN")).startsWith("You can pay by text already:");
    assertThatThrownBy(() -> invite(cai))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("409");
  }

  @Test
  void anInvitationThatHasLapsedIsTakenUpByJoin() throws Exception {
    Invited cai = person();
    String question = invite(cai);
    world.clock.advance(Duration.ofMinutes(6));
    assertThat(world.answerTo(cai.phone(), "YES " + ConfirmationTest.number(question)))
        .startsWith("This number is no longer valid");
    String again = world.answerTo(cai.phone(), "加入");
    assertThat(world.answerTo(cai.phone(), ConfirmationTest.number(again))).startsWith("Welcome.");
  }

  @Test
  void nobodyJoinsWhoWasNotInvited() throws Exception {
    Invited cai = person();
    assertThat(world.answerTo(cai.phone(), "JOIN")).startsWith("You have not authorised payments");
    assertThat(world.answerTo(world.stranger, "JOIN")).startsWith("This number is not registered");
  }

  // ---- numbers

  private static JsonObject number(String act, Phone phone) throws Exception {
    return world.operator(
        "POST", "/v1/numbers/" + act, new JsonObject().put("address", "tel:" + phone.number()));
  }

  @Test
  void aBlockedNumberGetsNoAnswerUntilItIsUnblocked() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    assertThat(number("block", ann.phone()).getString("state")).isEqualTo("blocked");
    String silent = "snaptill_messages_ended_total{outcome=\"silent\"}";
    double before = world.metric(silent);
    long last = ann.phone().lastId();
    ann.phone().sendText(world.voucher("1.00").getString("code"));
    Awaitility.await().atMost(World.SOON).until(() -> world.metric(silent) > before);
    assertThat(
            ann.phone().messages().stream()
                .filter(m -> m.id() > last && m.direction() == PhoneMessage.Direction.IN))
        .isEmpty();
    number("unblock", ann.phone());
    assertThat(world.answerTo(ann.phone(), world.voucher("1.00").getString("code")))
        .startsWith("Paid 1.00 CNY");
  }

  @Test
  void aReleasedNumberPaysFromNobodysAccountAndCanBeEnrolledAnew() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    world.answerTo(ann.phone(), "STOP");
    number("release", ann.phone());
    assertThat(world.answerTo(ann.phone(), world.voucher("1.00").getString("code")))
        .startsWith("This number is not registered");
    assertThat(world.north.account(ann.account()).orElseThrow().balance()).isEqualTo(100_00);
    String next = world.party("person", "Dan", ann.phone().number());
    String account = "6222050000000001";
    world.north.openAccount(account, 50_00);
    world.mandate(next, world.account(next, "north", account));
    assertThat(world.answerTo(ann.phone(), world.voucher("1.00").getString("code")))
        .startsWith("Paid 1.00 CNY");
    assertThat(world.north.account(account).orElseThrow().balance()).isEqualTo(49_00);
    assertThatThrownBy(() -> number("release", world.stranger)).hasMessageContaining("404");
    assertThat(world.operator("GET", "/v1/audit", null).encode())
        .contains("number.release", "number.block".substring(0, 7))
        .doesNotContain(ann.phone().number().substring(3));
  }
}
