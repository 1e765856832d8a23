package dev.snaptill.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.command.Command.Limit.Span;
import dev.snaptill.value.Address;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Reference;
import dev.snaptill.voucher.VoucherCodes;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GrammarTest {
  private static final Grammar GRAMMAR = new Grammar("CNY");
  private static final String CODE = "123456789012" + VoucherCodes.checkDigits("123456789012");
  private static final String WRONG = "12345678901200";

  private static Command.Request yuan(String amount, String note) {
    return new Command.Request(Money.parse(amount, "CNY").orElseThrow(), note);
  }

  private static Money cny(String amount) {
    return Money.parse(amount, "CNY").orElseThrow();
  }

  private static Command.Request to(String note, String payer) {
    return new Command.Request(cny("10"), note, Address.tel(payer));
  }

  private static String fullWidth(String digits) {
    StringBuilder out = new StringBuilder();
    digits.chars().forEach(c -> out.append((char) (c - '0' + '０')));
    return out.toString();
  }

  static Stream<Arguments> texts() {
    Command pay = new Command.Pay(new Reference.Code(CODE));
    Command help = new Command.Help();
    Command unclear = new Command.NotUnderstood();
    return Stream.of(
        // fourteen digits are a code, however they are written
        Arguments.of(CODE, pay),
        Arguments.of("  " + VoucherCodes.spaced(CODE) + "\n", pay),
        Arguments.of(CODE.replaceAll("(.{4})(?!$)", "$1-"), pay),
        Arguments.of(CODE.replaceAll("(.{4})(?!$)", "$1–"), pay),
        Arguments.of(fullWidth(CODE), pay),
        Arguments.of("PAY " + CODE, pay),
        Arguments.of("pay" + CODE, pay),
        Arguments.of("Pay: " + VoucherCodes.spaced(CODE), pay),
        Arguments.of("付款 " + CODE, pay),
        Arguments.of("付款：" + fullWidth(CODE), pay),
        Arguments.of("付" + CODE, pay),
        Arguments.of("smsto:10658:" + CODE, pay),
        // a slip of the finger
        Arguments.of(WRONG, new Command.Mistyped()),
        Arguments.of("PAY " + WRONG, new Command.Mistyped()),
        Arguments.of("1234567890123", new Command.Mistyped()),
        Arguments.of("123456789012345", new Command.Mistyped()),
        // asking for money
        Arguments.of("REQ 10 lunch", yuan("10", "lunch")),
        Arguments.of("req 10.50", yuan("10.50", "")),
        Arguments.of("Request 10 Lunch with Bob", yuan("10", "Lunch with Bob")),
        Arguments.of("REQ10 tea", yuan("10", "tea")),
        Arguments.of("收款 10 午饭", yuan("10", "午饭")),
        Arguments.of("收款10元 午饭", yuan("10", "午饭")),
        Arguments.of("收款：１２．５ 茶", yuan("12.5", "茶")),
        Arguments.of("REQ ¥10", yuan("10", "")),
        Arguments.of("REQ 10  a  b ", yuan("10", "a  b")),
        // a bare amount has at most five whole digits
        Arguments.of("10", yuan("10", "")),
        Arguments.of("10元", yuan("10", "")),
        Arguments.of("￥99999", yuan("99999", "")),
        Arguments.of("１０", yuan("10", "")),
        Arguments.of("٣٠", yuan("30", "")),
        Arguments.of("1234567", unclear),
        Arguments.of("0", unclear),
        // no amount
        Arguments.of("REQ 0", new Command.BadAmount()),
        Arguments.of("REQ ten", new Command.BadAmount()),
        Arguments.of("REQ 12345678901", new Command.BadAmount()),
        Arguments.of("REQ 1.005", new Command.BadAmount()),
        Arguments.of("收款 很多", new Command.BadAmount()),
        // once more
        Arguments.of("AGAIN 42", new Command.Again(42)),
        Arguments.of("again42", new Command.Again(42)),
        Arguments.of("再次 ４２", new Command.Again(42)),
        Arguments.of("AGAIN 4", unclear),
        // what the payer chooses to pay
        Arguments.of(CODE + " 12.50", new Command.Pay(new Reference.Code(CODE), cny("12.50"))),
        Arguments.of("PAY " + CODE + " 5元", new Command.Pay(new Reference.Code(CODE), cny("5"))),
        Arguments.of(CODE + " 0", new Command.Mistyped()),
        // one payer's voucher
        Arguments.of("REQ 10 TO +8613800000002", to("", "+8613800000002")),
        Arguments.of("req 10 lunch to +86 138 0000 0002", to("lunch", "+8613800000002")),
        Arguments.of("REQ 10 to 13800000002 lunch", to("lunch", "+8613800000002")),
        Arguments.of("收款 10 午饭 向 １３８００００000２", to("午饭", "+8613800000002")),
        Arguments.of("收款 10元 向+8613800000002", to("", "+8613800000002")),
        Arguments.of("REQ 10 TO 123456", new Command.BadNumber()),
        Arguments.of("REQ 10 tickets to Rome", yuan("10", "tickets to Rome")),
        Arguments.of("REQ 10 TO", yuan("10", "TO")),
        // exactly six digits are a one-time number
        Arguments.of("482193", new Command.Yes("482193", true)),
        Arguments.of("４８２ 193", new Command.Yes("482193", true)),
        Arguments.of("YES 482193", new Command.Yes("482193", false)),
        Arguments.of("yes482193", new Command.Yes("482193", false)),
        Arguments.of("是 ４８２１９３", new Command.Yes("482193", false)),
        Arguments.of("Yes", new Command.Yes(null, false)),
        Arguments.of("YES 48219", new Command.Yes(null, false)),
        Arguments.of("yes please", unclear),
        Arguments.of("yesterday", unclear),
        Arguments.of("NO", new Command.No(null)),
        Arguments.of("no 482193", new Command.No("482193")),
        Arguments.of("取消", new Command.No(null)),
        Arguments.of("no thanks", unclear),
        // receipts
        Arguments.of("CHECK 5J2K-8WQD-0Z3A-47", new Command.Check("5J2K-8WQD-0Z3A-47")),
        Arguments.of("check 5j2k 8wqd 0z3a 47", new Command.Check("5J2K8WQD0Z3A47")),
        Arguments.of("查5J2K-8WQD-0Z3A-47", new Command.Check("5J2K-8WQD-0Z3A-47")),
        Arguments.of("check mate", unclear),
        Arguments.of("REFUND 5J2K-8WQD-0Z3A-47", new Command.Refund("5J2K-8WQD-0Z3A-47", null)),
        Arguments.of(
            "refund 5j2k-8wqd-0z3a-47 2.50", new Command.Refund("5J2K-8WQD-0Z3A-47", cny("2.50"))),
        Arguments.of("退款 5J2K-8WQD-0Z3A-47 3元", new Command.Refund("5J2K-8WQD-0Z3A-47", cny("3"))),
        Arguments.of("REFUND 5J2K-8WQD-0Z3A-47 all", new Command.BadAmount()),
        Arguments.of("REFUND", unclear),
        // subscriptions
        Arguments.of("SUB " + CODE, new Command.Subscribe(new Reference.Code(CODE))),
        Arguments.of("订阅" + CODE, new Command.Subscribe(new Reference.Code(CODE))),
        Arguments.of("SUBS", new Command.Subscriptions()),
        Arguments.of("我的订阅", new Command.Subscriptions()),
        Arguments.of("CANCEL SUB 2", new Command.CancelSubscription(2)),
        Arguments.of("取消订阅２", new Command.CancelSubscription(2)),
        Arguments.of("pause sub #1", new Command.PauseSubscription(1)),
        Arguments.of("Resume Sub 1", new Command.ResumeSubscription(1)),
        Arguments.of("CANCEL SUB 0", unclear),
        // about oneself
        Arguments.of("History", new Command.History()),
        Arguments.of("账单", new Command.History()),
        Arguments.of("LIMIT", new Command.Limit(Span.PAYMENT, null)),
        Arguments.of("limit 50", new Command.Limit(Span.PAYMENT, cny("50"))),
        Arguments.of("LIMIT DAY 500", new Command.Limit(Span.DAY, cny("500"))),
        Arguments.of("限额 每月 2000元", new Command.Limit(Span.MONTH, cny("2000"))),
        Arguments.of("LIMIT much", new Command.BadAmount()),
        Arguments.of("STOP", new Command.Stop()),
        Arguments.of("stop.", new Command.Stop()),
        Arguments.of("退订", new Command.Stop()),
        Arguments.of("START", new Command.Start()),
        Arguments.of("LANG zh", new Command.Language("zh")),
        Arguments.of("lang English", new Command.Language("en")),
        Arguments.of("语言 中文", new Command.Language("zh")),
        Arguments.of("LANG fr", unclear),
        Arguments.of("ADD +8613900000003", new Command.Add(Address.tel("+8613900000003"))),
        Arguments.of("绑定 139 0000 0003", new Command.Add(Address.tel("+8613900000003"))),
        Arguments.of("ADD +1 650 253 0000", new Command.Add(Address.tel("+16502530000"))),
        Arguments.of("ADD 12345", new Command.BadNumber()),
        Arguments.of("add me", unclear),
        Arguments.of("JOIN", new Command.Join()),
        // help
        Arguments.of("HELP", help),
        Arguments.of("ＨＥＬＰ", help),
        Arguments.of("帮助", help),
        Arguments.of("?", help),
        Arguments.of("？", help),
        Arguments.of("info", help),
        // everything else
        Arguments.of("", new Command.Empty()),
        Arguments.of(" \t\n　", new Command.Empty()),
        Arguments.of("PAY", unclear),
        Arguments.of("REQ", unclear),
        Arguments.of("requiem mass at ten", unclear),
        Arguments.of("hello", unclear),
        Arguments.of("你好", unclear));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void understands(String text, Command command) {
    assertThat(GRAMMAR.parse(text)).isEqualTo(command);
  }

  @Property
  void anyTextIsACommand(@ForAll String text) {
    assertThat(GRAMMAR.parse(text)).isNotNull();
  }

  @Property
  void anyMixOfItsOwnWordsIsACommand(@ForAll("babble") String text) {
    Command command = GRAMMAR.parse(text);
    assertThat(command).isNotNull();
    if (command instanceof Command.Pay pay) {
      assertThat(pay.voucher())
          .isInstanceOfSatisfying(
              Reference.Code.class,
              code -> assertThat(VoucherCodes.checks(code.digits())).isTrue());
    }
    if (command instanceof Command.Request request) {
      assertThat(request.amount().isPositive()).isTrue();
      assertThat(request.note().length()).isLessThanOrEqualTo(120);
    }
  }

  @Provide
  Arbitrary<String> babble() {
    Arbitrary<String> words =
        Arbitraries.of(
            "pay",
            "付款",
            "req",
            "REQUEST",
            "收款",
            "again",
            "再次",
            "help",
            "10",
            "0.5",
            "元",
            "¥",
            " ",
            "\n",
            "-",
            ".",
            ":",
            CODE,
            WRONG,
            "😀",
            "İ",
            "\ud800",
            "smsto:10658:",
            "yes",
            "482193",
            "limit",
            "refund",
            "5J2K-8WQD-0Z3A-47",
            "sub",
            "cancel sub",
            "to",
            "+8613800000002",
            "向",
            "1234 ");
    return Combinators.combine(words.list().ofMaxSize(8), Arbitraries.of("", " "))
        .as((list, between) -> String.join(between, list));
  }

  @Test
  void aVeryLongTextIsReadInNoTime() {
    // of the processor: how long others had it says nothing
    ThreadMXBean processor = ManagementFactory.getThreadMXBean();
    long before = processor.getCurrentThreadCpuTime();
    for (String part :
        new String[] {
          "1", "1 ", "1-.", "a", "REQ 1 ", "REQ 1 to 1", "ADD 1(", "yes 1 ", "ﷺ", "\ud83d\ude00"
        }) {
      assertThat(GRAMMAR.parse(part.repeat(300_000))).isNotNull();
    }
    assertThat(Duration.ofNanos(processor.getCurrentThreadCpuTime() - before))
        .isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void aNoteIsCutBetweenCharacters() {
    Command command = GRAMMAR.parse("REQ 10 " + "😀".repeat(100));
    assertThat(((Command.Request) command).note()).isEqualTo("😀".repeat(60));
  }
}
