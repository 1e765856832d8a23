package dev.snaptill.bank.iso8583;

import dev.snaptill.config.Settings;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * One bank front-end and how to speak to it; read by {@link BankSettings}.
 *
 * @param name the bank's name in the configuration and in {@code OperationKey.bank}
 * @param links one connection is kept to each; the same may stand here several times
 * @param profile the wire format
 * @param zone of fields 12 and 13; field 7 is always UTC (ISO 8583:1987 field 7)
 * @param merchantId field 42, filled up with spaces to fifteen characters
 * @param acquirerId the acquirer in field 90, eleven digits
 * @param terminals field 41 values to lease, eight characters each
 * @param payerField where the account to be debited stands, 102 or 2
 * @param payeeField where the account to be credited stands, 103 or 2
 */
public record BankConfig(
    String name,
    List<Endpoint> links,
    Profile profile,
    ZoneId zone,
    String merchantId,
    String acquirerId,
    List<String> terminals,
    int payerField,
    int payeeField,
    Limits limits,
    Offers offers,
    ProcessingCodes processingCodes,
    NetworkCodes network,
    Breaker.Config breaker,
    Optional<MacConfig> mac,
    Optional<TlsConfig> tls) {

  /**
   * Times and bounds.
   *
   * @param answerTimeout from the write to giving an operation up as unknown
   * @param networkTimeout from the write of a network message to giving it up
   * @param echo how long the bank may be silent before it is asked for an echo
   * @param echoesMissed echoes without an answer in a row before a connection is given up
   * @param maxInFlight operations written to one connection and not yet answered
   * @param reconnectMin wait before the first reconnect; doubled each time
   * @param reconnectMax longest wait between two reconnects
   * @param processingTimeMax how long the bank may work on a message it never answered (bank.md,
   *     reversal, code 25); for the settlement, not for the link
   */
  public record Limits(
      Duration answerTimeout,
      Duration networkTimeout,
      Duration echo,
      int echoesMissed,
      int maxInFlight,
      Duration reconnectMin,
      Duration reconnectMax,
      Duration processingTimeMax) {}

  /**
   * What the bank has beside debits, credits and transfers.
   *
   * @param repeats whether it answers an 0201 repeat with its first answer
   * @param enquiry whether it answers account enquiries, processing code 31xxxx
   * @param reversals whether it takes 0420 and 0421
   * @param cutOver whether it tells its business day; else that is the calendar's in its zone
   */
  public record Offers(boolean repeats, boolean enquiry, boolean reversals, boolean cutOver) {}

  /** Field 3 of each kind of operation, six digits. */
  public record ProcessingCodes(String debit, String credit, String transfer, String enquiry) {
    public static final ProcessingCodes DEFAULT =
        new ProcessingCodes("000000", "210000", "400000", "310000");
  }

  public BankConfig {
    links = List.copyOf(links);
    terminals = List.copyOf(terminals);
    merchantId = merchantId + " ".repeat(Math.max(0, 15 - merchantId.length()));
  }

  /** Reads one entry of {@code banks}; mistakes are gathered in the settings. */
  public static BankConfig from(Settings s) {
    return BankSettings.read(s);
  }

  public Duration answerTimeout() {
    return limits.answerTimeout();
  }

  public Duration echo() {
    return limits.echo();
  }

  public int maxInFlight() {
    return limits.maxInFlight();
  }

  public Duration processingTimeMax() {
    return limits.processingTimeMax();
  }

  public boolean repeats() {
    return offers.repeats();
  }

  public boolean enquiry() {
    return offers.enquiry();
  }

  public boolean reversals() {
    return offers.reversals();
  }

  public boolean cutOver() {
    return offers.cutOver();
  }
}
