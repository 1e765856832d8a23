package dev.snaptill.command;

import dev.snaptill.command.Command.Limit.Span;
import dev.snaptill.settlement.ReceiptToken;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Payload;
import dev.snaptill.voucher.Reference;
import dev.snaptill.voucher.VoucherCodes;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One grammar for what people type, English and Chinese: a table of forms, of which the first that
 * fits counts. Case, width and digit script don't matter. Precedence (vouchers.md, "Words on the
 * wire"): fourteen digits are a code; exactly six are a one-time number; a bare amount has at most
 * five whole digits; everything else is not understood.
 */
public final class Grammar {
  /** As for codes. Half of a text must not be taken for a command about money. */
  private static final int LONGEST = VoucherCodes.LONGEST;

  private static final int LONGEST_NOTE = 60;

  private static final String MONEY =
      "(?:¥|￥|rmb|cny)?\\s*(\\d{1,%d}(?:\\.\\d{1,3})?)\\s*(?:元|块钱?|yuan|rmb|cny)?";
  private static final Pattern AMOUNT = pattern(MONEY.formatted(9));

  /** Longer bare numbers are more likely a code or a telephone number gone wrong. */
  private static final Pattern BARE_AMOUNT = pattern(MONEY.formatted(5));

  private static final Pattern NEARLY_A_CODE = pattern("(?:\\d[\\s\\-._]*){9,20}");
  private static final Pattern RECEIPT = pattern("[A-Z0-9]([A-Z0-9-]{4,38})[A-Z0-9]");

  /** A reference, and the last word or two as an amount: {@code 1234 5678 9012 34 25.00}. */
  private static final Pattern WITH_AMOUNT =
      pattern("(.*\\S)\\s+(\\S+(?:\\s+(?:yuan|rmb|cny|元|块))?)");

  private static final Pattern RECEIPT_AND_AMOUNT = pattern("(\\S+)(?:\\s+(\\S.*))?");

  /** A telephone number at the end, or one without blanks and then words. */
  private static final Pattern TO =
      pattern("(.*?)(?:\\bto|向)\\s*(?:([+\\d][\\d().\\s-]{4,24}\\d)|(\\+?\\d{6,16})\\s+(.*))");

  private final String currency;
  private final Numbers numbers;
  private final List<Form> forms;

  /** A form of text and what it asks for; null if it is not that after all. */
  private record Form(Pattern form, Function<Typed, @Nullable Command> meaning) {}

  /**
   * A text that has a form.
   *
   * @param written as it was typed, with the same length as what the match is of
   */
  private record Typed(MatchResult match, String written) {
    String rest() {
      return group(1);
    }

    String group(int n) {
      String group = match.group(n);
      return group == null ? "" : group.strip();
    }

    /** In the digits that were typed. */
    String written(int n) {
      return match.start(n) < 0 ? "" : written.substring(match.start(n), match.end(n)).strip();
    }
  }

  /**
   * @param currency of amounts, ISO 4217
   * @param region whose telephone numbers are typed without a country code, ISO 3166
   */
  public Grammar(String currency, String region) {
    this.currency = currency;
    this.numbers = new Numbers(region);
    this.forms =
        List.of(
            word("help|info|\\?|帮助", Command.Help::new),
            new Form(pattern("(\\d{3})[\\s-]?(\\d{3})"), t -> yes(t.group(1) + t.group(2), true)),
            words("pay|付款|付", this::pay),
            words("request|req|收款", this::request),
            numbered("again|再次", 2, 2, Command.Again::new),
            words("yes|y|ok|是|好|确认|同意", t -> yes(t.rest(), false)),
            numbered("cancel\\s*sub|取消订阅|退订", 1, 3, Command.CancelSubscription::new),
            numbered("pause\\s*sub|暂停订阅", 1, 3, Command.PauseSubscription::new),
            numbered("resume\\s*sub|恢复订阅", 1, 3, Command.ResumeSubscription::new),
            word("subs|subscriptions|sub|订阅|我的订阅|取消订阅", Command.Subscriptions::new),
            words("subscribe|sub|订阅", this::subscribe),
            words("no|n|不|否|取消", Grammar::no),
            words("check|查询|查", Grammar::check),
            words("receipt|收据|回执", Grammar::picture),
            words("refund|退款", this::refund),
            word("join|加入", Command.Join::new),
            word("history|账单|明细|记录", Command.History::new),
            words("limit|限额", this::limit),
            word("stop|stopall|unsubscribe|quit|end|td|t|退订|停止", Command.Stop::new),
            word("start|unstop|开始|恢复", Command.Start::new),
            words("language|lang|语言", Grammar::language),
            words("add|添加|绑定", this::add));
  }

