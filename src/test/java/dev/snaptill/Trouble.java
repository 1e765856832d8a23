package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World.Person;
import dev.snaptill.simulator.bank.BankSimulator;
import dev.snaptill.simulator.bank.BookEntry;
import dev.snaptill.simulator.bank.BookEntry.Kind;
import dev.snaptill.simulator.bank.Fault;
import dev.snaptill.simulator.bank.Faults.Target;
import dev.snaptill.simulator.phone.Phone;
import dev.snaptill.simulator.phone.PhoneMessage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.awaitility.Awaitility;

/** One payer, one voucher of 5.00 CNY, and what was there before. */
final class Trouble {
  static final String NOT_COMPLETED =
      "Your payment of 5.00 CNY to Corner Shop did not go through. Whatever was taken has been"
          + " given back.";
  static final String TAKES_LONGER =
      "Your payment of 5.00 CNY to Corner Shop takes longer than usual. We will tell you how it"
          + " ends; please don't pay again.";
  static final String PAID = "Paid 5.00 CNY to Corner Shop. Receipt ";
  static final String COMING = "A payment of 5.00 CNY from ";
  static final String RECEIVED = "Received 5.00 CNY from ";

  final Person payer;
  final String code;
  final String voucher;
  private final World world;
  private final long payerHad;
  private final long shopHad;
  private final long shopsLastText;
  private final int northPosted;
  private final int southPosted;

  Trouble(World world, long payerHas) throws IOException {
    this.world = world;
    payer = world.person("Ann", payerHas);
    payerHad = payerHas;
    JsonObject made = world.voucher("5.00");
    code = made.getString("code");
    voucher = made.getString("id");
    shopHad = world.south.balance(World.SHOP_ACCOUNT);
    shopsLastText = world.shop.lastId();
    northPosted = world.north.postingCount();
    southPosted = world.south.postingCount();
  }

  void pay() {
    payer.phone().sendText(code);
  }

  void awaitText(String start) {
    payer.phone().awaitText(text -> text.startsWith(start), World.SOON);
  }

  boolean payerWasTold(String start) {
    return told(payer.phone(), 0).stream().anyMatch(text -> text.startsWith(start));
  }

  void awaitPosted(Kind... kinds) {
    Awaitility.await()
        .atMost(World.SOON)
        .untilAsserted(() -> assertThat(northKinds()).containsExactly(kinds));
  }

  static void always(BankSimulator bank, Target target, String code) {
    bank.faults().sometimes(1, target, new Fault.Refuse(code));
  }

  private static List<String> told(Phone phone, long since) {
    return phone.messages().stream()
        .filter(m -> m.direction() == PhoneMessage.Direction.IN && m.id() > since)
        .map(PhoneMessage::text)
        .toList();
  }

  private static void assertTold(Phone phone, long since, String... texts) {
    Awaitility.await()
        .atMost(World.SOON)
        .untilAsserted(
            () -> assertThat(told(phone, since)).hasSizeGreaterThanOrEqualTo(texts.length));
    List<String> got = told(phone, since);
    assertThat(got).hasSize(texts.length);
    for (int i = 0; i < texts.length; i++) {
      assertThat(got.get(i)).startsWith(texts[i]);
    }
  }

  /** All that the payer has got, each by its first words. */
  void assertPayerTold(String... texts) {
    assertTold(payer.phone(), 0, texts);
  }

  void assertShopTold(String... texts) {
    assertTold(world.shop, shopsLastText, texts);
  }

  private static List<Kind> kinds(BankSimulator bank, int since) {
    List<BookEntry> all = bank.postings();
    return all.subList(since, all.size()).stream().map(BookEntry::kind).toList();
  }

  List<Kind> northKinds() {
    return kinds(world.north, northPosted);
  }

  List<Kind> southKinds() {
    return kinds(world.south, southPosted);
  }

  void assertNothingMoved() {
    assertThat(world.north.balance(payer.account())).isEqualTo(payerHad);
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(shopHad);
  }

  void assertPaidOnce() {
    assertThat(world.north.balance(payer.account())).isEqualTo(payerHad - 5_00);
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(shopHad + 5_00);
  }

  /** Taken back: money where it was, the payee never troubled, and the voucher can be paid. */
  void assertGivenBack(Kind... posted) throws IOException {
    assertNothingMoved();
    assertThat(northKinds()).containsExactly(posted);
    assertThat(southKinds()).isEmpty();
    assertShopTold();
    Person other = world.person("Bo", 5_00);
    long last = world.shop.lastId();
    assertThat(world.answerTo(other.phone(), code)).startsWith(PAID);
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(shopHad + 5_00);
    // else the next test takes it for one of its own
    world.shop.awaitText(text -> text.startsWith(RECEIVED), last, World.SOON);
  }
}
