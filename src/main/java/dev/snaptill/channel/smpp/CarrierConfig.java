package dev.snaptill.channel.smpp;

import dev.snaptill.channel.Trust;
import dev.snaptill.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One carrier we bind to as an ESME.
 *
 * @param endpoints where its SMSCs listen: binds are spread over them, and go to the next when one
 *     can't be had
 * @param systemType usually empty
 * @param binds how many transceivers, or transmitter and receiver pairs
 * @param window submit_sm without an answer at a time, per bind
 * @param receiveWindow deliver_sm without our answer at a time, per bind; above it the peer is told
 *     to try again
 * @param queue submit_sm that may wait for the window, per bind
 * @param rate submit_sm a second and bind, each part of a long text being one; 0 sets no limit
 * @param carrierRate the same over all binds
 * @param submitTimeout how long a submit_sm may wait for the window, and then for its answer
 * @param enquireLink silence after which the peer is asked whether it is alive
 * @param responseTimeout how long a bind, an enquire_link and an unbind may stay unanswered
 * @param intakeTimeout how long the gateway may take to store a message
 * @param throttlePause how long a bind is silent after the peer said throttled or queue full; twice
 *     as long, up to a minute, if it says so again
 * @param throttleTries how often a throttled submit_sm is tried again in its place, before its text
 *     goes back to the outbox
 * @param reconnectMin first wait before binding again
 * @param reconnectMax longest wait before binding again
 * @param stopTimeout how long an orderly stop waits for what is outstanding
 * @param texts what data_coding 0 means to this carrier, and how long texts go
 * @param region two letters (ISO 3166): where numbers without a country code belong
 * @param trust {@link Trust#OPERATOR} only if the carrier vouches for its senders
 * @param tryAgainCode command_status that makes this carrier send a message again later
 * @param sourceTon type of number of our short codes
 * @param sourceNpi numbering plan of our short codes
 * @param shortCodes numbers kept as they are; a trailing {@code *} stands for any digits
 * @param hardKeyTlv tag of the TLV that holds an id unique for ever, 0 if the carrier has none
 * @param quirks in what else it differs from others
 * @param tls how the connection is secured; empty for plain TCP
 * @param outbind how it shows itself if its receiver binds are made when it asks for them; empty:
 *     we bind by ourselves
 */
public record CarrierConfig(
    String name,
    List<Endpoint> endpoints,
    String systemId,
    String password,
    String systemType,
    Mode bind,
    int binds,
    int window,
    int receiveWindow,
    int queue,
    int rate,
    int carrierRate,
    Duration submitTimeout,
    Duration enquireLink,
    Duration responseTimeout,
    Duration intakeTimeout,
    Duration throttlePause,
    int throttleTries,
    Duration reconnectMin,
    Duration reconnectMax,
    Duration stopTimeout,
    TextStyle texts,
    String region,
    Trust trust,
    int tryAgainCode,
    int sourceTon,
    int sourceNpi,
    List<String> shortCodes,
    int hardKeyTlv,
    QuirksConfig quirks,
    Optional<TlsConfig> tls,
    Optional<OutbindConfig> outbind) {

  /** How a carrier lets us bind. */
  public enum Mode {
    TRANSCEIVER,
    TRANSMITTER_RECEIVER,
    TRANSMITTER,
    RECEIVER
  }

  /** A carrier's word for how far its senders can be believed; SMPP has no signatures. */
  private enum Belief {
    OPERATOR,
    WEAK
  }

  /** The list of carriers under {@code key}; two of one name are an error. */
  public static List<CarrierConfig> listFrom(Settings settings, String key) {
    Set<String> names = new HashSet<>();
    return settings.list(
        key,
        carrier -> {
          CarrierConfig config = from(carrier);
          if (!names.add(config.name)) {
            carrier.error("name", "'" + config.name + "' is the name of another carrier too");
          }
          return config;
        });
  }

  /** Whether we make no bind of our own accord: none being up is then no trouble. */
  public boolean isOnlyCalled() {
    return outbind.isPresent() && bind != Mode.TRANSMITTER_RECEIVER;
  }

  /** What data_coding 0 means to this carrier. */
  DefaultCharset defaultCharset() {
    return texts.charset();
  }

  public static CarrierConfig from(Settings s) {
    return from(s, password(s));
  }

  /** One that binds to us, and shows a password of its own. */
  static CarrierConfig served(Settings s) {
    return from(s, "");
  }

  private static CarrierConfig from(Settings s, String password) {
    CarrierConfig config =
        new CarrierConfig(
            s.text("name", "", "[A-Za-z0-9_-]{1,32}", "1 to 32 letters, digits, _ or -"),
            endpoints(s),
            // SMPP 3.4 §5.2.1–5.2.3: 16, 9 and 13 octets, the closing NUL among them
            s.text("system_id", "", "[\\x21-\\x7e]{1,15}", "1 to 15 ASCII characters"),
            password,
            s.text("system_type", "", "[\\x21-\\x7e]{0,12}", "at most 12 ASCII characters"),
            s.choice("bind", Mode.TRANSCEIVER),
            s.integer("binds", 1, 1, 32),
            s.integer("window", 50, 1, 1_000),
            s.integer("receive_window", 1_000, 1, 10_000),
            s.integer("queue", 5_000, 0, 100_000),
            s.integer("rate", 0, 0, 100_000),
            s.integer("carrier_rate", 0, 0, 100_000),
            duration(s, "submit_timeout", "10s", "100ms", "120s"),
            duration(s, "enquire_link", "30s", "500ms", "600s"),
            duration(s, "response_timeout", "10s", "100ms", "60s"),
            duration(s, "intake_timeout", "10s", "100ms", "60s"),
            duration(s, "throttle_pause", "1s", "10ms", "60s"),
            s.integer("throttle_tries", 10, 0, 100),
            duration(s, "reconnect_min", "1s", "10ms", "60s"),
            duration(s, "reconnect_max", "60s", "10ms", "3600s"),
            duration(s, "stop_timeout", "10s", "0ms", "120s"),
            TextStyle.from(s, s.choice("default_charset", DefaultCharset.GSM7)),
            s.text("region", "CN", "[A-Z]{2}", "two capital letters (ISO 3166)"),
            s.choice("trust", Belief.WEAK) == Belief.OPERATOR ? Trust.OPERATOR : Trust.WEAK,
            s.integer("try_again_code", Status.THROTTLED, 1, 0x4FF),
            s.integer("source_ton", 0, 0, 6),
            s.integer("source_npi", 1, 0, 18),
            s.texts("short_codes"),
            s.integer("hard_key_tlv", 0, 0, 0xFFFF),
            QuirksConfig.from(s),
            TlsConfig.from(s.section("tls")),
            OutbindConfig.from(s.section("outbind")));
    if (config.outbind.isPresent() && config.bind == Mode.TRANSMITTER) {
      s.error("outbind", "asks for a receiver, and bind is transmitter");
    }
    if (config.reconnectMax.compareTo(config.reconnectMin) < 0) {
      s.error("reconnect_max", "is less than reconnect_min");
    }
    for (String code : config.shortCodes) {
      if (!code.matches("\\d{1,20}\\*?")) {
        s.error("short_codes", "'" + code + "' is not 1 to 20 digits with or without a closing *");
      }
    }
    return config;
  }

  private static List<Endpoint> endpoints(Settings s) {
    Endpoint only = new Endpoint(s.text("host", "127.0.0.1"), s.integer("port", 2775, 1, 65_535));
    List<Endpoint> several = new ArrayList<>();
    for (String text : s.texts("endpoints")) {
      Endpoint endpoint = Endpoint.parse(text);
      if (endpoint == null) {
        s.error("endpoints", "'" + text + "' is not host:port");
      } else {
        several.add(endpoint);
      }
    }
    if (!several.isEmpty() && s.textOrNull("host") != null) {
      s.error("endpoints", "and host are both given: give one");
    }
    return several.isEmpty() ? List.of(only) : List.copyOf(several);
  }

  private static String password(Settings s) {
    String password = s.secret("password");
    if (!password.matches("[\\x20-\\x7e]{0,8}")) {
      s.error("password", "is longer than the 8 ASCII characters that SMPP has room for");
    }
    return password;
  }

  private static Duration duration(
      Settings s, String key, String otherwise, String least, String most) {
    return s.duration(key, time(otherwise), time(least), time(most));
  }

  private static Duration time(String text) {
    return text.endsWith("ms")
        ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
        : Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
  }

  /** Never the password. */
  @Override
  public String toString() {
    return "CarrierConfig[" + name + " " + systemId + "@" + endpoints + "]";
  }
}
