package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.iso8583.FieldFormat.Align;
import dev.snaptill.bank.iso8583.FieldFormat.Kind;
import dev.snaptill.bank.iso8583.FieldFormat.Length;
import dev.snaptill.bank.iso8583.LengthPrefix.Format;
import dev.snaptill.config.Settings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a bank's wire format: one of the shipped profiles, and what is different at this bank. */
final class ProfileSettings {
  private static final Pattern FIELD =
      Pattern.compile(
          "(\\d{1,3})\\s+(?:(none)|(n|an|ans|b)\\s*(\\.{2,3})?\\s*(\\d{1,3})(?:\\s+(left|right))?)");

  private ProfileSettings() {}

  static Profile read(Settings s) {
    String name = s.text("profile", "plain", "plain|pos", "plain or pos");
    Profile usual = name.equals("pos") ? Profiles.pos() : Profiles.plain();
    String tpdu =
        s.text("tpdu", usual.tpdu(), "|60[0-9A-Fa-f]{8}", "60 and eight hexadecimal digits");
    String header =
        s.text(
            "header",
            usual.header(),
            "([0-9A-Fa-f]{2}){0,64}",
            "up to 64 bytes in hexadecimal digits, in quotes");
    return new Profile(
        name,
        length(s.section("length"), usual.length()),
        tpdu,
        header,
        s.choice("mti", usual.type()),
        s.choice("numeric", usual.numeric()),
        s.choice("bitmap", usual.bitmap()),
        fields(s, usual.fields()));
  }

  private static LengthPrefix length(Settings s, LengthPrefix usual) {
    int bytes = s.integer("bytes", usual.bytes(), 2, 4);
    Format format = s.choice("format", usual.format());
    boolean inclusive = s.flag("inclusive", usual.inclusive());
    if (bytes == 3) {
      s.error("bytes", "3 is neither 2 nor 4");
      bytes = 2;
    }
    if (bytes == 2 && format == Format.ASCII) {
      s.error("bytes", "2 digits cannot tell the length of a message: give 4");
    }
    return new LengthPrefix(bytes, format, inclusive);
  }

  /** Entries such as {@code 48 ans...999}, {@code 22 n3 left} and {@code 35 none}. */
  private static Map<Integer, FieldFormat> fields(Settings s, Map<Integer, FieldFormat> usual) {
    Map<Integer, FieldFormat> out = new HashMap<>(usual);
    for (String entry : s.texts("fields")) {
      Matcher parts = FIELD.matcher(entry.strip().toLowerCase(Locale.ROOT));
      int field = parts.matches() ? Integer.parseInt(parts.group(1)) : 0;
      if (field < 2 || field == 65 || field > Message.LAST) {
        s.error("fields", "'" + entry + "' is not like 22 n3 left, 48 ans...999 or 35 none");
      } else if (parts.group(2) != null) {
        out.remove(field);
      } else {
        try {
          out.put(field, format(parts));
        } catch (IllegalArgumentException e) {
          s.error("fields", "'" + entry + "': " + e.getMessage());
        }
      }
    }
    return out;
  }

  private static FieldFormat format(Matcher parts) {
    Kind kind = Kind.valueOf(parts.group(3).toUpperCase(Locale.ROOT));
    String dots = parts.group(4);
    Length length = dots == null ? Length.FIXED : dots.length() == 2 ? Length.LLVAR : Length.LLLVAR;
    String side = parts.group(6);
    Align usual = length == Length.FIXED ? Align.RIGHT : Align.LEFT;
    Align align = side == null ? usual : Align.valueOf(side.toUpperCase(Locale.ROOT));
    return new FieldFormat(kind, length, Integer.parseInt(parts.group(5)), align);
  }
}
