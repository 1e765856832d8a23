package dev.snaptill.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Addresses and networks (CIDR), IPv4 and IPv6. Never asks a name server. */
public final class AddressList {
  /** Holds no address. */
  public static final AddressList NONE = new AddressList(List.of(), List.of());

  private record Network(byte[] address, int prefix) {
    boolean holds(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < prefix; bit++) {
        int mask = 0x80 >>> (bit & 7);
        if ((address[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<String> texts;
  private final List<Network> networks;

  private AddressList(List<String> texts, List<Network> networks) {
    this.texts = texts;
    this.networks = networks;
  }

  /**
   * Reads {@code 192.0.2.7}, {@code 10.1.0.0/16}, {@code 2001:db8::/32}.
   *
   * @throws IllegalArgumentException naming the first that is none of these
   */
  public static AddressList parse(List<String> texts) {
    List<Network> networks = new ArrayList<>();
    for (String text : texts) {
      int slash = text.indexOf('/');
      byte[] address = literal(slash < 0 ? text : text.substring(0, slash));
      int bits = address == null ? 0 : address.length * 8;
      String length = slash < 0 ? String.valueOf(bits) : text.substring(slash + 1);
      if (address == null || !length.matches("\\d{1,3}") || Integer.parseInt(length) > bits) {
        throw new IllegalArgumentException(
            "'" + text + "' is not an address or network such as 192.0.2.7 or 10.1.0.0/16");
      }
      networks.add(new Network(address, Integer.parseInt(length)));
    }
    return new AddressList(List.copyOf(texts), List.copyOf(networks));
  }

  public boolean isEmpty() {
    return networks.isEmpty();
  }

  /** Whether a peer's literal address is in one of the networks; false for what isn't one. */
  public boolean holds(String address) {
    int scope = address.indexOf('%');
    byte[] bytes = literal(scope < 0 ? address : address.substring(0, scope));
    return bytes != null && networks.stream().anyMatch(network -> network.holds(bytes));
  }

  private static byte @Nullable [] literal(String text) {
    boolean four = text.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    boolean six = text.indexOf(':') >= 0 && text.matches("[0-9A-Fa-f:.]{2,45}");
    if (!four && !six) {
      return null;
    }
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException notAnAddress) {
      return null;
    }
  }

  /** Whether both were written alike. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AddressList list && texts.equals(list.texts);
  }

  @Override
  public int hashCode() {
    return texts.hashCode();
  }
}
