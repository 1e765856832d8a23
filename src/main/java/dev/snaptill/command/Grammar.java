package dev.snaptill.command;

import dev.snaptill.value.Money;
import dev.snaptill.voucher.Payload;
import dev.snaptill.voucher.Reference;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One grammar for what people type, English and Chinese. Case, width and digit script don't matter.
 * Precedence (vouchers.md, "Words on the wire"): fourteen digits are a code; a bare amount has at
 * most five whole digits; everything else is not understood.
 */
public final class Grammar {
  private static final int LONGEST = 500;
  private static final int LONGEST_NOTE = 60;
  private static final Set<String> HELP = Set.of("help", "?", "info", "帮助");
  private static final Pattern PAY = Pattern.compile("(?:pay|付款|付)[\\s:]*(.*)", Pattern.DOTALL);
  private static final Pattern REQUEST =
      Pattern.compile("(?:(?:request|req)(?![a-z])|收款)[\\s:]*(\\S+)(?:\\s+(.*))?", Pattern.DOTALL);
  private static final Pattern NOTE =
      Pattern.compile("(?i)(?:request|req|收款)[\\s:]*\\S+\\s+(.*)", Pattern.DOTALL);
  private static final String MONEY =
      "(?:¥|￥|rmb|cny)?\\s*(\\d{1,%d}(?:\\.\\d{1,3})?)\\s*(?:元|块|yuan|rmb|cny)?";
  private static final Pattern AMOUNT = Pattern.compile(MONEY.formatted(9));

  /** Longer bare numbers are more likely a code or a telephone number gone wrong. */
  private static final Pattern BARE_AMOUNT = Pattern.compile(MONEY.formatted(5));

  /** A reference, and the last word or two as an amount: {@code 1234 5678 9012 34 25.00}. */
  private static final Pattern WITH_AMOUNT =
      Pattern.compile("(.*\\S)\\s+(\\S+(?:\\s+(?i:yuan|rmb|cny|元|块))?)", Pattern.DOTALL);

  private static final Pattern AGAIN = Pattern.compile("(?:again|再次)\\s*(\\d{2})");
  private static final Pattern NEARLY_A_CODE = Pattern.compile("(?:\\d[\\s\\-._]*){9,20}");

  private final String currency;

  /**
   * @param currency of amounts, ISO 4217
   */
  public Grammar(String currency) {
    this.currency = currency;
  }

  /** What the text asks for. Any input has an answer; none throws. */
  public Command parse(String text) {
    String typed = Normalizer.normalize(cut(text), Normalizer.Form.NFKC).strip();
    if (typed.isEmpty()) {
      return new Command.Empty();
    }
    Optional<Command> voucher = voucher(typed);
    if (voucher.isPresent()) {
      return voucher.get();
    }
    String plain = asciiDigits(typed).toLowerCase(Locale.ROOT);
    if (HELP.contains(plain)) {
      return new Command.Help();
    }
    Matcher again = AGAIN.matcher(plain);
    if (again.matches()) {
      return new Command.Again(Integer.parseInt(again.group(1)));
    }
    Matcher pay = PAY.matcher(plain);
    if (pay.matches()) {
      // tokens mind upper and lower case
      return voucher(typed.substring(typed.length() - pay.group(1).length()))
          .orElseGet(
              () ->
                  NEARLY_A_CODE.matcher(pay.group(1).strip()).matches()
                      ? new Command.Mistyped()
                      : new Command.NotUnderstood());
    }
    Matcher request = REQUEST.matcher(plain);
    if (request.matches()) {
      String note = request.group(2) == null ? "" : originalNote(typed);
      return amount(AMOUNT, request.group(1))
          .<Command>map(money -> new Command.Request(money, note))
          .orElseGet(Command.BadAmount::new);
    }
    Optional<Money> bare = amount(BARE_AMOUNT, plain);
    if (bare.isPresent()) {
      return new Command.Request(bare.get(), "");
    }
    return NEARLY_A_CODE.matcher(plain).matches()
        ? new Command.Mistyped()
        : new Command.NotUnderstood();
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }

  /** A voucher, and after it the amount, where the payer chooses it. */
  private Optional<Command> voucher(String typed) {
    Optional<Reference> alone = Payload.read(typed);
    if (alone.isPresent()) {
      return Optional.of(new Command.Pay(alone.get()));
    }
    Matcher both = WITH_AMOUNT.matcher(typed);
    if (!both.matches()) {
      return Optional.empty();
    }
    return Payload.read(both.group(1))
        .flatMap(
            reference ->
                amount(AMOUNT, asciiDigits(both.group(2)).toLowerCase(Locale.ROOT))
                    .map(money -> new Command.Pay(reference, money)));
  }

  private Optional<Money> amount(Pattern form, String typed) {
    Matcher amount = form.matcher(typed.strip());
    return amount.matches()
        ? Money.parse(amount.group(1), currency).filter(Money::isPositive)
        : Optional.empty();
  }

  /** The note as it was typed: what follows the amount. */
  private static String originalNote(String typed) {
    Matcher words = NOTE.matcher(typed);
    String note = words.matches() ? words.group(1).strip() : "";
    return note.codePointCount(0, note.length()) <= LONGEST_NOTE
        ? note
        : note.substring(0, note.offsetByCodePoints(0, LONGEST_NOTE));
  }

  private static String asciiDigits(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (char c : text.toCharArray()) {
      out.append(Character.isDigit(c) ? (char) ('0' + Character.digit(c, 10)) : c);
    }
    return out.toString();
  }
}
