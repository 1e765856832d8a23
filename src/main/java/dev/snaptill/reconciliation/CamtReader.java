package dev.snaptill.reconciliation;

import dev.snaptill.reconciliation.BankLine.Direction;
import dev.snaptill.reconciliation.BankLine.Place;
import dev.snaptill.value.Money;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * ISO 20022 camt.053 (BankToCustomerStatement), versions .02 to .13 alike, one statement a file. No
 * DTD, no entity but XML's own, and bounds on everything that would be kept.
 */
final class CamtReader implements LineReader {
  private static final Pattern NAMESPACE =
      Pattern.compile("urn:iso:std:iso:20022:tech:xsd:camt\\.053\\.001\\.(0[2-9]|1[0-3])");
  private static final Pattern ACCOUNT = Pattern.compile("SNAPTILL-([a-z0-9_-]{1,32})");
  private static final Pattern KEY =
      Pattern.compile("(\\d{8})/([a-z0-9_-]{1,32})/([0-9A-Za-z]{8})/(\\d{6})");
  private static final int DEEPEST = 40;
  private static final int LONGEST = 140;
  private static final long LONGEST_PIECE = 1 << 16;
  private static final int MOST_DETAILS = 100_000;

  private final XMLStreamReader xml;
  private final long mostLines;
  private final Deque<String> path = new ArrayDeque<>();
  private final StringBuilder text = new StringBuilder();
  private final Deque<BankLine> ready = new ArrayDeque<>();
  private boolean tooLong;
  private @Nullable String attribute;
  private int statements;
  private long lines;
  private @Nullable String bank;
  private @Nullable String currency;
  private @Nullable LocalDate day;
  private @Nullable Balance balance;
  private @Nullable Long opening;
  private @Nullable Long closing;
  private @Nullable Entry entry;
  private @Nullable Detail detail;
  private @Nullable Totals totals;

  private static final class Balance {
    String code = "";
    long minor;
    boolean debit;
    @Nullable LocalDate date;
  }

  private static final class Entry {
    @Nullable Money amount;
    @Nullable Direction direction;
    String status = "BOOK";
    String reference = "";
    final List<Detail> details = new ArrayList<>(1);
  }

  private static final class Detail {
    @Nullable Money amount;
    @Nullable Direction direction;
    String endToEnd = "";
    String reference = "";
  }

  CamtReader(InputStream in, FileLimits limits) throws BadFileException {
    this.mostLines = limits.lines();
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    try {
      xml = factory.createXMLStreamReader(new BoundedInput(in, limits.bytes(), '<', LONGEST_PIECE));
    } catch (XMLStreamException e) {
      throw damaged(e);
    }
  }

  @Override
  public boolean listsTransfers() {
    return false;
  }

