package dev.snaptill.bank.iso8583;

import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the network messages that a bank sends of its own: echo, a new key, its cut-over. */
final class BankCalls {
  private static final Logger LOG = LoggerFactory.getLogger(BankCalls.class);

  private final Shared shared;
  private final NewKeys newKeys;
  private final Predicate<LocalDate> newDay;

  /**
   * @param newDay takes the bank's business day; false if it can't be
   */
  BankCalls(Shared shared, NewKeys newKeys, Predicate<LocalDate> newDay) {
    this.shared = shared;
    this.newKeys = newKeys;
    this.newDay = newDay;
  }

  /**
   * What to answer, and the key to go on with once the answer was written with the old one.
   *
   * @param code field 39 of the 0810
   */
  record Reply(String code, Optional<MacKey> key) {
    static Reply of(String code) {
      return new Reply(code, Optional.empty());
    }
  }

  /**
   * @param trust without a right MAC nothing but an echo and a key is taken
   */
  Reply reply(Message request, String f70, Trust trust) {
    NetworkCodes codes = shared.config().network();
    if (f70.equals(codes.echo())) {
      return Reply.of("00");
    }
    if (f70.equals(codes.key())) {
      return key(request);
    }
    if (f70.equals(codes.cutOver()) && shared.config().cutOver() && trust == Trust.FULL) {
      return Reply.of(cutOver(request));
    }
    LOG.warn("{}: the bank's 0800/{} is answered with 12", shared.config().name(), f70);
    return Reply.of("12");
  }

  private Reply key(Message request) {
    try {
      MacKey key = newKeys.open(request);
      LOG.info("{}: the bank sent a new MAC key", shared.config().name());
      return new Reply("00", Optional.of(key));
    } catch (KeyBlock.Refused e) {
      shared.metrics().keyRefused();
      LOG.error("{}: the bank's new MAC key: {}", shared.config().name(), e.getMessage());
      return Reply.of(e.code);
    }
  }

  private String cutOver(Message request) {
    Optional<LocalDate> day = day(request);
    if (day.isEmpty()) {
      LOG.error("{}: the cut-over message names no business day", shared.config().name());
      return "30";
    }
    return newDay.test(day.get()) ? "00" : "12";
  }

  /** The business day a message names, if it does. */
  Optional<LocalDate> day(Message message) {
    String monthDay = message.get(shared.config().network().dayField());
    LocalDate today = shared.clock().instant().atZone(shared.config().zone()).toLocalDate();
    return monthDay == null ? Optional.empty() : BusinessDays.read(monthDay, today);
  }
}
