package dev.snaptill.channel.mm7;

import dev.snaptill.channel.Capabilities;
import dev.snaptill.channel.Trust;
import dev.snaptill.config.AddressList;
import dev.snaptill.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One MMSC: how it proves itself to us, how we prove ourselves to it, and how it likes to be spoken
 * to.
 *
 * @param name the channel's name, and the last step of the path it posts to: {@code /mm7/<name>}
 * @param url where we post SubmitReq
 * @param username what we present to the MMSC by Basic, or null for nothing
 * @param password the password to it
 * @param inboundUsername what the MMSC must present to us by Basic, or null if its address is
 *     enough
 * @param inboundPassword the password to it
 * @param addresses the addresses and networks it may post from; empty if its credentials are enough
 * @param vaspId the VASPID the carrier gave us, or null
 * @param vasId the VASID the carrier gave us, or null
 * @param version MM7Version of our requests, for example {@code 6.8.0}
 * @param namespace XML namespace of our requests
 * @param region ISO 3166 letters of the country whose numbers come without a country code
 * @param trust how far its senders are to be believed
 * @param shortCodes the short codes it delivers to; the first stands in where a recipient is
 *     missing
 * @param timeout how long we wait for its answer
 * @param authentication how we present ourselves: Basic at once, or only Digest
 * @param inboundAuthentication what we ask of the MMSC
 * @param certificate the common name or the SHA-256 of the certificate the MMSC must show, or null
 * @param tls how we speak TLS to it, where its URL is https
 * @param window how many requests of ours may wait for its answer
 * @param maxPictureSide the longer side of a picture we send, in pixels
 * @param maxPictureBytes the largest picture we send
 * @param maxPhotoBytes the largest picture we take
 */
public record MmscConfig(
    String name,
    URI url,
    @Nullable String username,
    @Nullable String password,
    @Nullable String inboundUsername,
    @Nullable String inboundPassword,
    AddressList addresses,
    @Nullable String vaspId,
    @Nullable String vasId,
    String version,
    String namespace,
    String region,
    Trust trust,
    List<String> shortCodes,
    Duration timeout,
    int maxPictureBytes,
    int maxPhotoBytes,
    HttpAuth authentication,
    HttpAuth inboundAuthentication,
    @Nullable String certificate,
    Mm7Tls tls,
    int window,
    int maxPictureSide) {
  static final String DEFAULT_NAMESPACE =
      "http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-6-MM7-1-4";
  private static final URI NOWHERE = URI.create("http://127.0.0.1:1/");

  public MmscConfig {
    shortCodes = List.copyOf(shortCodes);
  }

  /** Reads one item of {@code mm7.mmscs}. */
  static MmscConfig from(Settings s) {
    String username = s.textOrNull("username");
    String password = s.secretOrNull("password");
    pair(s, "username", username, "password", password);
    String inboundUsername = s.textOrNull("inbound_username");
    String inboundPassword = s.secretOrNull("inbound_password");
    pair(s, "inbound_username", inboundUsername, "inbound_password", inboundPassword);
    List<String> addresses = s.texts("addresses");
    String certificate = s.textOrNull("certificate");
    if (inboundUsername == null && addresses.isEmpty() && certificate == null) {
      s.error(
          "inbound_username",
          "is missing, and so is addresses: one of them must tell this MMSC from a stranger");
    }
    return new MmscConfig(
        name(s),
        url(s),
        username,
        password,
        inboundUsername,
        inboundPassword,
        addresses(s, addresses),
        s.textOrNull("vasp_id"),
        s.textOrNull("vas_id"),
        s.text("version", "6.8.0", "[56](\\.\\d{1,2}){1,2}", "a version such as 5.3.0 or 6.8.0"),
        s.text("namespace", DEFAULT_NAMESPACE, "[\\x21-\\x7e&&[^<>\"&']]{1,200}", "a namespace"),
        region(s),
        s.choice("trust", Trust.WEAK),
        shortCodes(s),
        s.duration("timeout", Duration.ofSeconds(30), Duration.ofMillis(50), Duration.ofMinutes(5)),
        s.integer("max_picture_bytes", 100_000, 1_000, 2_000_000),
        s.integer("max_photo_bytes", 2 * 1024 * 1024, 10_000, 8 * 1024 * 1024),
        s.choice("authentication", HttpAuth.BASIC),
        s.choice("inbound_authentication", HttpAuth.BASIC),
        certificate,
        Mm7Tls.toMmsc(s.section("tls")),
        s.integer("window", 8, 1, 200),
        s.integer("max_picture_side", 640, 64, 4_096));
  }

  private static void pair(
      Settings s, String user, @Nullable String name, String secret, @Nullable String word) {
    if (name == null && word != null) {
      s.error(user, "is missing, but " + secret + " is given");
    } else if (name != null && word == null) {
      s.error(secret, "is missing, but " + user + " is given");
    } else if (name != null && name.indexOf(':') >= 0) {
      s.error(user, "has a colon, which Basic authentication cannot carry");
    }
  }

  private static String name(Settings s) {
    String name = s.text("name");
    if (!name.matches("[a-z0-9][a-z0-9_-]{0,31}")) {
      s.error("name", "'" + name + "' is not up to 32 of a-z, 0-9, - and _");
    }
    return name;
  }

  private static URI url(Settings s) {
    String text = s.text("url");
    try {
      URI url = URI.create(text);
      if (url.getHost() != null && Set.of("http", "https").contains(url.getScheme())) {
        if (url.getRawUserInfo() != null) {
          s.error("url", "carries credentials: give them as username and password");
        }
        return url;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    s.error("url", "is not an http or https address");
    return NOWHERE;
  }

  private static AddressList addresses(Settings s, List<String> texts) {
    try {
      return AddressList.parse(texts);
    } catch (IllegalArgumentException e) {
      s.error("addresses", String.valueOf(e.getMessage()));
      return AddressList.NONE;
    }
  }

  private static String region(Settings s) {
    String region = s.text("region", "CN").toUpperCase(Locale.ROOT);
    if (!PhoneNumbers.knowsRegion(region)) {
      s.error("region", "'" + region + "' is not a country's two letters");
      return "CN";
    }
    return region;
  }

  private static List<String> shortCodes(Settings s) {
    List<String> codes = s.texts("short_codes");
    if (codes.isEmpty()) {
      s.error("short_codes", "is missing: name at least one");
    }
    for (String code : codes) {
      if (!code.matches("\\+?\\d{3,20}")) {
        s.error("short_codes", "'" + code + "' is not a number of 3 to 20 digits");
      }
    }
    return codes;
  }

  /** What this MMSC can carry. */
  public Capabilities capabilities() {
    return new Capabilities(true, true, true, maxPictureBytes);
  }

  /** The name only: the rest holds secrets. */
  @Override
  public String toString() {
    return "MmscConfig[" + name + "]";
  }
}
