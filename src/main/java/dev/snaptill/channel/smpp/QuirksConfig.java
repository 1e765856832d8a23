package dev.snaptill.channel.smpp;

import dev.snaptill.config.Settings;
import java.util.HashSet;
import java.util.Set;
import org.jsmpp.bean.InterfaceVersion;

/**
 * In what a carrier differs from others that speak SMPP too (docs/carriers.md has the table).
 *
 * @param version interface_version of our binds
 * @param serviceType service_type of submit_sm; usually empty
 * @param addressRange address_range of our binds; usually empty
 * @param destinationTon type of number of subscribers
 * @param destinationNpi numbering plan of subscribers
 * @param receipts which delivery receipts submit_sm asks for
 * @param idInResponse how submit_sm_resp writes message ids
 * @param idInReceipt how delivery receipts write the same ids
 * @param query whether query_sm may be asked about a message whose receipt doesn't come
 * @param retryCodes command_status of submit_sm_resp that mean "try again later"
 * @param failureCode what a deliver_sm is answered with that could not be stored
 */
public record QuirksConfig(
    Version version,
    String serviceType,
    String addressRange,
    int destinationTon,
    int destinationNpi,
    ReceiptsWanted receipts,
    IdFormat idInResponse,
    IdFormat idInReceipt,
    boolean query,
    Set<Integer> retryCodes,
    int failureCode) {

  /** registered_delivery (SMPP 3.4 §5.2.17). */
  public enum ReceiptsWanted {
    NONE(0),
    ALL(1),
    /** Only if it fails; not every carrier knows this. */
    FAILED(2);

    private final int bits;

    ReceiptsWanted(int bits) {
      this.bits = bits;
    }

    int bits() {
      return bits;
    }
  }

  /** How a message id is written. */
  public enum IdFormat {
    /** As it is, but for letter case, leading zeros and a UUID's dashes. */
    TEXT,
    HEX,
    DECIMAL
  }

  /** SMPP's versions; 3.3 knows no TLVs, and we send none unless asked for. */
  public enum Version {
    V3_3(InterfaceVersion.IF_33),
    V3_4(InterfaceVersion.IF_34),
    V5_0(InterfaceVersion.IF_50);

    private final InterfaceVersion wire;

    Version(InterfaceVersion wire) {
      this.wire = wire;
    }

    InterfaceVersion wire() {
      return wire;
    }
  }

  static QuirksConfig from(Settings s) {
    QuirksConfig quirks =
        new QuirksConfig(
            version(s),
            // SMPP 3.4 §5.2.11 and §5.2.7: 6 and 41 octets, the closing NUL among them
            s.text("service_type", "", "[\\x21-\\x7e]{0,5}", "at most 5 ASCII characters"),
            s.text("address_range", "", "[\\x21-\\x7e]{0,40}", "at most 40 ASCII characters"),
            s.integer("destination_ton", Numbers.TON_INTERNATIONAL, 0, 6),
            s.integer("destination_npi", 1, 0, 18),
            s.choice("receipts", ReceiptsWanted.NONE),
            s.choice("id_in_response", IdFormat.TEXT),
            s.choice("id_in_receipt", IdFormat.TEXT),
            s.flag("query", false),
            retryCodes(s),
            s.integer("failure_code", Status.SYSTEM_ERROR, 1, 0x4FF));
    if ((quirks.idInResponse == IdFormat.TEXT) != (quirks.idInReceipt == IdFormat.TEXT)) {
      s.error(
          "id_in_receipt",
          "and id_in_response can't be compared: both are text, or each is hex or decimal");
    }
    return quirks;
  }

  private static Version version(Settings s) {
    String text = s.text("version", "3.4", "3\\.[34]|5\\.0", "3.3, 3.4 or 5.0");
    return switch (text) {
      case "3.3" -> Version.V3_3;
      case "5.0" -> Version.V5_0;
      default -> Version.V3_4;
    };
  }

  private static Set<Integer> retryCodes(Settings s) {
    Set<Integer> codes = new HashSet<>();
    for (String text : s.texts("retry_codes")) {
      if (text.matches("0x[0-9A-Fa-f]{1,4}")) {
        codes.add(Integer.parseInt(text.substring(2), 16));
      } else {
        s.error("retry_codes", "'" + text + "' is not a command_status such as 0x58");
      }
    }
    return codes.isEmpty()
        ? Set.of(Status.SYSTEM_ERROR, Status.QUEUE_FULL, Status.THROTTLED)
        : Set.copyOf(codes);
  }
}
