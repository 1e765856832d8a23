package dev.snaptill.simulator.bank;

import com.solab.iso8583.IsoMessage;
import dev.snaptill.simulator.bank.BookEntry.Key;
import dev.snaptill.simulator.bank.BookEntry.Kind;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides requests and reversals against the books. Each method answers field 39. Only inside
 * {@link Books#group}.
 */
final class Teller {
  /**
   * A bank's own rules.
   *
   * @param currency ISO 4217 number, field 49
   * @param closedAccount code for an account that was closed
   * @param refuseLateOriginals refuse with 05 a request whose reversal came first
   */
  record Rules(String currency, String closedAccount, boolean refuseLateOriginals) {}

  static final String APPROVED = "00";
  private static final String FORMAT_ERROR = "30";
  private static final String PARTIAL = "10";
  private final Books books;
  private final Rules rules;
  private volatile boolean refuseLateOriginals;

  Teller(Books books, Rules rules) {
    this.books = books;
    this.rules = rules;
    refuseLateOriginals = rules.refuseLateOriginals();
  }

  boolean refuseLateOriginals() {
    return refuseLateOriginals;
  }

  void refuseLateOriginals(boolean now) {
    refuseLateOriginals = now;
  }

  /**
   * How a fault bends a request.
   *
   * @param imposed refuses it with this code whatever it asks
   * @param percent of the amount that is posted
   * @param evenLate posts it though its reversal came first
   */
  record Bent(Optional<String> imposed, int percent, boolean evenLate) {
    static final Bent NOT = new Bent(Optional.empty(), 100, false);
  }

  /**
   * What to answer.
   *
   * @param code field 39
   * @param part field 4, where only a part of the amount was approved
   */
  record Answer(String code, OptionalLong part) {
    Answer(String code) {
      this(code, OptionalLong.empty());
    }

    static Answer again(BookEntry entry) {
      return new Answer(
          entry.code(),
          entry.amount() == entry.asked() ? OptionalLong.empty() : OptionalLong.of(entry.amount()));
    }
  }

  /** A request, 0200 or 0201, bent by a fault unless it was decided before. */
  Answer request(IsoMessage message, Bent bent) {
    Optional<Instruction> read = Instruction.read(message);
    if (read.isEmpty()) {
      return new Answer(FORMAT_ERROR);
    }
    Instruction instruction = read.get();
    Optional<BookEntry> before = books.decided(instruction.key());
    if (before.isPresent()) {
      return before.get().sameContent(instruction) ? Answer.again(before.get()) : new Answer("94");
    }
    String code = bent.imposed().orElseGet(() -> check(instruction, bent.evenLate()));
    if (instruction.type() == Instruction.Type.ENQUIRY) {
      return new Answer(code);
    }
    long amount = instruction.amount();
    if (bent.percent() < 100 && code.equals(APPROVED)) {
      amount = amount * bent.percent() / 100;
      code = amount > 0 ? PARTIAL : "51";
    }
    return Answer.again(
        books.enter(
            BookEntry.of(
                kind(instruction.type(), code),
                code,
                instruction,
                amount > 0 ? amount : instruction.amount())));
  }

  private static Kind kind(Instruction.Type type, String code) {
    if (!code.equals(APPROVED) && !code.equals(PARTIAL)) {
      return Kind.REFUSED;
    }
    return switch (type) {
      case DEBIT -> Kind.DEBIT;
      case CREDIT -> Kind.CREDIT;
      default -> Kind.TRANSFER;
    };
  }

  private String check(Instruction i, boolean evenLate) {
    if (refuseLateOriginals && !evenLate && books.missed(i.key())) {
      return "05";
    }
    return switch (i.type()) {
      case UNKNOWN -> "12";
      case ENQUIRY -> customer(i.from());
      default -> movement(i);
    };
  }

  private String movement(Instruction i) {
    if (!i.currency().equals(rules.currency())) {
      return "57";
    }
    if (i.amount() == 0) {
      return "13";
    }
    String paying = i.type() == Instruction.Type.CREDIT ? APPROVED : customer(i.from());
    String paid = i.type() == Instruction.Type.DEBIT ? APPROVED : customer(i.to());
    if (!paying.equals(APPROVED)) {
      return paying;
    }
    if (!paid.equals(APPROVED)) {
      return paid;
    }
    if (i.from().equals(i.to())) {
      return "12";
    }
    return i.type() == Instruction.Type.CREDIT ? APPROVED : funds(i);
  }

  private String funds(Instruction i) {
    AccountView paying = books.account(i.from()).orElseThrow();
    if (i.amount() > paying.limit()) {
      return "61";
    }
    return i.amount() > paying.balance() ? "51" : APPROVED;
  }

  /** 00 where money may move on this account. The bank's own accounts are nobody's to name. */
  private String customer(String number) {
    Optional<AccountView> account = books.account(number).filter(a -> !Books.isInternal(number));
    if (account.isEmpty()) {
      return "14";
    }
    return switch (account.get().state()) {
      case OPEN -> APPROVED;
      case CLOSED -> rules.closedAccount();
      case FROZEN -> "62";
    };
  }

  /** A reversal, 0420 or 0421: field 90 and field 41 name what it takes back. */
  String reversal(IsoMessage message, Optional<String> imposed) {
    if (imposed.isPresent()) {
      return imposed.get();
    }
    if (!Fields.digits(message, 4, 7, 11, 90) || !Fields.printable(message, 41)) {
      return FORMAT_ERROR;
    }
    String originalType = Fields.text(message, 90).substring(0, 4);
    if (!originalType.equals("0200") && !originalType.equals("0201")) {
      return "12";
    }
    Key key = original(message);
    Optional<BookEntry> found = books.decided(key);
    return found.isEmpty() ? notFound(key) : takeBack(message, found.get());
  }

  /**
   * What a well-formed reversal takes back. Field 90: message type (4), STAN (6), field 7 (10),
   * acquirer (11), forwarder (11).
   */
  static Key original(IsoMessage reversal) {
    String original = Fields.text(reversal, 90);
    return new Key(
        Fields.text(reversal, 41),
        Integer.parseInt(original.substring(4, 10)),
        original.substring(10, 20));
  }

  private String notFound(Key key) {
    if (!books.missed(key)) {
      books.enter(Reversals.notFound(key));
    }
    return "25";
  }

  private String takeBack(IsoMessage message, BookEntry original) {
    long amount = Long.parseLong(Fields.text(message, 4));
    if (amount != original.asked()) {
      return "13";
    }
    if (!books.takenBack(original)) {
      books.enter(Reversals.of(original, message));
    }
    return APPROVED;
  }
}
