package dev.snaptill.channel.smpp;

import dev.snaptill.config.AddressList;
import dev.snaptill.config.Settings;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsmpp.bean.BindType;

/**
 * A carrier or aggregator that binds to us.
 *
 * @param carrier what is the same as for carriers that we bind to: its name is the channel's; host,
 *     port and password mean nothing here
 * @param addresses from where it may bind; empty for anywhere
 * @param maxBinds binds at a time
 * @param throughput messages a second over all binds, above which it is told to slow down; 0 for no
 *     limit
 * @param bindTypes how it may bind
 */
public record SystemConfig(
    CarrierConfig carrier,
    PasswordHash password,
    AddressList addresses,
    int maxBinds,
    int throughput,
    Set<BindType> bindTypes) {
  private static final PasswordHash NONE = new PasswordHash(1_000, "", "");

  static SystemConfig from(Settings s) {
    return new SystemConfig(
        CarrierConfig.served(s),
        password(s),
        addresses(s),
        s.integer("max_binds", 4, 1, 100),
        s.integer("throughput", 0, 0, 100_000),
        bindTypes(s));
  }

  private static PasswordHash password(Settings s) {
    try {
      return PasswordHash.parse(s.secret("password_hash"));
    } catch (IllegalArgumentException e) {
      s.error("password_hash", String.valueOf(e.getMessage()));
      return NONE;
    }
  }

  private static AddressList addresses(Settings s) {
    try {
      return AddressList.parse(s.texts("addresses"));
    } catch (IllegalArgumentException e) {
      s.error("addresses", String.valueOf(e.getMessage()));
      return AddressList.NONE;
    }
  }

  private static Set<BindType> bindTypes(Settings s) {
    List<String> names = s.texts("bind_types");
    Set<BindType> types = EnumSet.noneOf(BindType.class);
    for (String name : names) {
      switch (name.toLowerCase(Locale.ROOT)) {
        case "transceiver" -> types.add(BindType.BIND_TRX);
        case "transmitter" -> types.add(BindType.BIND_TX);
        case "receiver" -> types.add(BindType.BIND_RX);
        default ->
            s.error("bind_types", "'" + name + "' is not transceiver, transmitter or receiver");
      }
    }
    return names.isEmpty() ? EnumSet.allOf(BindType.class) : types;
  }

  boolean mayComeFrom(String address) {
    return addresses.isEmpty() || addresses.holds(address);
  }

  /** Never the password's hash. */
  @Override
  public String toString() {
    return "SystemConfig[" + carrier.name() + "]";
  }
}
