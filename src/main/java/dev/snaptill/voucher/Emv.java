package dev.snaptill.voucher;

import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * EMVCo merchant-presented QR data (EMV QRCPS MPM 1.1): two digits of tag, two of length in
 * characters, the value, and so on; the last is a CRC over all before it. The voucher's id stands
 * in a template of our own.
 */
public final class Emv {
  /** Names our template among others' (tag 00 of tags 26 to 51). */
  static final String GUID = "dev.snaptill";

  private static final int LONGEST = 512;
  private static final int LONGEST_NAME = 25;
  private static final String CRC_TAG = "6304";

  private Emv() {}

  /**
   * What a code says.
   *
   * @param voucherId the voucher
   * @param amount null if the payer chooses it
   */
  public record Said(long voucherId, @Nullable Money amount) {}

  /**
   * What is written beside the voucher.
   *
   * @param once whether the code is good for one payment (tag 01: 12, else 11)
   * @param amount null if the payer chooses it
   * @param reference for the payer to see or type, up to 25 characters
   */
  public record Merchant(
      boolean once, String currency, @Nullable Money amount, String name, String reference) {}

  /** The text of a voucher's code. */
  public static String write(long voucherId, Merchant merchant, FormsConfig config) {
    String name = Normalizer.normalize(merchant.name(), Normalizer.Form.NFKC).strip();
    boolean ascii = name.chars().allMatch(c -> c >= ' ' && c <= '~');
    StringBuilder out = new StringBuilder(200);
    put(out, "00", "01");
    put(out, "01", merchant.once() ? "12" : "11");
    put(out, "26", field("00", GUID) + field("01", Ids.text(voucherId)));
    put(out, "52", config.category());
    put(
        out,
        "53",
        String.format(
            Locale.ROOT, "%03d", Currency.getInstance(merchant.currency()).getNumericCode()));
    if (merchant.amount() != null) {
      put(out, "54", merchant.amount().decimal());
    }
    put(out, "58", config.country());
    // tag 59 is of the common characters; a name in another script follows in template 64
    put(out, "59", ascii && !name.isEmpty() ? cut(name) : "SNAPTILL PAYEE");
    put(out, "60", config.city());
    put(out, "62", field("05", cut(merchant.reference())));
    if (!ascii) {
      put(out, "64", field("00", "ZH") + field("01", cut(name)));
    }
    return out.append(CRC_TAG).append(crc(out.toString())).toString();
  }

  /** What a text says, if it is such data, whole, and with a template of ours. */
  public static Optional<Said> read(String text) {
    String data = text.strip();
    int crcAt = data.length() - 4;
    if (data.length() > LONGEST
        || !data.startsWith("0002")
        || crcAt < 8
        || !data.startsWith(CRC_TAG, crcAt - 4)
        || !data.substring(crcAt).equalsIgnoreCase(crc(data.substring(0, crcAt)))) {
      return Optional.empty();
    }
    Map<String, String> tags = tags(data);
    for (int tag = 26; tag <= 51; tag++) {
      Map<String, String> template = tags(tags.getOrDefault(String.valueOf(tag), ""));
      if (GUID.equalsIgnoreCase(template.get("00"))) {
        long id = Ids.parse(template.getOrDefault("01", "").toLowerCase(Locale.ROOT));
        return id < 0 ? Optional.empty() : said(id, tags);
      }
    }
    return Optional.empty();
  }

  private static Optional<Said> said(long id, Map<String, String> tags) {
    String amount = tags.get("54");
    if (amount == null) {
      return Optional.of(new Said(id, null));
    }
    return currency(tags.getOrDefault("53", ""))
        .flatMap(currency -> Money.parse(amount, currency))
        .map(money -> new Said(id, money));
  }

  private static Optional<String> currency(String number) {
    return Currency.getAvailableCurrencies().stream()
        .filter(c -> String.format(Locale.ROOT, "%03d", c.getNumericCode()).equals(number))
        .map(Currency::getCurrencyCode)
        .findFirst();
  }

  /** Tags of the first level; empty if a length is none or goes beyond the end. */
  private static Map<String, String> tags(String data) {
    Map<String, String> tags = new LinkedHashMap<>();
    int at = 0;
    while (at < data.length()) {
      if (at + 4 > data.length() || !data.substring(at, at + 4).matches("[0-9]{4}")) {
        return Map.of();
      }
      int end = at + 4 + Integer.parseInt(data.substring(at + 2, at + 4));
      if (end > data.length()) {
        return Map.of();
      }
      tags.putIfAbsent(data.substring(at, at + 2), data.substring(at + 4, end));
      at = end;
    }
    return tags;
  }

  private static void put(StringBuilder out, String tag, String value) {
    out.append(field(tag, value));
  }

  private static String field(String tag, String value) {
    return tag + String.format(Locale.ROOT, "%02d", value.length()) + value;
  }

  private static String cut(String name) {
    int end = Math.min(LONGEST_NAME, name.length());
    return name.substring(
        0, end > 0 && Character.isHighSurrogate(name.charAt(end - 1)) ? end - 1 : end);
  }

  /** CRC-16/CCITT-FALSE: polynomial 1021, begun with FFFF, four capital hexadecimal digits. */
  static String crc(String text) {
    int crc = 0xffff;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      crc ^= (b & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
      }
      crc &= 0xffff;
    }
    return String.format(Locale.ROOT, "%04X", crc);
  }
}
