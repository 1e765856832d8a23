package dev.snaptill.outbox;

import dev.snaptill.config.Settings;
import dev.snaptill.value.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which channel carries what. There is one for everybody who sends; a new configuration is taken
 * over by {@link #become}.
 */
public final class Routes {
  private volatile Table table;

  /**
   * @param texts the carrier for texts to people who did not write first, or wrote by MMS
   * @param pictures the MMSC for pictures
   * @param shortCode what we send from
   * @param carriers every channel that carries texts
   * @param prefixes carriers for numbers that begin so, instead of {@code texts}
   */
  private record Table(
      String texts,
      String pictures,
      Address shortCode,
      Set<String> carriers,
      List<Prefix> prefixes) {}

  /** Numbers that begin with this, a plus and digits, go by that carrier. */
  public record Prefix(String prefix, String carrier) {}

  /** Without prefixes. */
  public Routes(String texts, String pictures, Address shortCode, Set<String> carriers) {
    this(texts, pictures, shortCode, carriers, List.of());
  }

  public Routes(
      String texts,
      String pictures,
      Address shortCode,
      Set<String> carriers,
      List<Prefix> prefixes) {
    this.table = new Table(texts, pictures, shortCode, Set.copyOf(carriers), List.copyOf(prefixes));
  }

  /** From now on these are as the others. */
  public void become(Routes others) {
    table = others.table;
  }

  public String texts() {
    return table.texts;
  }

  public String pictures() {
    return table.pictures;
  }

  public Address shortCode() {
    return table.shortCode;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Routes routes && routes.table.equals(table);
  }

  @Override
  public int hashCode() {
    return table.hashCode();
  }

  public static Routes from(Settings s, String shortCode, Set<String> carriers, Set<String> mmscs) {
    String texts = s.text("texts", carriers.stream().findFirst().orElse(""));
    String pictures = s.text("pictures", mmscs.stream().findFirst().orElse(""));
    if (!carriers.contains(texts)) {
      s.error("texts", "'" + texts + "' is none of the carriers " + carriers);
    }
    if (!mmscs.contains(pictures)) {
      s.error("pictures", "'" + pictures + "' is none of the MMSCs " + mmscs);
    }
    return new Routes(
        texts, pictures, Address.tel(shortCode), Set.copyOf(carriers), prefixes(s, carriers));
  }

  /** What kind of channel a message came by: {@code sms}, {@code mms}, {@code wechat} ... */
  public String kind(String cameBy, Address sender) {
    return !sender.scheme().equals("tel")
        ? sender.scheme()
        : table.carriers.contains(cameBy) ? "sms" : "mms";
  }

  private static List<Prefix> prefixes(Settings s, Set<String> carriers) {
    List<Prefix> found = new ArrayList<>();
    for (Prefix one :
        s.list("prefixes", each -> new Prefix(prefix(each), carrier(each, carriers)))) {
      if (found.stream().anyMatch(other -> other.prefix.equals(one.prefix))) {
        s.error("prefixes", "'" + one.prefix + "' is given twice");
      }
      found.add(one);
    }
    return List.copyOf(found);
  }

  private static String prefix(Settings s) {
    return s.text("prefix", "", "\\+\\d{1,15}", "a plus and 1 to 15 digits");
  }

  private static String carrier(Settings s, Set<String> carriers) {
    String name = s.text("carrier");
    if (!carriers.contains(name)) {
      s.error("carrier", "'" + name + "' is none of the carriers " + carriers);
    }
    return name;
  }

  /** The channel for a text to somebody who did not write first: the longest prefix decides. */
  public String textsTo(Address to) {
    Table now = table;
    String carrier = now.texts;
    int longest = 0;
    for (Prefix one : now.prefixes) {
      if (one.prefix.length() > longest && to.value().startsWith(one.prefix)) {
        longest = one.prefix.length();
        carrier = one.carrier;
      }
    }
    return carrier;
  }

  /**
   * The channel for a text in answer to something that came by the given one: the same way back.
   */
  public String textsFor(String cameBy, Address to) {
    return table.carriers.contains(cameBy) ? cameBy : textsTo(to);
  }
}
