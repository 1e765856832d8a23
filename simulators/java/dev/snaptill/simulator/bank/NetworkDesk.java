package dev.snaptill.simulator.bank;

import com.solab.iso8583.IsoMessage;
import dev.snaptill.simulator.bank.Wire.Received;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Network messages, field 70: answers the client's and draws up the bank's own. */
final class NetworkDesk {
  static final String SIGN_ON = "001";
  static final String SIGN_OFF = "002";
  static final String NEW_KEY = "101";
  static final String CUT_OVER = "201";
  static final String ECHO = "301";
  private static final DateTimeFormatter TRANSMITTED =
      DateTimeFormatter.ofPattern("MMddHHmmss", Locale.ROOT);
  private final Wire wire;
  private final Books books;
  private final Clock clock;
  private final AtomicInteger stan = new AtomicInteger();

  NetworkDesk(Wire wire, Books books, Clock clock) {
    this.wire = wire;
    this.books = books;
    this.clock = clock;
  }

  /** The 0810; only inside {@link Books#group}. */
  IsoMessage answer(Received to, Optional<String> imposed) {
    if (imposed.isPresent()) {
      return wire.format().answerTo(to.message(), imposed.get());
    }
    return switch (Fields.text(to.message(), 70)) {
      case SIGN_ON -> {
        to.from().signedOn(true);
        IsoMessage answer = wire.format().answerTo(to.message(), Teller.APPROVED);
        WireFormat.day(answer, books.day());
        yield answer;
      }
      case SIGN_OFF -> {
        to.from().signedOn(false);
        yield wire.format().answerTo(to.message(), Teller.APPROVED);
      }
      case ECHO -> wire.format().answerTo(to.message(), Teller.APPROVED);
      case NEW_KEY -> newKey(to);
      case "" -> wire.format().answerTo(to.message(), "30");
      default -> wire.format().answerTo(to.message(), "12");
    };
  }

  private IsoMessage newKey(Received to) {
    Optional<String> block = wire.keys().flatMap(MacKeys::renew);
    IsoMessage answer =
        wire.format().answerTo(to.message(), block.isPresent() ? Teller.APPROVED : "12");
    block.ifPresent(b -> WireFormat.keyBlock(answer, b));
    return answer;
  }

  /** An 0810 of the client's; only what it says to a new key is of interest. */
  void answered(Received answer) {
    if (answer.genuine()
        && answer.message().getType() == 0x810
        && Fields.text(answer.message(), 70).equals(NEW_KEY)) {
      boolean approved = Fields.text(answer.message(), 39).equals(Teller.APPROVED);
      wire.keys().ifPresent(approved ? MacKeys::taken : MacKeys::declined);
    }
  }

  /** An 0800 that tells of the new business day, field 15. */
  IsoMessage cutOver(LocalDate day) {
    IsoMessage message = own(CUT_OVER);
    WireFormat.day(message, day);
    return message;
  }

  /** An 0800 with a new key in field 48; empty where this bank exchanges none. */
  Optional<IsoMessage> offerKey() {
    return wire.keys()
        .flatMap(MacKeys::offer)
        .map(
            block -> {
              IsoMessage message = own(NEW_KEY);
              WireFormat.keyBlock(message, block);
              return message;
            });
  }

  private IsoMessage own(String function) {
    String now = LocalDateTime.now(clock.withZone(ZoneOffset.UTC)).format(TRANSMITTED);
    return wire.format().network(now, stan.incrementAndGet() % 1_000_000, function);
  }
}
