package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.BankOperation.Original;
import dev.snaptill.bank.BankOperation.Type;
import dev.snaptill.bank.StrayAnswer;
import dev.snaptill.value.AccountNumber;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds what is sent to a bank, and the text by which its answer is known again. */
final class Requests {
  /** The network messages 0800 (ISO 8583:1987, network management). */
  enum Network {
    SIGN_ON,
    SIGN_OFF,
    ECHO,
    /** Asks for a new MAC key. */
    KEY
  }

  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("MMddHHmmss", Locale.ROOT);
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MMdd", Locale.ROOT);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT);
  private static final long MOST = 999_999_999_999L;

  private final BankConfig config;
  private int networkStan;

  Requests(BankConfig config) {
    this.config = config;
  }

  /**
   * The message for an operation: 0200, 0201, 0420 or 0421.
   *
   * <p>A reversal carries its own fields 7 and 11, by which it is answered, and the original's
   * field 37; what it takes back is told by field 90.
   */
  Message of(BankOperation operation) throws MalformedMessage {
    Instant when = operation.transmitted();
    Original original = operation.original();
    Message.Builder out =
        Message.of(type(operation))
            .set(3, processingCode(original == null ? operation.type() : original.type()))
            .set(4, amount(operation))
            .set(7, transmission(when))
            .set(11, stan(operation.key().stan()))
            .set(12, TIME.format(when.atZone(config.zone())))
            .set(13, DATE.format(when.atZone(config.zone())))
            .set(37, original == null ? operation.rrn() : original.rrn())
            .set(41, operation.key().terminal())
            .set(42, config.merchantId())
            .set(49, padded(operation.amount().numericCurrency(), 3));
    accounts(operation, original == null ? operation.type() : original.type(), out);
    if (operation.type() == Type.REVERSAL) {
      if (original == null) {
        throw new MalformedMessage("a reversal says nothing of its original");
      }
      out.set(90, field90(original));
    }
    return out.build();
  }

  /** A network message; only the fields every bank wants in it. */
  Message network(Network kind, int stan, Instant when) throws MalformedMessage {
    NetworkCodes codes = config.network();
    String code =
        switch (kind) {
          case SIGN_ON -> codes.signOn();
          case SIGN_OFF -> codes.signOff();
          case ECHO -> codes.echo();
          case KEY -> codes.key();
        };
    return Message.of("0800").set(7, transmission(when)).set(11, stan(stan)).set(70, code).build();
  }

  /** The next STAN of a network message; all connections to a bank share their count. */
  int nextNetworkStan() {
    networkStan = networkStan % 999_999 + 1;
    return networkStan;
  }

  /**
   * What must be the same in a request and its answer: message class, fields 7, 11 and 41 (bank.md,
   * "The wire"); null if one of them is missing.
   */
  static @Nullable String match(Message message) {
    String f7 = message.get(7);
    String f11 = message.get(11);
    String f41 = message.get(41);
    return f7 == null || f11 == null || f41 == null
        ? null
        : message.type().substring(1, 2) + f7 + f11 + f41;
  }

  /** What an answer to an operation sent before a restart says; empty if it can't be one. */
  static Optional<StrayAnswer> stray(String bank, Message answer) {
    String stan = answer.get(11);
    String terminal = answer.get(41);
    String rrn = answer.get(37);
    String code = answer.get(39);
    String amount = answer.get(4);
    if (stan == null || terminal == null || rrn == null || code == null) {
      return Optional.empty();
    }
    return Optional.of(
        new StrayAnswer(
            bank,
            terminal,
            Integer.parseInt(stan),
            rrn,
            answer.type().startsWith("04"),
            amount == null ? -1 : Long.parseLong(amount),
            code));
  }

  private static String type(BankOperation operation) {
    boolean reversal = operation.type() == Type.REVERSAL;
    return reversal ? (operation.repeat() ? "0421" : "0420") : operation.repeat() ? "0201" : "0200";
  }

  private String processingCode(Type type) throws MalformedMessage {
    return switch (type) {
      case DEBIT -> config.processingCodes().debit();
      case ENQUIRY -> config.processingCodes().enquiry();
      case CREDIT -> config.processingCodes().credit();
      case TRANSFER -> config.processingCodes().transfer();
      case REVERSAL -> throw new MalformedMessage("a reversal cannot be reversed");
    };
  }

  private void accounts(BankOperation operation, Type type, Message.Builder out)
      throws MalformedMessage {
    AccountNumber from = operation.from();
    AccountNumber to = operation.to();
    boolean right =
        switch (type) {
          case DEBIT -> from != null && to == null;
          case CREDIT -> from == null && to != null;
          case TRANSFER -> from != null && to != null;
          case ENQUIRY -> (from == null) != (to == null);
          case REVERSAL -> false;
        };
    if (!right) {
      throw new MalformedMessage("the accounts given are not those of a " + type);
    }
    if (from != null) {
      out.set(config.payerField(), from.digits());
    }
    if (to != null) {
      out.set(config.payeeField(), to.digits());
    }
  }

  /** An enquiry may ask for no amount. */
  private static String amount(BankOperation operation) throws MalformedMessage {
    long minor = operation.amount().minor();
    if (minor < (operation.type() == Type.ENQUIRY ? 0 : 1) || minor > MOST) {
      throw new MalformedMessage("field 4: an amount is 1 to 999999999999 minor units");
    }
    return padded(minor, 12);
  }

  private static String transmission(Instant when) {
    return DATE_TIME.format(when.atZone(ZoneOffset.UTC));
  }

  private static String stan(int stan) throws MalformedMessage {
    if (stan < 1 || stan > 999_999) {
      throw new MalformedMessage("field 11: a STAN is 1 to 999999");
    }
    return padded(stan, 6);
  }

  /** Original type, STAN and field 7, acquirer, and eleven zeros for no forwarder: 42 digits. */
  private String field90(Original original) throws MalformedMessage {
    return "0200"
        + stan(original.key().stan())
        + transmission(original.transmitted())
        + config.acquirerId()
        + "00000000000";
  }

  private static String padded(long number, int width) {
    String digits = String.valueOf(number);
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }
}
