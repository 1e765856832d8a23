package dev.snaptill.simulator.bank;

import com.solab.iso8583.IsoMessage;
import java.util.Optional;

/**
 * A well-formed 0200 or 0201, its fields as {@link BookEntry} names them.
 *
 * @param from account to be debited, or {@link Books#SETTLEMENT}; of an enquiry the account asked
 *     for
 * @param to account to be credited, or {@link Books#SETTLEMENT}; empty for an enquiry
 */
record Instruction(
    Type type,
    String processing,
    long amount,
    String transmitted,
    int stan,
    String time12,
    String date13,
    String rrn,
    String terminal,
    String merchant,
    String currency,
    String from,
    String to) {

  /** By the first two digits of field 3. */
  enum Type {
    DEBIT,
    CREDIT,
    TRANSFER,
    ENQUIRY,
    UNKNOWN;

    static Type of(String processing) {
      return switch (processing.length() < 2 ? "" : processing.substring(0, 2)) {
        case "00" -> DEBIT;
        case "21" -> CREDIT;
        case "40" -> TRANSFER;
        case "31" -> ENQUIRY;
        default -> UNKNOWN;
      };
    }
  }

  /** Empty where a field that every request carries is missing or malformed. */
  static Optional<Instruction> read(IsoMessage m) {
    if (!Fields.digits(m, 3, 4, 7, 11, 12, 13, 49)
        || !Fields.printable(m, 37, 41, 42)
        || !Fields.printableIfPresent(m, 2, 102, 103)) {
      return Optional.empty();
    }
    Type type = Type.of(Fields.text(m, 3));
    String paying = Fields.firstOf(m, 102, 2);
    String paid = Fields.firstOf(m, 103, 2);
    String from =
        switch (type) {
          case CREDIT -> Books.SETTLEMENT;
          case ENQUIRY -> Fields.firstOf(m, 102, 103, 2);
          default -> paying;
        };
    String to =
        switch (type) {
          case DEBIT -> Books.SETTLEMENT;
          case ENQUIRY, UNKNOWN -> "";
          case TRANSFER -> Fields.text(m, 103);
          case CREDIT -> paid;
        };
    boolean accountsGiven =
        type == Type.UNKNOWN || (!from.isEmpty() && (type == Type.ENQUIRY || !to.isEmpty()));
    if (!accountsGiven) {
      return Optional.empty();
    }
    return Optional.of(
        new Instruction(
            type,
            Fields.text(m, 3),
            Long.parseLong(Fields.text(m, 4)),
            Fields.text(m, 7),
            Integer.parseInt(Fields.text(m, 11)),
            Fields.text(m, 12),
            Fields.text(m, 13),
            Fields.text(m, 37),
            Fields.text(m, 41),
            Fields.text(m, 42),
            Fields.text(m, 49),
            from,
            to));
  }

  BookEntry.Key key() {
    return new BookEntry.Key(terminal, stan, transmitted);
  }
}
