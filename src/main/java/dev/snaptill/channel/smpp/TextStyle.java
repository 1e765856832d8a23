package dev.snaptill.channel.smpp;

import dev.snaptill.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How texts are put on a carrier's wire.
 *
 * @param charset what data_coding 0 means
 * @param longMessages how a text goes that is too long for one short message
 * @param languages whose shift tables may be used where that takes fewer parts than UCS-2; phones
 *     and carriers that lack them show other letters
 */
public record TextStyle(
    DefaultCharset charset, LongMessages longMessages, List<Language> languages) {

  /** Ways of sending a text longer than a short message. */
  public enum LongMessages {
    /** Parts behind a user data header with an 8-bit reference (TS 23.040 §9.2.3.24.1). */
    UDH8,
    /** The same with a 16-bit reference (TS 23.040 §9.2.3.24.8). */
    UDH16,
    /** Parts numbered by sar_* TLVs (SMPP 3.4 §5.3.2.22 to 24); the carrier makes the header. */
    SAR,
    /** The whole text in message_payload (SMPP 3.4 §5.3.2.32); the carrier cuts it. */
    PAYLOAD
  }

  static TextStyle plain(DefaultCharset charset) {
    return new TextStyle(charset, LongMessages.UDH8, List.of());
  }

  /** Reads {@code long_messages} and {@code languages} of a carrier or system. */
  static TextStyle from(Settings s, DefaultCharset charset) {
    LongMessages longMessages = s.choice("long_messages", LongMessages.UDH8);
    List<Language> languages = new ArrayList<>();
    for (String name : s.texts("languages")) {
      try {
        languages.add(Language.valueOf(name.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        s.error("languages", "'" + name + "' is no language of TS 23.038 Annex A");
      }
    }
    if (!languages.isEmpty() && charset != DefaultCharset.GSM7) {
      s.error("languages", "are shift tables of default_charset gsm7");
    }
    return new TextStyle(charset, longMessages, List.copyOf(languages));
  }
}
