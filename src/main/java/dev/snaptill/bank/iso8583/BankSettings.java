package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.BankOperation.Original;
import dev.snaptill.bank.BankOperation.Type;
import dev.snaptill.bank.OperationKey;
import dev.snaptill.bank.iso8583.BankConfig.Limits;
import dev.snaptill.bank.iso8583.BankConfig.Offers;
import dev.snaptill.bank.iso8583.BankConfig.ProcessingCodes;
import dev.snaptill.config.Settings;
import dev.snaptill.value.AccountNumber;
import dev.snaptill.value.Money;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code banks}. */
final class BankSettings {
  private static final int MOST_LINKS = 32;
  private static final FieldFormat EIGHT_BYTES = FieldFormat.fixed(FieldFormat.Kind.B, 8);

  private BankSettings() {}

  static BankConfig read(Settings s) {
    Profile profile = ProfileSettings.read(s);
    Settings accounts = s.section("accounts");
    BankConfig config =
        new BankConfig(
            name(s),
            links(s),
            profile,
            zone(s),
            s.text("merchant_id", "SNAPTILL", "[ -~]{1,15}", "one to fifteen ASCII characters"),
            s.text("acquirer_id", "00000000000", "\\d{11}", "eleven digits in quotes"),
            Terminals.from(s),
            Integer.parseInt(accounts.text("payer", "102", "2|102", "2 or 102")),
            Integer.parseInt(accounts.text("payee", "103", "2|103", "2 or 103")),
            limits(s),
            new Offers(
                s.flag("repeats", false),
                s.flag("enquiry", false),
                s.flag("reversals", true),
                s.flag("cut_over", true)),
            processingCodes(s.section("processing_codes")),
            NetworkCodes.from(s.section("network")),
            Breaker.Config.from(s.section("breaker")),
            MacConfig.from(s.section("mac"), profile.name().equals("pos") ? 64 : 128),
            TlsConfig.from(s.section("tls")));
    if (config.payerField() == config.payeeField()) {
      accounts.error("payee", "is the payer's field");
    }
    config
        .mac()
        .filter(mac -> !EIGHT_BYTES.equals(profile.field(mac.field())))
        .ifPresent(
            mac ->
                s.section("mac")
                    .error("field", mac.field() + " is not eight bytes, b8, in this profile"));
    rehearse(s, config);
    return config;
  }

  private static String name(Settings s) {
    String name = s.text("name");
    if (!name.isEmpty() && !name.matches("[a-z0-9][a-z0-9_-]{0,31}")) {
      s.error("name", "'" + name + "' is not up to 32 of a-z, 0-9, - and _");
    }
    return name;
  }

  /** Either {@code host} and {@code port}, or {@code links}; each {@code connections} times. */
  private static List<Endpoint> links(Settings s) {
    Endpoint one = new Endpoint(s.text("host", "127.0.0.1"), s.integer("port", 8583, 1, 65_535));
    List<Endpoint> addresses = new ArrayList<>();
    for (String text : s.texts("links")) {
      Endpoint endpoint = Endpoint.parse(text);
      if (endpoint == null) {
        s.error("links", "'" + text + "' is not host:port");
      } else {
        addresses.add(endpoint);
      }
    }
    if (addresses.isEmpty()) {
      addresses.add(one);
    }
    int each = s.integer("connections", 1, 1, MOST_LINKS);
    List<Endpoint> out = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      out.addAll(addresses);
    }
    if (out.size() > MOST_LINKS) {
      s.error("connections", "make more than " + MOST_LINKS + " with these links");
    }
    return out;
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

  private static Limits limits(Settings s) {
    Limits out =
        new Limits(
            time(s, "answer_timeout", "25s", Duration.ofMillis(100), Duration.ofMinutes(5)),
            time(s, "network_timeout", "10s", Duration.ofMillis(100), Duration.ofMinutes(5)),
            time(s, "echo", "1m", Duration.ofMillis(100), Duration.ofHours(1)),
            s.integer("echoes_missed", 2, 1, 10),
            s.integer("max_in_flight", 1_000, 1, 100_000),
            time(s, "reconnect_min", "1s", Duration.ofMillis(10), Duration.ofMinutes(10)),
            time(s, "reconnect_max", "1m", Duration.ofMillis(10), Duration.ofHours(1)),
            time(s, "processing_time_max", "10m", Duration.ofSeconds(1), Duration.ofDays(1)));
    if (out.reconnectMax().compareTo(out.reconnectMin()) < 0) {
      s.error("reconnect_max", "is shorter than reconnect_min");
    }
    return out;
  }

  private static Duration time(
      Settings s, String key, String usual, Duration least, Duration most) {
    Duration otherwise = Duration.parse("PT" + usual);
    return s.duration(key, otherwise, least, most);
  }

  private static ProcessingCodes processingCodes(Settings s) {
    ProcessingCodes usual = ProcessingCodes.DEFAULT;
    return new ProcessingCodes(
        s.text("debit", usual.debit(), "\\d{6}", "six digits in quotes"),
        s.text("credit", usual.credit(), "\\d{6}", "six digits in quotes"),
        s.text("transfer", usual.transfer(), "\\d{6}", "six digits in quotes"),
        s.text("enquiry", usual.enquiry(), "\\d{6}", "six digits in quotes"));
  }

  /**
   * Writes one message of each kind, so that a profile that can't carry one is told now and not
   * when somebody pays.
   */
  private static void rehearse(Settings s, BankConfig config) {
    String terminal = config.terminals().isEmpty() ? "TERMINAL" : config.terminals().get(0);
    Requests requests = new Requests(config);
    LengthPrefix length = config.profile().length();
    try {
      Codec codec = new Codec(config.profile(), config.mac().map(MacConfig::field).orElse(0));
      for (Type type : Type.values()) {
        Message message = requests.of(sample(config.name(), terminal, type));
        MacConfig mac = config.mac().orElse(null);
        if (mac != null) {
          message = message.with(mac.field(), "0".repeat(2 * MacKey.BYTES));
        }
        length.frame(codec.encode(message));
      }
      for (Requests.Network kind : Requests.Network.values()) {
        length.frame(codec.encode(requests.network(kind, 1, Instant.EPOCH)));
      }
      Message answer =
          Message.of("0810").set(39, "00").set(config.network().dayField(), "1231").build();
      codec.encode(answer);
      codec.encode(
          Message.of("0810").set(config.network().keyField(), "D".repeat(KeyBlock.LENGTH)).build());
    } catch (MalformedMessage e) {
      s.error("profile", "cannot carry what is sent: " + e.getMessage());
    }
  }

  private static BankOperation sample(String bank, String terminal, Type type) {
    OperationKey key = new OperationKey(bank, terminal, LocalDate.EPOCH, 1);
    AccountNumber account = new AccountNumber("6222000000000000");
    boolean debits = type != Type.CREDIT;
    @Nullable Original original =
        type == Type.REVERSAL ? new Original(key, Type.DEBIT, Instant.EPOCH, "000000000001") : null;
    return new BankOperation(
        key,
        1,
        type,
        new Money(1, "CNY"),
        debits ? account : null,
        type == Type.CREDIT || type == Type.TRANSFER ? account : null,
        Instant.EPOCH,
        "000000000001",
        Instant.EPOCH,
        original,
        false);
  }
}
