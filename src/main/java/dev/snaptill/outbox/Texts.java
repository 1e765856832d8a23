package dev.snaptill.outbox;

import dev.snaptill.value.Money;
import java.text.MessageFormat;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/** The words people read, in their language; English where we don't speak it. */
public final class Texts {
  private static final int LONGEST_NAME = 24;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter TIME_ZH = DateTimeFormatter.ofPattern("M月d日HH:mm");
  private static final Map<String, Map<Say, MessageFormat>> LANGUAGES =
      Map.of("en", read("en"), "zh", read("zh"));

  private Texts() {}

  private static Map<Say, MessageFormat> read(String language) {
    ResourceBundle bundle =
        ResourceBundle.getBundle(
            "dev.snaptill.outbox.messages",
            Locale.forLanguageTag(language),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    Map<Say, MessageFormat> words = new EnumMap<>(Say.class);
    for (Say say : Say.values()) {
      words.put(say, new MessageFormat(bundle.getString(say.name()), Locale.ROOT));
    }
    return words;
  }

  /** One text with its values filled in. */
  public static String say(Say what, String language, Object... values) {
    Map<Say, MessageFormat> words = LANGUAGES.get(language);
    if (words == null) {
      words = java.util.Objects.requireNonNull(LANGUAGES.get("en"));
    }
    MessageFormat format = java.util.Objects.requireNonNull(words.get(what));
    // MessageFormat is not safe for use by several threads
    return ((MessageFormat) format.clone()).format(values, new StringBuffer(160), null).toString();
  }

  /** An amount as people read it: {@code 12.50 CNY}, {@code 12.50元}. */
  public static String amount(Money money, String language) {
    return language.equals("zh") && money.currency().equals("CNY")
        ? money.decimal() + "元"
        : money.toString();
  }

  /** A time as people read it: {@code 23 Nov 14:05}, {@code 11月23日14:05}. */
  public static String time(ZonedDateTime time, String language) {
    return (language.equals("zh") ? TIME_ZH : TIME).format(time);
  }

  /**
   * A name or note fit for a text: no control characters, nothing that a phone would make a link
   * of, and short (vouchers.md, "Who is the payer?").
   */
  public static String plain(String name) {
    return plain(name, LONGEST_NAME);
  }

  /** The same with another bound, in characters. */
  public static String plain(String name, int longest) {
    String clean =
        name.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", " ")
            .replaceAll("[\\p{Cf}\\p{Cs}\\p{Co}]", "")
            // domain names are read with these full stops too (IDNA, RFC 3490 section 3.1)
            .replaceAll("[．｡]", ".")
            .replaceAll("\\S*://\\S*", " ")
            .replaceAll("(?<=[\\p{L}\\p{N}])[.。](?=\\p{L}{2})", " ")
            .replaceAll("\\d+(?:\\.\\d+){2,}\\S*", " ")
            .replaceAll("\\s+", " ")
            .strip();
    int most = Math.min(longest, clean.length());
    // not through the middle of a surrogate pair
    int end = most > 0 && Character.isHighSurrogate(clean.charAt(most - 1)) ? most - 1 : most;
    return clean.substring(0, end).strip();
  }
}
