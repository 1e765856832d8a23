package dev.snaptill.outbox;

import dev.snaptill.config.Settings;
import dev.snaptill.value.Address;
import java.util.Set;

/**
 * Which channel carries what.
 *
 * @param texts the carrier for texts to people who did not write first, or wrote by MMS
 * @param pictures the MMSC for pictures
 * @param shortCode what we send from
 * @param carriers every channel that carries texts
 */
public record Routes(String texts, String pictures, Address shortCode, Set<String> carriers) {

  public static Routes from(Settings s, String shortCode, Set<String> carriers, Set<String> mmscs) {
    String texts = s.text("texts", carriers.stream().findFirst().orElse(""));
    String pictures = s.text("pictures", mmscs.stream().findFirst().orElse(""));
    if (!carriers.contains(texts)) {
      s.error("texts", "'" + texts + "' is none of the carriers " + carriers);
    }
    if (!mmscs.contains(pictures)) {
      s.error("pictures", "'" + pictures + "' is none of the MMSCs " + mmscs);
    }
    return new Routes(texts, pictures, Address.tel(shortCode), Set.copyOf(carriers));
  }

  /** What kind of channel a message came by: {@code sms}, {@code mms}, {@code wechat} ... */
  public String kind(String cameBy, Address sender) {
    return !sender.scheme().equals("tel")
        ? sender.scheme()
        : carriers.contains(cameBy) ? "sms" : "mms";
  }

  /** The channel for a text in answer to something that came by the given one. */
  public String textsFor(String cameBy) {
    return carriers.contains(cameBy) ? cameBy : texts;
  }
}
