package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudhopper.smpp.SmppBindType;
import dev.snaptill.World;
import dev.snaptill.World.Asked;
import dev.snaptill.World.Person;
import dev.snaptill.channel.smpp.Esme;
import dev.snaptill.simulator.mmsc.Picture;
import dev.snaptill.simulator.phone.Camera;
import dev.snaptill.simulator.phone.PhoneMessage;
import dev.snaptill.simulator.phone.Shot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P9, the part of SMS and MMS: by whichever of them the payer sends the voucher, it is paid. */
class PatentP09Test {
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

  private static int uses(JsonObject voucher) throws Exception {
    return world
        .call("GET", "/v1/vouchers/" + voucher.getString("id"), world.shopKey, null)
        .getInteger("uses");
  }

  private static JsonObject poster() throws Exception {
    return world.voucher(new JsonObject().put("amount", "7.50").put("unlimited_uses", true));
  }

  private static void assertPaid(String answer, Person payer) {
    assertThat(answer).startsWith("Paid 7.50 CNY to Corner Shop. Receipt ");
    assertThat(world.north.balance(payer.account())).isEqualTo(92_50);
  }

  @Test
  void oneVoucherIsPaidBySmsByForwardedMmsAndByAPhoto() throws Exception {
    JsonObject voucher = poster();
    long shopHad = world.south.balance(World.SHOP_ACCOUNT);

    Person bySms = world.person("Ann", 100_00);
    assertPaid(world.answerTo(bySms.phone(), voucher.getString("code")), bySms);

    Person byForwarding = world.person("Bo", 100_00);
    Picture shown = world.picture(voucher);
    world.shop.sendPicture(byForwarding.phone().number(), "Lunch, 7.50", java.util.List.of(shown));
    PhoneMessage got = byForwarding.phone().awaitPicture(0, World.SOON);
    assertPaid(
        world.answerTo(byForwarding.phone(), got.text(), got.pictures().get(0)), byForwarding);

    Person byPhoto = world.person("Cai", 100_00);
    assertPaid(
        world.answerTo(byPhoto.phone(), "", Camera.photograph(shown, Shot.good().rotated(12))),
        byPhoto);

    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(shopHad + 3 * 7_50);
    assertThat(uses(voucher)).isEqualTo(3);
  }

  @Test
  void whatAPersonAskedForBySmsIsPaidByMmsAndTheOtherWayRound() throws Exception {
    Person payee = world.person("Li", 0);
    Person payer = world.person("Ann", 100_00);
    Asked first = world.ask(payee.phone(), "REQ 7.50 lunch");
    assertThat(world.answerTo(payer.phone(), "", first.picture().pictures().get(0)))
        .startsWith("Paid 7.50 CNY to Li.");
    Asked second = world.ask(payee.phone(), "REQ 2.50 coffee");
    assertThat(world.answerTo(payer.phone(), second.code())).startsWith("Paid 2.50 CNY to Li.");
    assertThat(world.north.balance(payee.account())).isEqualTo(10_00);
  }

  @Test
  void aVoucherForOneOfThemIsNotPaidByTheOther() throws Exception {
    Person payer = world.person("Ann", 100_00);
    JsonObject voucher =
        world.voucher(
            new JsonObject().put("amount", "7.50").put("channels", new JsonArray().add("mms")));
    assertThat(world.answerTo(payer.phone(), voucher.getString("code"))).doesNotContain("Paid");
    assertThat(world.north.balance(payer.account())).isEqualTo(100_00);
    assertPaid(world.answerTo(payer.phone(), "", world.picture(voucher)), payer);
  }

  /** Each form, by SMS, by MMS and over an aggregator that binds to us: all at one moment. */
  @Test
  void everyFormByEveryWayAtOnceIsPaidByEachOfItsSenders() throws Exception {
    JsonObject voucher = poster();
    long shopHad = world.south.balance(World.SHOP_ACCOUNT);
    List<Person> bySms = new ArrayList<>();
    List<Person> byMms = new ArrayList<>();
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, Picture> pictures = new LinkedHashMap<>();
    for (String form : List.of("link", "smsto", "token", "emv", "digits")) {
      bySms.add(world.person("Ann", 100_00));
      byMms.add(world.person("Bo", 100_00));
      byte[] text = world.code(voucher, "code.txt", "form=" + form);
      texts.put(form, new String(text, StandardCharsets.UTF_8));
      byte[] png = world.code(voucher, "code.png", "form=" + form);
      pictures.put(form, new Picture("code.png", "image/png", png));
    }
    Person byAggregator = world.person("Cai", 100_00);
    try (Esme aggregator =
        new Esme(world.listenerPort(), SmppBindType.TRANSCEIVER, "agg", "letmein")) {
      int sender = 0;
      for (String form : texts.keySet()) {
        bySms.get(sender).phone().sendText(texts.get(form));
        byMms.get(sender++).phone().sendPicture("", pictures.get(form));
      }
      aggregator.submit(
          byAggregator.phone().number().substring(1), "10658", voucher.getString("code"));
      assertPaid(aggregator.nextText(), byAggregator);
    }
    for (List<Person> senders : List.of(bySms, byMms)) {
      for (Person payer : senders) {
        assertPaid(payer.phone().awaitText(text -> true, World.SOON).text(), payer);
      }
    }
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(shopHad + 11 * 7_50);
    assertThat(uses(voucher)).isEqualTo(11);
  }

  /** Digits by SMS and the photo by MMS, sent at once: carriers deliver in any order. */
  @Test
  void oneUseSentByBothAtOnceIsPaidOnce() throws Exception {
    Person payer = world.person("Ann", 100_00);
    JsonObject voucher = world.voucher("7.50");
    payer.phone().sendPicture("", world.picture(voucher));
    payer.phone().sendText(voucher.getString("code"));
    payer.phone().awaitText(text -> text.startsWith("Paid 7.50 CNY"), World.SOON);
    org.awaitility.Awaitility.await()
        .atMost(World.SOON)
        .until(
            () ->
                payer.phone().messages().stream()
                        .filter(m -> m.direction() == PhoneMessage.Direction.IN)
                        .count()
                    == 2);
    assertThat(world.north.balance(payer.account())).isEqualTo(92_50);
  }

  /**
   * The same voucher in two forms at one instant is one voucher: whoever may pay it often is asked
   * before the second time.
   */
  @Test
  void manyUsesSentInTwoFormsAtOnceArePaidOnceUnlessThePayerSaysAgain() throws Exception {
    for (int round = 0; round < 5; round++) {
      Person payer = world.person("Ann", 100_00);
      JsonObject voucher = poster();
      String link =
          new String(
              world.code(voucher, "code.txt", "form=link"),
              java.nio.charset.StandardCharsets.UTF_8);
      String token =
          new String(
              world.code(voucher, "code.txt", "form=token"),
              java.nio.charset.StandardCharsets.UTF_8);
      payer.phone().sendText(voucher.getString("code"));
      payer.phone().sendText(link);
      payer.phone().sendText(token);
      org.awaitility.Awaitility.await()
          .atMost(World.SOON)
          .until(
              () ->
                  payer.phone().messages().stream()
                          .filter(m -> m.direction() == PhoneMessage.Direction.IN)
                          .count()
                      == 3);
      assertThat(
              payer.phone().messages().stream()
                  .filter(m -> m.direction() == PhoneMessage.Direction.IN)
                  .filter(m -> m.text().startsWith("Paid 7.50 CNY")))
          .hasSize(1);
      assertThat(world.north.balance(payer.account())).isEqualTo(92_50);
    }
  }
}
