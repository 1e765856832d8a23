package dev.snaptill.bank.iso8583;

import dev.snaptill.config.Settings;

/**
 * Field 70 of the network messages 0800, three digits each, and where they carry what they carry.
 *
 * @param dayField month and day of the bank's business day, four digits
 * @param keyField a new MAC key, see {@link KeyBlock}
 */
public record NetworkCodes(
    String signOn,
    String signOff,
    String echo,
    String key,
    String cutOver,
    int dayField,
    int keyField) {
  public static final NetworkCodes DEFAULT =
      new NetworkCodes("001", "002", "301", "101", "201", 15, 48);

  static NetworkCodes from(Settings s) {
    return new NetworkCodes(
        code(s, "sign_on", DEFAULT.signOn),
        code(s, "sign_off", DEFAULT.signOff),
        code(s, "echo", DEFAULT.echo),
        code(s, "key", DEFAULT.key),
        code(s, "cut_over", DEFAULT.cutOver),
        s.integer("day_field", DEFAULT.dayField, 2, Message.LAST),
        s.integer("key_field", DEFAULT.keyField, 2, Message.LAST));
  }

  private static String code(Settings s, String key, String otherwise) {
    return s.text(key, otherwise, "\\d{3}", "three digits in quotes");
  }
}
