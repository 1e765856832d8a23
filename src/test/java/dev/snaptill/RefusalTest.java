package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World.Person;
import dev.snaptill.qr.QrDrawing;
import dev.snaptill.simulator.bank.AccountState;
import dev.snaptill.simulator.bank.Fault;
import dev.snaptill.simulator.bank.Faults.Target;
import dev.snaptill.simulator.mmsc.Picture;
import dev.snaptill.simulator.phone.Phone;
import dev.snaptill.simulator.phone.PhoneMessage;
import dev.snaptill.voucher.VoucherCodes;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is refused is refused in plain words, and moves nothing. */
class RefusalTest {
  @TempDir static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory);
    // far from midnight: limits by the day must not begin anew between two payments
    world.toMorning();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static void refused(Phone phone, String text, String answer) {
    Map<String, Long> before = world.money();
    assertThat(world.answerTo(phone, text)).isEqualTo(answer);
    assertThat(world.money()).isEqualTo(before);
  }

  private static String code(String amount) throws Exception {
    return world.voucher(amount).getString("code");
  }

  private static void close(String party, String account) throws Exception {
    world.operator("POST", "/v1/parties/" + party + "/accounts/" + account + "/close", null);
  }

  // ---- codes

  @Test
  void aCodeThatNeverWas() throws Exception {
    Person payer = world.person("Ann", 100_00);
    refused(
        payer.phone(),
        VoucherCodes.spaced(wrong(0)),
        "This code is not valid. Check the 14 digits and send them again. Nothing was taken.");
  }

  @Test
  void aMistypedCodeIsToldTheSameAndCostsNoneOfTheTries() throws Exception {
    Person payer = world.person("Ann", 100_00);
    String code = code("1.00");
    char wrong = code.charAt(3) == '9' ? '0' : (char) (code.charAt(3) + 1);
    String mistyped = code.substring(0, 3) + wrong + code.substring(4);
    for (int i = 0; i < 6; i++) {
      refused(
          payer.phone(),
          mistyped,
          "This code is not valid. Check the 14 digits and send them again. Nothing was taken.");
    }
    assertThat(world.answerTo(payer.phone(), code)).startsWith("Paid 1.00 CNY");
  }

  @Test
  void anExpiredVoucher() throws Exception {
    Person payer = world.person("Ann", 100_00);
    String code =
        world
            .voucher(new JsonObject().put("amount", "1.00").put("expires_in", 60))
            .getString("code");
    world.clock.advance(Duration.ofSeconds(61));
    refused(payer.phone(), code, "This voucher has expired. Ask for a new one. Nothing was taken.");
  }

  @Test
  void aCancelledVoucher() throws Exception {
    Person payer = world.person("Ann", 100_00);
    JsonObject voucher = world.voucher("1.00");
    world.call("POST", "/v1/vouchers/" + voucher.getString("id") + "/cancel", world.shopKey, null);
    refused(
        payer.phone(),
        voucher.getString("code"),
        "This voucher was cancelled by its payee. Nothing was taken.");
  }

  @Test
  void aPaidVoucherIsToldAgainToItsPayerAndIsUsedForAllOthers() throws Exception {
    Person payer = world.person("Ann", 100_00);
    Person other = world.person("Bo", 100_00);
    String code = code("2.00");
    String paid = world.answerTo(payer.phone(), code);
    String receipt = paid.substring(paid.indexOf("Receipt "));
    refused(
        payer.phone(),
        code,
        "Already paid: 2.00 CNY to Corner Shop. " + receipt + " Nothing was taken again.");
    refused(other.phone(), code, "This voucher has already been used. Nothing was taken.");
  }

  @Test
  void aPaidVoucherIsToldAgainEvenWhenItHasExpired() throws Exception {
    Person payer = world.person("Ann", 100_00);
    String code =
        world
            .voucher(new JsonObject().put("amount", "2.00").put("expires_in", 60))
            .getString("code");
    String paid = world.answerTo(payer.phone(), code);
    String receipt = paid.substring(paid.indexOf("Receipt "));
    world.clock.advance(Duration.ofSeconds(61));
    refused(
        payer.phone(),
        code,
        "Already paid: 2.00 CNY to Corner Shop. " + receipt + " Nothing was taken again.");
  }

  @Test
  void onesOwnVoucher() throws Exception {
    Person payer = world.person("Ann", 100_00);
    World.Asked asked = world.ask(payer.phone(), "REQ 10");
    refused(payer.phone(), asked.code(), "This voucher pays yourself. Nothing was taken.");
  }

  // ---- amounts and limits

  @Test
  void moreThanGoesAtAll() throws Exception {
    Person payer = world.person("Ann", 5000_00);
    world.mandate(payer, new JsonObject().put("per_payment", "2000.00").put("per_day", "2000.00"));
    Map<String, Long> before = world.money();
    assertThat(world.answerTo(payer.phone(), code("1000.01"))).endsWith("Nothing was taken.");
    assertThat(world.money()).isEqualTo(before);
  }

  @Test
  void moreThanThePayersOwnLimits() throws Exception {
    Person payer = world.person("Ann", 1000_00);
    world.mandate(payer, new JsonObject().put("per_payment", "50.00").put("per_day", "80.00"));
    refused(
        payer.phone(),
        code("50.01"),
        "This payment of 50.01 CNY is over your limit. Nothing was taken.");
    assertThat(world.answerTo(payer.phone(), code("50.00"))).startsWith("Paid 50.00 CNY");
    refused(
        payer.phone(),
        code("30.01"),
        "30.01 CNY more would be over your limit for a day. Nothing was taken.");
    assertThat(world.answerTo(payer.phone(), code("30.00"))).startsWith("Paid 30.00 CNY");
  }

  @Test
  void moreOftenADayThanThePayerAllows() throws Exception {
    Person payer = world.person("Ann", 100_00);
    world.mandate(payer, new JsonObject().put("per_day_count", 1));
    assertThat(world.answerTo(payer.phone(), code("1.00"))).startsWith("Paid 1.00 CNY");
    refused(
        payer.phone(),
        code("1.00"),
        "You have made as many payments today as your limit allows. Nothing was taken.");
  }

  // ---- who pays, who is paid

  @Test
  void aSenderWhoIsNotRegistered() throws Exception {
    refused(
        world.stranger,
        code("1.00"),
        "This number is not registered for payments. Ask your bank or Snaptill's operator to"
            + " register it. Nothing was taken.");
  }

  @Test
  void aPayerWithoutAMandate() throws Exception {
    Person payer = world.person("Ann", 100_00);
    world.mandate(payer, new JsonObject().put("state", "ended"));
    refused(
        payer.phone(),
        code("1.00"),
        "You have not authorised payments from your account yet. Ask your bank or Snaptill's"
            + " operator. Nothing was taken.");
  }

  @Test
  void aSenderTheCarrierDoesNotVouchForIsAskedFirst() throws Exception {
    Person payer = world.person("Ann", 100_00);
    String code = code("1.00");
    world.restart(Map.of("SNAPTILL_CARRIERS_0_TRUST", "weak"));
    Map<String, Long> before = world.money();
    assertThat(world.answerTo(payer.phone(), code))
        .startsWith("Pay 1.00 CNY to Corner Shop? Reply YES ");
    assertThat(world.money()).isEqualTo(before);
    world.restart();
    assertThat(world.answerTo(payer.phone(), code)).startsWith("Paid 1.00 CNY");
  }

  @Test
  void aPayersClosedAccount() throws Exception {
    Person payer = world.person("Ann", 100_00);
    close(payer.id(), payer.accountId());
    refused(
        payer.phone(),
        code("1.00"),
        "Your account is closed or blocked for payments. Ask your bank. Nothing was taken.");
  }

  @Test
  void aPayerWhoseBankHasClosedOrFrozenTheAccount() throws Exception {
    Person payer = world.person("Ann", 100_00);
    world.north.setState(payer.account(), AccountState.CLOSED);
    refused(
        payer.phone(),
        code("1.00"),
        "Your bank does not know your account any more. Ask your bank. Nothing was taken.");
    world.north.setState(payer.account(), AccountState.FROZEN);
    refused(
        payer.phone(),
        code("1.00"),
        "Your account is closed or blocked for payments. Ask your bank. Nothing was taken.");
  }

  @Test
  void aPayeesClosedAccount() throws Exception {
    Person payer = world.person("Ann", 100_00);
    String code = code("1.00");
    close(world.shopId, world.shopAccountId);
    try {
      refused(payer.phone(), code, "Corner Shop can't be paid at the moment. Nothing was taken.");
    } finally {
      world.operator(
          "POST",
          "/v1/parties/" + world.shopId + "/accounts/" + world.shopAccountId + "/open",
          null);
    }
  }

  @Test
  void aPayeeWhoseBankHasClosedTheAccountGetsNothingAndThePayersMoneyComesBack() throws Exception {
    Person payer = world.person("Ann", 100_00);
    String code = code("1.00");
    world.south.setState(World.SHOP_ACCOUNT, AccountState.CLOSED);
    try {
      refused(
          payer.phone(),
          code,
          "Your payment of 1.00 CNY to Corner Shop did not go through. Whatever was taken has"
              + " been given back.");
    } finally {
      world.south.setState(World.SHOP_ACCOUNT, AccountState.OPEN);
    }
    // and the voucher is good again
    assertThat(world.answerTo(payer.phone(), code)).startsWith("Paid 1.00 CNY");
  }

  // ---- what the bank says

  @Test
  void moreThanIsInTheAccount() throws Exception {
    Person payer = world.person("Ann", 99);
    refused(
        payer.phone(),
        code("1.00"),
        "Not enough money in your account for 1.00 CNY to Corner Shop. Nothing was taken.");
  }

  @Test
  void moreThanTheBankAllows() throws Exception {
    Person payer = world.person("Ann", 100_00);
    world.north.setLimit(payer.account(), 50);
    refused(
        payer.phone(),
        code("1.00"),
        "Your bank's limit does not allow 1.00 CNY to Corner Shop. Nothing was taken.");
  }

  @Test
  void whatTheBankRefusesWithoutSayingWhy() throws Exception {
    Person payer = world.person("Ann", 100_00);
    String code = code("1.00");
    world.north.faults().next(1, Target.DEBIT, new Fault.Refuse("05"));
    refused(payer.phone(), code, "Your bank refused 1.00 CNY to Corner Shop. Nothing was taken.");
    assertThat(world.answerTo(payer.phone(), code)).startsWith("Paid 1.00 CNY");
  }

  @Test
  void aBankThatCannotBeReached() throws Exception {
    Person payer = world.person("Ann", 100_00);
    String code = code("1.00");
    String unreachable = "The bank can't be reached. Nothing was taken. Please try again later.";
    world.south.goDown(Duration.ofMinutes(10));
    world.awaitReady(false);
    refused(payer.phone(), code, unreachable);
    world.south.comeBack();
    world.awaitReady(true);
    world.north.faults().next(1, Target.DEBIT, new Fault.Refuse("91"));
    refused(payer.phone(), code, unreachable);
    assertThat(world.answerTo(payer.phone(), code)).startsWith("Paid 1.00 CNY");
  }

  // ---- texts

  @Test
  void textsThatSayNothing() throws Exception {
    Person payer = world.person("Ann", 100_00);
    refused(
        payer.phone(),
        "  ",
        "Your message was empty. Send the 14 digits of a voucher, or a photo of its code.");
    refused(
        payer.phone(),
        "what a nice day",
        "Not understood. Send a voucher's 14 digits or photo to pay, REQ 10 lunch to be paid, HELP"
            + " for help.");
    refused(payer.phone(), "今天天气真好", "未能识别。付款请发14位付款码或照片，收款请发：收款 10 午饭，帮助请发 HELP。");
    refused(
        payer.phone(),
        "help",
        "Pay: send a voucher's 14 digits or a photo of its code. Be paid: REQ 10 lunch. More: CHECK,"
            + " REFUND, SUBS, HISTORY, LIMIT, ADD, LANG zh, STOP. No fee.");
  }

  // ---- pictures

  private static void refused(Phone phone, Picture picture, String answer) {
    Map<String, Long> before = world.money();
    assertThat(world.answerTo(phone, "", picture)).isEqualTo(answer);
    assertThat(world.money()).isEqualTo(before);
  }

  private static Picture jpeg(byte[] octets) {
    return new Picture("photo.jpg", "image/jpeg", octets);
  }

  private static byte[] grey(int side, String format) throws Exception {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  @Test
  void aPhotoWithoutACode() throws Exception {
    Person payer = world.person("Ann", 100_00);
    refused(
        payer.phone(),
        jpeg(grey(300, "jpeg")),
        "No code found in your photo. Go closer, with more light, and keep phone and code flat; or"
            + " send the 14 digits.");
  }

  @Test
  void aPhotoOfSomebodyElsesCode() throws Exception {
    Person payer = world.person("Ann", 100_00);
    refused(
        payer.phone(),
        new Picture("menu.png", "image/png", QrDrawing.of("https://menu.example/7").png(8)),
        "The code in your photo is not a payment voucher. Nothing was taken.");
  }

  @Test
  void aPhotoOfACodeThatNeverWas() throws Exception {
    Person payer = world.person("Ann", 100_00);
    byte[] png = QrDrawing.of("smsto:10658:" + wrong(77)).png(8);
    refused(
        payer.phone(),
        new Picture("forged.png", "image/png", png),
        "This code is not valid. Check the 14 digits and send them again. Nothing was taken.");
  }

  @Test
  void picturesThatAreTooBig() throws Exception {
    Person payer = world.person("Ann", 100_00);
    String tooBig = "Your picture is too big. Send a smaller one, or the 14 digits.";
    byte[] heavy = Arrays.copyOf(grey(300, "jpeg"), 2 * 1024 * 1024 + 1);
    refused(payer.phone(), jpeg(heavy), tooBig);
    refused(payer.phone(), new Picture("wide.png", "image/png", grey(4100, "png")), tooBig);
  }

  @Test
  void picturesThatCannotBeRead() throws Exception {
    Person payer = world.person("Ann", 100_00);
    byte[] heic = Arrays.copyOf("\0\0\0\u0018ftypheic\0\0\0\0".getBytes("ISO-8859-1"), 4000);
    String unknown = "This kind of picture can't be read. Send a JPEG or PNG, or the 14 digits.";
    refused(payer.phone(), new Picture("IMG_1.HEIC", "image/heic", heic), unknown);
    refused(payer.phone(), jpeg(heic), unknown);
    byte[] broken = Arrays.copyOf(grey(300, "png"), 60);
    refused(
        payer.phone(),
        new Picture("photo.png", "image/png", broken),
        "Your picture can't be opened. Take it again, or send the 14 digits.");
  }

  @Test
  void aMultimediaMessageWithNothingInIt() throws Exception {
    Person payer = world.person("Ann", 100_00);
    assertThat(world.answerTo(payer.phone(), "", new Picture[0]))
        .isEqualTo(
            "Your message was empty. Send the 14 digits of a voucher, or a photo of its code.");
  }

  // ---- guessing

  @Test
  void fiveWrongCodesBlockTheSenderForAnHour() throws Exception {
    Person payer = world.person("Ann", 100_00);
    String good = code("1.00");
    wrongCodes(payer, 1, 4);
    refused(payer.phone(), wrong(5), "Too many wrong codes. You can try again in 60 minutes.");
    silent(payer, good);
    silent(payer, "HELP");
    world.restart();
    silent(payer, good);
    world.clock.advance(Duration.ofMinutes(50));
    silent(payer, good);
    world.clock.advance(Duration.ofMinutes(10));
    assertThat(world.answerTo(payer.phone(), good)).startsWith("Paid 1.00 CNY");
    assertThat(
            payer.phone().messages().stream()
                .filter(m -> m.direction() == PhoneMessage.Direction.IN)
                .map(m -> m.text().substring(0, 4)))
        .containsExactly("This", "This", "This", "This", "Too ", "Paid");
  }

  @Test
  void tenWrongCodesADayBlockTheSenderUntilAnOperatorLiftsIt() throws Exception {
    Person payer = world.person("Ann", 100_00);
    wrongCodes(payer, 11, 14);
    refused(payer.phone(), wrong(15), "Too many wrong codes. You can try again in 60 minutes.");
    world.clock.advance(Duration.ofHours(1));
    wrongCodes(payer, 16, 19);
    refused(
        payer.phone(),
        wrong(20),
        "Too many wrong codes today. Your number can't pay until Snaptill's operator allows it"
            + " again.");
    world.clock.advance(Duration.ofDays(3));
    String good = code("1.00");
    silent(payer, good);
    world.restart();
    silent(payer, good);
    world.operator(
        "POST",
        "/v1/numbers/unblock",
        new JsonObject().put("address", "tel:" + payer.phone().number()));
    assertThat(world.answerTo(payer.phone(), good)).startsWith("Paid 1.00 CNY");
  }

  private static void wrongCodes(Person payer, int from, int to) {
    for (int i = from; i <= to; i++) {
      refused(
          payer.phone(),
          wrong(i),
          "This code is not valid. Check the 14 digits and send them again. Nothing was taken.");
    }
  }

  /** A blocked sender gets no answer. */
  private static void silent(Person person, String text) throws Exception {
    String silent = "snaptill_messages_ended_total{outcome=\"silent\"}";
    Map<String, Long> before = world.money();
    double ended = world.metric(silent);
    long last = person.phone().lastId();
    assertThat(person.phone().sendText(text)).succeedsWithin(World.SOON);
    Awaitility.await().atMost(World.SOON).until(() -> world.metric(silent) > ended);
    assertThat(
            person.phone().messages().stream()
                .filter(m -> m.id() > last && m.direction() == PhoneMessage.Direction.IN))
        .isEmpty();
    assertThat(world.money()).isEqualTo(before);
  }

  /** A code that checks and belongs to no voucher. */
  private static String wrong(int number) {
    String digits = "%012d".formatted(123_456_789_000L + number);
    return digits + VoucherCodes.checkDigits(digits);
  }
}