  /** Telephone numbers without a country code are Chinese. */
  public Grammar(String currency) {
    this(currency, "CN");
  }

  // ---- forms

  private static Pattern pattern(String form) {
    return Pattern.compile(form, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  /** One of these words alone. */
  private static Form word(String words, Supplier<Command> command) {
    return new Form(pattern("(?:" + words + ")[.!。]?"), typed -> command.get());
  }

  /** One of these words, and the rest of the text, which may be empty. */
  private static Form words(String words, Function<Typed, @Nullable Command> meaning) {
    return new Form(pattern("(?:" + words + ")(?![a-z])[\\s:,]*(.*)"), meaning);
  }

  /** One of these words and a number of so many digits. */
  private static Form numbered(String words, int least, int most, Function<Integer, Command> made) {
    return new Form(
        pattern("(?:%s)\\s*#?(\\d{%d,%d})".formatted(words, least, most)),
        typed -> {
          int number = Integer.parseInt(typed.rest());
          return number == 0 ? null : made.apply(number);
        });
  }

  /** What the text asks for. Any input has an answer; none throws. */
  public Command parse(String text) {
    String stripped = text.strip();
    if (stripped.length() > LONGEST) {
      return new Command.NotUnderstood();
    }
    String written = Normalizer.normalize(stripped, Normalizer.Form.NFKC).strip();
    if (written.isEmpty()) {
      return new Command.Empty();
    }
    if (ReceiptToken.hasForm(written)) {
      return new Command.Check(written);
    }
    Optional<Reference> scanned = Payload.read(written);
    if (scanned.isPresent()) {
      return new Command.Pay(scanned.get());
    }
    String typed = asciiDigits(written);
    for (Form form : forms) {
      Matcher matcher = form.form().matcher(typed);
      if (matcher.matches()) {
        Command command = form.meaning().apply(new Typed(matcher.toMatchResult(), written));
        if (command != null) {
          return command;
        }
      }
    }
    return bare(typed);
  }

  private Command bare(String typed) {
    Optional<Money> amount = amount(BARE_AMOUNT, typed);
    if (amount.isPresent()) {
      return new Command.Request(amount.get(), "");
    }
    Command paying = codeAndAmount(typed);
    if (paying != null) {
      return paying;
    }
    return NEARLY_A_CODE.matcher(typed).matches()
        ? new Command.Mistyped()
        : new Command.NotUnderstood();
  }

  // ---- what they mean

  private Command pay(Typed typed) {
    String rest = typed.rest();
    Optional<Reference> voucher = Payload.read(rest);
    if (voucher.isPresent()) {
      return new Command.Pay(voucher.get());
    }
    Command paying = codeAndAmount(rest);
    if (paying != null) {
      return paying;
    }
    return NEARLY_A_CODE.matcher(rest).matches()
        ? new Command.Mistyped()
        : new Command.NotUnderstood();
  }

  /** A voucher, and what its payer chooses to pay. */
  private @Nullable Command codeAndAmount(String typed) {
    Matcher both = WITH_AMOUNT.matcher(typed);
    if (!both.matches()) {
      return null;
    }
    Optional<Reference> voucher = Payload.read(both.group(1));
    Optional<Money> amount = amount(AMOUNT, both.group(2));
    return voucher.isPresent() && amount.isPresent()
        ? new Command.Pay(voucher.get(), amount.get())
        : null;
  }

  private Command request(Typed typed) {
    Matcher parts = pattern("(\\S+)(?:\\s+(.*))?").matcher(typed.rest());
    if (!parts.matches()) {
      return new Command.NotUnderstood();
    }
    Optional<Money> amount = amount(AMOUNT, parts.group(1));
    if (amount.isEmpty()) {
      return new Command.BadAmount();
    }
    // the note in its own digits: the same places in what was written
    String rest = typed.written(1);
    String note = parts.start(2) < 0 ? "" : rest.substring(parts.start(2), parts.end(2)).strip();
    Matcher to = TO.matcher(asciiDigits(note));
    if (!to.matches()) {
      return new Command.Request(amount.get(), shortened(note));
    }
    String number = to.group(2) != null ? to.group(2) : to.group(3);
    String before = note.substring(to.start(1), to.end(1)).strip();
    String after = to.start(4) < 0 ? "" : note.substring(to.start(4), to.end(4)).strip();
    return numbers
        .read(number)
        .<Command>map(
            payer ->
                new Command.Request(amount.get(), shortened((before + " " + after).strip()), payer))
        .orElseGet(Command.BadNumber::new);
  }

  private static @Nullable Command yes(String typed, boolean bare) {
    String number = typed.replaceAll("[\\s-]", "");
    if (number.isEmpty() || !number.matches("\\d{1,10}")) {
      return number.isEmpty() ? new Command.Yes(null, bare) : null;
    }
    return new Command.Yes(number.length() == 6 ? number : null, bare);
  }

  private static @Nullable Command no(Typed typed) {
    String number = typed.rest().replaceAll("[\\s-]", "");
    if (number.isEmpty()) {
      return new Command.No(null);
    }
    return number.matches("\\d{6}") ? new Command.No(number) : null;
  }

  private static @Nullable Command check(Typed typed) {
    String written = typed.rest().replaceAll("\\s", "");
    String receipt = ReceiptToken.hasForm(written) ? written : receipt(written);
    return receipt == null ? null : new Command.Check(receipt);
  }

  private static @Nullable Command picture(Typed typed) {
    String receipt = receipt(typed.rest().replaceAll("\\s", ""));
    return receipt == null ? null : new Command.Receipt(receipt);
  }

  private @Nullable Command refund(Typed typed) {
    Matcher parts = RECEIPT_AND_AMOUNT.matcher(typed.rest());
    String receipt = parts.matches() ? receipt(parts.group(1)) : null;
    if (receipt == null) {
      return null;
    }
    if (parts.group(2) == null) {
      return new Command.Refund(receipt, null);
    }
    return amount(AMOUNT, parts.group(2))
        .<Command>map(amount -> new Command.Refund(receipt, amount))
        .orElseGet(Command.BadAmount::new);
  }

  private static @Nullable String receipt(String typed) {
    String receipt = typed.toUpperCase(Locale.ROOT);
    boolean hasDigit = receipt.chars().anyMatch(c -> c >= '0' && c <= '9');
    return hasDigit && RECEIPT.matcher(receipt).matches() ? receipt : null;
  }

  private @Nullable Command subscribe(Typed typed) {
    return Payload.read(typed.rest()).map(Command.Subscribe::new).orElse(null);
  }

  private @Nullable Command limit(Typed typed) {
    Matcher parts =
        pattern("(?:(day|daily|日|每日)|(month|monthly|月|每月))?\\s*(.*)").matcher(typed.rest());
    if (!parts.matches()) {
      return null;
    }
    Span span =
        parts.group(1) != null ? Span.DAY : parts.group(2) != null ? Span.MONTH : Span.PAYMENT;
    if (parts.group(3).isEmpty()) {
      return new Command.Limit(span, null);
    }
    return amount(AMOUNT, parts.group(3))
        .<Command>map(amount -> new Command.Limit(span, amount))
        .orElseGet(Command.BadAmount::new);
  }

  private static @Nullable Command language(Typed typed) {
    return switch (typed.rest().toLowerCase(Locale.ROOT)) {
      case "en", "english", "英文", "英语" -> new Command.Language("en");
      case "zh", "cn", "chinese", "中文", "汉语" -> new Command.Language("zh");
      default -> null;
    };
  }

  private @Nullable Command add(Typed typed) {
    if (!typed.rest().matches("[+\\d(].*")) {
      return null;
    }
    return numbers
        .read(typed.rest())
        .<Command>map(Command.Add::new)
        .orElseGet(Command.BadNumber::new);
  }

  private Optional<Money> amount(Pattern form, String typed) {
    Matcher amount = form.matcher(typed.strip());
    return amount.matches()
        ? Money.parse(amount.group(1), currency).filter(Money::isPositive)
        : Optional.empty();
  }

  private static String shortened(String note) {
    return note.codePointCount(0, note.length()) <= LONGEST_NOTE
        ? note
        : note.substring(0, note.offsetByCodePoints(0, LONGEST_NOTE));
  }

  /** The same length: digits beyond the basic plane are gone after NFKC. */
  private static String asciiDigits(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (char c : text.toCharArray()) {
      out.append(Character.isDigit(c) ? (char) ('0' + Character.digit(c, 10)) : c);
    }
    return out.toString();
  }
}
