package dev.snaptill.bank.iso8583;

import dev.snaptill.config.Settings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One bank front-end and how to speak to it.
 *
 * @param name the bank's name in the configuration and in {@code OperationKey.bank}
 * @param profile the wire format
 * @param zone of fields 12 and 13; field 7 is always UTC (ISO 8583:1987 field 7)
 * @param merchantId field 42, filled up with spaces to fifteen characters
 * @param acquirerId the acquirer in field 90, eleven digits
 * @param terminals field 41 values to lease, eight characters each
 * @param answerTimeout from the write to giving an operation up as unknown
 * @param echo how long the bank may be silent before it is asked for an echo
 * @param maxInFlight operations written and not yet answered
 * @param reconnectMin wait before the first reconnect; doubled each time
 * @param reconnectMax longest wait between two reconnects
 * @param processingTimeMax how long the bank may work on a message it never answered (bank.md,
 *     reversal, code 25); for the settlement, not for the link
 * @param repeats whether the bank understands 0201
 */
public record BankConfig(
    String name,
    String host,
    int port,
    Profile profile,
    ZoneId zone,
    String merchantId,
    String acquirerId,
    List<String> terminals,
    Duration answerTimeout,
    Duration echo,
    int maxInFlight,
    Duration reconnectMin,
    Duration reconnectMax,
    Duration processingTimeMax,
    boolean repeats,
    ProcessingCodes processingCodes) {

  private static final Pattern RANGE = Pattern.compile("([ -~]{8})\\.\\.([ -~]{8})");
  private static final Pattern DIGITS_AT_END = Pattern.compile("(.*?)(\\d+)");
  private static final int MOST_TERMINALS = 1_000;

  /** Field 3 of each kind of operation, six digits. */
  public record ProcessingCodes(String debit, String credit, String transfer) {
    public static final ProcessingCodes DEFAULT = new ProcessingCodes("000000", "210000", "400000");
  }

  public BankConfig {
    terminals = List.copyOf(terminals);
    merchantId = merchantId + " ".repeat(Math.max(0, 15 - merchantId.length()));
  }

  /** Reads one entry of {@code banks}; mistakes are gathered in the settings. */
  public static BankConfig from(Settings s) {
    Duration answerTimeout =
        s.duration(
            "answer_timeout",
            Duration.ofSeconds(25),
            Duration.ofMillis(100),
            Duration.ofMinutes(5));
    Duration reconnectMin =
        s.duration(
            "reconnect_min", Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMinutes(10));
    Duration reconnectMax =
        s.duration(
            "reconnect_max", Duration.ofMinutes(1), Duration.ofMillis(10), Duration.ofHours(1));
    if (reconnectMax.compareTo(reconnectMin) < 0) {
      s.error("reconnect_max", "is shorter than reconnect_min");
    }
    return new BankConfig(
        name(s),
        s.text("host", "127.0.0.1"),
        s.integer("port", 8583, 1, 65_535),
        profile(s),
        zone(s),
        s.text("merchant_id", "SNAPTILL", "[ -~]{1,15}", "one to fifteen ASCII characters"),
        s.text("acquirer_id", "00000000000", "\\d{11}", "eleven digits in quotes"),
        terminals(s),
        answerTimeout,
        s.duration("echo", Duration.ofMinutes(1), Duration.ofMillis(100), Duration.ofHours(1)),
        s.integer("max_in_flight", 1_000, 1, 100_000),
        reconnectMin,
        reconnectMax,
        s.duration(
            "processing_time_max",
            Duration.ofMinutes(10),
            Duration.ofSeconds(1),
            Duration.ofDays(1)),
        s.flag("repeats", false),
        processingCodes(s.section("processing_codes")));
  }

  private static String name(Settings s) {
    String name = s.text("name");
    if (!name.isEmpty() && !name.matches("[a-z0-9][a-z0-9_-]{0,31}")) {
      s.error("name", "'" + name + "' is not up to 32 of a-z, 0-9, - and _");
    }
    return name;
  }

  private static Profile profile(Settings s) {
    String name = s.text("profile", "plain", "plain|pos", "plain or pos");
    Profile profile = name.equals("pos") ? Profiles.pos() : Profiles.plain();
    String tpdu =
        s.text("tpdu", profile.tpdu(), "|60[0-9A-Fa-f]{8}", "60 and eight hexadecimal digits");
    String header =
        s.text(
            "header",
            profile.header(),
            "([0-9A-Fa-f]{2}){0,64}",
            "up to 64 bytes in hexadecimal digits, in quotes");
    return profile.addressed(tpdu, header);
  }

  private static ZoneId zone(Settings s) {
    String zone = s.text("zone", "Asia/Shanghai");
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      s.error("zone", "'" + zone + "' is not a time zone such as Asia/Shanghai");
      return ZoneId.of("Asia/Shanghai");
    }
  }

  private static ProcessingCodes processingCodes(Settings s) {
    ProcessingCodes usual = ProcessingCodes.DEFAULT;
    return new ProcessingCodes(
        s.text("debit", usual.debit(), "\\d{6}", "six digits in quotes"),
        s.text("credit", usual.credit(), "\\d{6}", "six digits in quotes"),
        s.text("transfer", usual.transfer(), "\\d{6}", "six digits in quotes"));
  }

  /** Single terminals and ranges such as {@code SNAP0001..SNAP0008}. */
  private static List<String> terminals(Settings s) {
    List<String> out = new ArrayList<>();
    for (String entry : s.texts("terminals")) {
      Matcher range = RANGE.matcher(entry);
      if (range.matches()) {
        expand(s, entry, range.group(1), range.group(2), out);
      } else if (entry.matches("[ -~]{8}")) {
        out.add(entry);
      } else {
        s.error(
            "terminals",
            "'"
                + entry
                + "' is neither a terminal of eight characters nor a range of them"
                + " such as SNAP0001..SNAP0008 (put digits in quotes)");
      }
    }
    if (out.isEmpty()) {
      s.error("terminals", "has none: a bank needs at least one terminal id");
    }
    if (out.size() > MOST_TERMINALS) {
      s.error("terminals", "has more than " + MOST_TERMINALS);
    }
    if (out.stream().distinct().count() != out.size()) {
      s.error("terminals", "has the same terminal twice");
    }
    return out;
  }

  private static void expand(
      Settings s, String entry, String first, String last, List<String> out) {
    Matcher from = DIGITS_AT_END.matcher(first);
    Matcher to = DIGITS_AT_END.matcher(last);
    if (!from.matches() || !to.matches() || !from.group(1).equals(to.group(1))) {
      s.error("terminals", "'" + entry + "' is a range whose ends differ in more than digits");
      return;
    }
    int begin = Integer.parseInt(from.group(2));
    int end = Integer.parseInt(to.group(2));
    if (end < begin || end - begin >= MOST_TERMINALS) {
      s.error("terminals", "'" + entry + "' is no range of 1 to " + MOST_TERMINALS);
      return;
    }
    int width = from.group(2).length();
    for (int number = begin; number <= end; number++) {
      String digits = String.valueOf(number);
      out.add(from.group(1) + "0".repeat(width - digits.length()) + digits);
    }
  }
}
