package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World;
import dev.snaptill.value.Ids;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P2: either payee and amount stay on the server, or they travel inside the voucher and then are
 * encrypted.
 */
class PatentP02Test {
  @TempDir static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory);
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static JsonObject sealed(String amount) throws Exception {
    return world.voucher(new JsonObject().put("amount", amount).put("sealed", true));
  }

  @Test
  void aReferenceSaysNothingOfPayeeOrAmount() throws Exception {
    JsonObject voucher = world.voucher("12.50");
    assertThat(voucher.getBoolean("sealed")).isFalse();
    assertThat(voucher.getString("payload"))
        .isEqualTo("smsto:10658:" + voucher.getString("digits"));
  }

  @Test
  void aSealedVoucherCarriesThemEncryptedAndIsPaidFromAPhoto() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    JsonObject voucher = sealed("12.50");
    String token = voucher.getString("payload");
    assertThat(token).matches("ST1\\.[A-Za-z0-9_-]+");
    byte[] inside = Base64.getUrlDecoder().decode(token.substring(4));
    assertThat(new String(inside, StandardCharsets.ISO_8859_1)).doesNotContain("CNY");
    assertThat(world.answerTo(ann.phone(), "", world.picture(voucher)))
        .startsWith("Paid 12.50 CNY to Corner Shop.");
    assertThat(world.answerTo(ann.phone(), token)).startsWith("Already paid: 12.50 CNY");
  }

  @Test
  void aSealedVoucherIsPaidFromItsTextToo() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    assertThat(world.answerTo(ann.phone(), "PAY " + sealed("2.00").getString("payload")))
        .startsWith("Paid 2.00 CNY");
  }

  @Test
  void anAlteredTokenIsTold() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    String token = sealed("2.00").getString("payload");
    char changed = token.charAt(40) == 'A' ? 'B' : 'A';
    assertThat(world.answerTo(ann.phone(), token.substring(0, 40) + changed + token.substring(41)))
        .isEqualTo("This code was not made by us, or was altered. Nothing was taken.");
    assertThat(world.metric("snaptill_vouchers_validated_total{result=\"forged\"}")).isEqualTo(1);
  }

  @Test
  void aSealedVoucherCanStillBeRevoked() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    JsonObject voucher = sealed("2.00");
    world.call("POST", "/v1/vouchers/" + voucher.getString("id") + "/cancel", world.shopKey, null);
    assertThat(world.answerTo(ann.phone(), voucher.getString("payload")))
        .isEqualTo("This voucher was cancelled by its payee. Nothing was taken.");
  }

  @Test
  void aTokenOfAnOlderKeyIsStillGood() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    String before = sealed("2.00").getString("payload");
    world.rotateKeys();
    String after = sealed("3.00").getString("payload");
    assertThat(Base64.getUrlDecoder().decode(before.substring(4))[1]).isEqualTo((byte) 1);
    assertThat(Base64.getUrlDecoder().decode(after.substring(4))[1]).isEqualTo((byte) 2);
    assertThat(world.answerTo(ann.phone(), before)).startsWith("Paid 2.00 CNY");
    assertThat(world.answerTo(ann.phone(), after)).startsWith("Paid 3.00 CNY");
  }

  @Test
  void aTokenThatSaysSomethingElseThanOurRecordsIsRefusedAndAlarmed() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    JsonObject voucher = sealed("2.00");
    world.alter("UPDATE voucher SET amount = 100 WHERE id = " + Ids.parse(voucher.getString("id")));
    assertThat(world.answerTo(ann.phone(), voucher.getString("payload")))
        .isEqualTo(
            "This code does not agree with our records. Nothing was taken. Please tell the payee.");
    assertThat(world.metric("snaptill_voucher_tokens_differing_total")).isEqualTo(1);
    assertThat(world.money()).containsEntry("north " + ann.account(), 100_00L);
  }
}
