package dev.snaptill.bank.iso8583;

import dev.snaptill.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the list of a bank's terminals: single ones and ranges such as SNAP0001..SNAP0008. */
final class Terminals {
  private static final Pattern RANGE = Pattern.compile("([ -~]{8})\\.\\.([ -~]{8})");
  private static final Pattern DIGITS_AT_END = Pattern.compile("(.*?)(\\d+)");
  private static final int MOST = 1_000;

  private Terminals() {}

  /** At least one, none twice; mistakes are gathered in the settings. */
  static List<String> from(Settings s) {
    List<String> out = new ArrayList<>();
    for (String entry : s.texts("terminals")) {
      Matcher range = RANGE.matcher(entry);
      if (range.matches()) {
        expand(s, entry, range.group(1), range.group(2), out);
      } else if (entry.matches("[ -~]{8}")) {
        out.add(entry);
      } else {
        s.error(
            "terminals",
            "'"
                + entry
                + "' is neither a terminal of eight characters nor a range of them"
                + " such as SNAP0001..SNAP0008 (put digits in quotes)");
      }
    }
    if (out.isEmpty()) {
      s.error("terminals", "has none: a bank needs at least one terminal id");
    }
    if (out.size() > MOST) {
      s.error("terminals", "has more than " + MOST);
    }
    if (out.stream().distinct().count() != out.size()) {
      s.error("terminals", "has the same terminal twice");
    }
    return out;
  }

  private static void expand(
      Settings s, String entry, String first, String last, List<String> out) {
    Matcher from = DIGITS_AT_END.matcher(first);
    Matcher to = DIGITS_AT_END.matcher(last);
    if (!from.matches() || !to.matches() || !from.group(1).equals(to.group(1))) {
      s.error("terminals", "'" + entry + "' is a range whose ends differ in more than digits");
      return;
    }
    int begin = Integer.parseInt(from.group(2));
    int end = Integer.parseInt(to.group(2));
    if (end < begin || end - begin >= MOST) {
      s.error("terminals", "'" + entry + "' is no range of 1 to " + MOST);
      return;
    }
    int width = from.group(2).length();
    for (int number = begin; number <= end; number++) {
      String digits = String.valueOf(number);
      out.add(from.group(1) + "0".repeat(width - digits.length()) + digits);
    }
  }
}
