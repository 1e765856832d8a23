package dev.snaptill.channel.smpp;

import dev.snaptill.config.AddressList;
import dev.snaptill.config.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * How a carrier shows itself that connects to our listener and asks us to bind (outbind, SMPP 3.4
 * §4.1.7).
 *
 * @param systemId its own; empty takes any
 * @param password its own; empty asks for none
 * @param addresses from where it comes
 */
public record OutbindConfig(String systemId, String password, AddressList addresses) {

  static Optional<OutbindConfig> from(Settings s) {
    boolean on = s.flag("on", false);
    String password = s.secretOrNull("password");
    OutbindConfig outbind =
        new OutbindConfig(
            s.text("system_id", "", "[\\x21-\\x7e]{0,15}", "at most 15 ASCII characters"),
            password == null ? "" : password,
            addresses(s));
    if (!on) {
      return Optional.empty();
    }
    if (outbind.password.isEmpty() && outbind.addresses.isEmpty()) {
      s.error("addresses", "is empty and there is no password: anybody could have us bind to it");
    }
    return Optional.of(outbind);
  }

  private static AddressList addresses(Settings s) {
    try {
      return AddressList.parse(s.texts("addresses"));
    } catch (IllegalArgumentException e) {
      s.error("addresses", String.valueOf(e.getMessage()));
      return AddressList.NONE;
    }
  }

  boolean fits(Outbind outbind) {
    return (systemId.isEmpty() || systemId.equals(outbind.systemId()))
        && (addresses.isEmpty() || addresses.holds(outbind.address()))
        && (password.isEmpty()
            || MessageDigest.isEqual(octets(password), octets(outbind.password())));
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Never the password. */
  @Override
  public String toString() {
    return "OutbindConfig[" + systemId + "]";
  }
}
