package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World;
import dev.snaptill.simulator.bank.AccountState;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P13: before paying, both accounts are looked up and checked: expired, frozen, genuine. */
class PatentP13Test {
  @TempDir static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory, Map.of("SNAPTILL_BANKS_0_ENQUIRY", "true"));
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static void refused(World.Person payer, String code, String answer) {
    Map<String, Long> before = world.money();
    assertThat(world.answerTo(payer.phone(), code)).isEqualTo(answer);
    assertThat(world.money()).isEqualTo(before);
  }

  @Test
  void thePayersAccountClosedInOurRecords() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    world.operator(
        "POST", "/v1/parties/" + ann.id() + "/accounts/" + ann.accountId() + "/close", null);
    refused(
        ann,
        world.voucher("1.00").getString("code"),
        "Your account is closed or blocked for payments. Ask your bank. Nothing was taken.");
  }

  @Test
  void thePayerClosedInOurRecords() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    world.operator("POST", "/v1/parties/" + ann.id() + "/close", null);
    refused(
        ann,
        world.voucher("1.00").getString("code"),
        "Your registration for payments has ended. Ask your bank or Snaptill's operator. Nothing"
            + " was taken.");
  }

  @Test
  void aPayeeClosedInOurRecords() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    World.Person bo = world.person("Bo", 0);
    World.Asked asked = world.ask(bo.phone(), "REQ 3");
    world.operator("POST", "/v1/parties/" + bo.id() + "/close", null);
    refused(ann, asked.code(), "Bo no longer takes payments. Nothing was taken.");
  }

  @Test
  void aPayeesAccountClosedInOurRecords() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    World.Person bo = world.person("Bo", 0);
    World.Asked asked = world.ask(bo.phone(), "REQ 3");
    world.operator(
        "POST", "/v1/parties/" + bo.id() + "/accounts/" + bo.accountId() + "/close", null);
    refused(ann, asked.code(), "Bo can't be paid at the moment. Nothing was taken.");
  }

  @Test
  void anAccountThatTheBankHasFrozen() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    world.north.setState(ann.account(), AccountState.FROZEN);
    refused(
        ann,
        world.voucher("1.00").getString("code"),
        "Your account is closed or blocked for payments. Ask your bank. Nothing was taken.");
  }

  @Test
  void anAccountThatTheBankDoesNotKnowAnyMore() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    world.north.setState(ann.account(), AccountState.CLOSED);
    refused(
        ann,
        world.voucher("1.00").getString("code"),
        "Your bank does not know your account any more. Ask your bank. Nothing was taken.");
  }
}