  @Override
  public @Nullable BankLine next() throws BadFileException {
    try {
      while (ready.isEmpty()) {
        if (!xml.hasNext()) {
          return end();
        }
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> begin();
          case XMLStreamConstants.END_ELEMENT -> leave();
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> keep();
          case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
              throw bad("has a document type or an entity");
          default -> {
            // comments, processing instructions, white space
          }
        }
      }
    } catch (XMLStreamException e) {
      throw damaged(e);
    } catch (RuntimeException e) {
      // the JDK's reader has thrown unchecked exceptions on damaged input
      throw new BadFileException(
          "the file is not well-formed XML: " + e.getClass().getSimpleName());
    }
    return ready.remove();
  }

  private void begin() throws BadFileException {
    String name = xml.getLocalName();
    if (path.isEmpty()
        && !(name.equals("Document")
            && NAMESPACE.matcher(String.valueOf(xml.getNamespaceURI())).matches())) {
      throw bad("is not a camt.053 document");
    }
    path.addLast(name);
    if (path.size() > DEEPEST) {
      throw bad("is nested more than " + DEEPEST + " deep");
    }
    text.setLength(0);
    tooLong = false;
    attribute = xml.getAttributeValue(null, "Ccy");
    if (attribute != null && attribute.length() > 3) {
      throw bad("names no ISO 4217 currency");
    }
    switch (where()) {
      case "Stmt" -> {
        if (++statements > 1) {
          throw bad("has more than one statement: split the file");
        }
      }
      case "Stmt/Bal" -> balance = new Balance();
      case "Stmt/Ntry" -> entry = new Entry();
      case "Stmt/Ntry/NtryDtls/TxDtls" -> detail = new Detail();
      default -> {
        // of no interest
      }
    }
  }

  private void keep() {
    if (text.length() + xml.getTextLength() > LONGEST) {
      tooLong = true;
    } else {
      text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
    }
  }

  /** The path below the statement's parent, such as {@code Stmt/Ntry/Amt}. */
  private String where() {
    int depth = path.size();
    if (depth < 3) {
      return "";
    }
    return depth > 8 ? "deep" : String.join("/", path.stream().skip(2).toList());
  }

  private void leave() throws BadFileException {
    String where = where();
    path.removeLast();
    switch (where) {
      case "Stmt/Acct/Id/Othr/Id" -> account();
      case "Stmt/Bal/Tp/CdOrPrtry/Cd" -> current(balance).code = value();
      case "Stmt/Bal/Amt" -> current(balance).minor = minor();
      case "Stmt/Bal/CdtDbtInd" -> current(balance).debit = isDebit();
      case "Stmt/Bal/Dt/Dt", "Stmt/Bal/Dt/DtTm" -> current(balance).date = date();
      case "Stmt/Bal" -> balanced(current(balance));
      case "Stmt/Ntry/Amt" -> current(entry).amount = amount();
      case "Stmt/Ntry/CdtDbtInd" -> current(entry).direction = direction();
      case "Stmt/Ntry/Sts", "Stmt/Ntry/Sts/Cd" -> {
        // .02 has the code itself, later versions have it one deeper
        if (!value().isEmpty()) {
          current(entry).status = value();
        }
      }
      case "Stmt/Ntry/AcctSvcrRef" -> current(entry).reference = value();
      case "Stmt/Ntry/NtryDtls/TxDtls/Amt", "Stmt/Ntry/NtryDtls/TxDtls/AmtDtls/TxAmt/Amt" ->
          current(detail).amount = amount();
      case "Stmt/Ntry/NtryDtls/TxDtls/CdtDbtInd" -> current(detail).direction = direction();
      case "Stmt/Ntry/NtryDtls/TxDtls/Refs/EndToEndId" -> current(detail).endToEnd = value();
      case "Stmt/Ntry/NtryDtls/TxDtls/Refs/AcctSvcrRef" -> current(detail).reference = value();
      case "Stmt/Ntry/NtryDtls/TxDtls" -> {
        current(entry).details.add(current(detail));
        if (current(entry).details.size() > MOST_DETAILS) {
          throw bad("has an entry of more than " + MOST_DETAILS + " transactions");
        }
        detail = null;
      }
      case "Stmt/Ntry" -> entered(current(entry));
      default -> {
        // of no interest
      }
    }
    text.setLength(0);
  }

  private static <T> T current(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("outside of its element");
    }
    return part;
  }

  private void account() throws BadFileException {
    Matcher account = ACCOUNT.matcher(value());
    if (!account.matches()) {
      throw bad("is not of an account SNAPTILL-<bank>");
    }
    bank = account.group(1);
  }

  private void balanced(Balance found) throws BadFileException {
    long signed = found.debit ? -found.minor : found.minor;
    switch (found.code) {
      case "OPBD" -> opening = signed;
      // the day before's closing balance stands for the opening one at banks that tell only that
      case "PRCD" -> opening = opening == null ? Long.valueOf(signed) : opening;
      case "CLBD" -> {
        closing = signed;
        day = found.date;
      }
      default -> {
        // available and interim balances prove nothing
      }
    }
    balance = null;
  }

  private void entered(Entry found) throws BadFileException {
    entry = null;
    if (!found.status.equals("BOOK")) {
      return;
    }
    Money amount = found.amount;
    Direction direction = found.direction;
    if (amount == null || direction == null) {
      throw bad("has an entry without its amount or direction");
    }
    List<Detail> details = found.details.isEmpty() ? List.of(new Detail()) : found.details;
    long sum = 0;
    for (Detail part : details) {
      Money each = details.size() == 1 || part.amount == null ? amount : part.amount;
      if (details.size() > 1 && part.amount == null) {
        throw bad("has an entry of several transactions without their amounts");
      }
      Direction way = part.direction == null ? direction : part.direction;
      sum = Math.addExact(sum, way == direction ? each.minor() : -each.minor());
      if (++lines > mostLines) {
        throw new BadFileException("the file has more than " + mostLines + " entries");
      }
      String reference = part.reference.isEmpty() ? found.reference : part.reference;
      ready.add(
          new BankLine(
              lines,
              place(part.endToEnd),
              reference,
              Payouts.part(part.endToEnd),
              null,
              each,
              way));
    }
    if (sum != amount.minor()) {
      throw bad("has an entry whose transactions don't add up to it");
    }
  }

  private @Nullable Place place(String endToEnd) {
    Matcher key = KEY.matcher(endToEnd);
    if (!key.matches() || (bank != null && !bank.equals(key.group(2)))) {
      return null;
    }
    int stan = Integer.parseInt(key.group(4));
    try {
      LocalDate date = LocalDate.parse(key.group(1), DateTimeFormatter.BASIC_ISO_DATE);
      return stan == 0 ? null : new Place(date, key.group(3), stan);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private String value() throws BadFileException {
    if (tooLong) {
      throw bad("has a value longer than " + LONGEST + " characters");
    }
    return text.toString().strip();
  }

  private boolean isDebit() throws BadFileException {
    return direction() == Direction.DEBITED;
  }

  private Direction direction() throws BadFileException {
    return switch (value()) {
      case "CRDT" -> Direction.CREDITED;
      case "DBIT" -> Direction.DEBITED;
      default -> throw bad("has a CdtDbtInd that is neither CRDT nor DBIT");
    };
  }

  private Money amount() throws BadFileException {
    return new Money(minor(), currency());
  }

  private long minor() throws BadFileException {
    String decimal = value();
    if (!decimal.matches("\\d{1,15}(\\.\\d{1,5})?")) {
      throw bad("has an amount that is no decimal number");
    }
    try {
      return new BigDecimal(decimal).movePointRight(Money.exponent(currency())).longValueExact();
    } catch (ArithmeticException e) {
      throw bad("has an amount with more fraction digits than its currency");
    }
  }

  private String currency() throws BadFileException {
    String code = attribute;
    if (code == null) {
      throw bad("has an amount without a currency");
    }
    try {
      Currency.getInstance(code);
    } catch (IllegalArgumentException e) {
      throw bad("names no ISO 4217 currency");
    }
    if (currency != null && !currency.equals(code)) {
      throw bad("has amounts in more than one currency");
    }
    currency = code;
    return code;
  }

  private LocalDate date() throws BadFileException {
    String date = value();
    try {
      return LocalDate.parse(date.length() > 10 ? date.substring(0, 10) : date);
    } catch (DateTimeException e) {
      throw bad("has a date that is none");
    }
  }

  private @Nullable BankLine end() throws BadFileException {
    if (statements == 0 || bank == null) {
      throw new BadFileException("the file has no statement of an account SNAPTILL-<bank>");
    }
    LocalDate of = day;
    String code = currency;
    if (opening == null || closing == null || of == null || code == null) {
      throw new BadFileException(
          "the file lacks the day's opening (OPBD) or closing (CLBD) balance");
    }
    totals = new Totals(bank, of, code, lines, opening, closing);
    return null;
  }

  private BadFileException bad(String why) {
    return new BadFileException("line " + xml.getLocation().getLineNumber(), why);
  }

  private static BadFileException damaged(XMLStreamException e) {
    Throwable cause = e.getNestedException() == null ? e.getCause() : e.getNestedException();
    if (cause instanceof BoundedInput.TooLong) {
      return new BadFileException("the file " + cause.getMessage());
    }
    // not the message: it repeats what was in the file
    int line = e.getLocation() == null ? -1 : e.getLocation().getLineNumber();
    return new BadFileException("line " + line, "is not well-formed XML");
  }

  @Override
  public Totals totals() {
    if (totals == null) {
      throw new IllegalStateException("not at the end yet");
    }
    return totals;
  }
}
