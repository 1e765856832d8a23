package dev.snaptill.bank.iso8583;

import static dev.snaptill.bank.iso8583.FieldFormat.Kind.AN;
import static dev.snaptill.bank.iso8583.FieldFormat.Kind.ANS;
import static dev.snaptill.bank.iso8583.FieldFormat.Kind.B;
import static dev.snaptill.bank.iso8583.FieldFormat.Kind.N;
import static dev.snaptill.bank.iso8583.FieldFormat.fixed;
import static dev.snaptill.bank.iso8583.FieldFormat.lllvar;
import static dev.snaptill.bank.iso8583.FieldFormat.llvar;

import dev.snaptill.bank.iso8583.FieldFormat.Align;
import dev.snaptill.bank.iso8583.Profile.Bitmap;
import dev.snaptill.bank.iso8583.Profile.Digits;
import java.util.HashMap;
import java.util.Map;

/** The profiles that are shipped (bank.md, "The wire"). */
public final class Profiles {
  private Profiles() {}

  /** Two-byte binary length, everything in ASCII but the bitmap. */
  public static Profile plain() {
    return new Profile(
        "plain",
        new LengthPrefix(2, LengthPrefix.Format.BINARY, false),
        "",
        "",
        Digits.ASCII,
        Digits.ASCII,
        Bitmap.BINARY,
        standard());
  }

  /** As point-of-sale terminals speak in China: TPDU, six-byte header, digits in BCD. */
  public static Profile pos() {
    Map<Integer, FieldFormat> fields = standard();
    // The point of service entry mode is the one fixed field whose odd digits stand left.
    fields.put(22, fixed(N, 3).aligned(Align.LEFT));
    // Track data have their own nibble code there and never travel on this link.
    fields.remove(35);
    fields.remove(36);
    return new Profile(
        "pos",
        new LengthPrefix(2, LengthPrefix.Format.BINARY, false),
        "6000010000",
        "603100000000",
        Digits.BCD,
        Digits.BCD,
        Bitmap.BINARY,
        fields);
  }

  /** The field table of ISO 8583:1987. */
  private static Map<Integer, FieldFormat> standard() {
    Map<Integer, FieldFormat> t = new HashMap<>();
    t.put(2, llvar(N, 19));
    t.put(3, fixed(N, 6));
    put(t, 4, 6, fixed(N, 12));
    t.put(7, fixed(N, 10));
    put(t, 8, 10, fixed(N, 8));
    put(t, 11, 12, fixed(N, 6));
    put(t, 13, 18, fixed(N, 4));
    put(t, 19, 24, fixed(N, 3));
    put(t, 25, 26, fixed(N, 2));
    t.put(27, fixed(N, 1));
    put(t, 28, 31, fixed(AN, 9));
    put(t, 32, 33, llvar(N, 11));
    t.put(34, llvar(ANS, 28));
    t.put(35, llvar(ANS, 37));
    t.put(36, lllvar(ANS, 104));
    t.put(37, fixed(AN, 12));
    t.put(38, fixed(AN, 6));
    t.put(39, fixed(AN, 2));
    t.put(40, fixed(AN, 3));
    t.put(41, fixed(ANS, 8));
    t.put(42, fixed(ANS, 15));
    t.put(43, fixed(ANS, 40));
    t.put(44, llvar(ANS, 25));
    t.put(45, llvar(ANS, 76));
    put(t, 46, 48, lllvar(ANS, 999));
    put(t, 49, 51, fixed(AN, 3));
    t.put(52, fixed(B, 8));
    t.put(53, fixed(N, 16));
    t.put(54, lllvar(ANS, 120));
    put(t, 55, 63, lllvar(ANS, 999));
    t.put(64, fixed(B, 8));
    t.put(66, fixed(N, 1));
    t.put(67, fixed(N, 2));
    put(t, 68, 70, fixed(N, 3));
    put(t, 71, 72, fixed(N, 4));
    t.put(73, fixed(N, 6));
    put(t, 74, 81, fixed(N, 10));
    put(t, 82, 85, fixed(N, 12));
    put(t, 86, 89, fixed(N, 16));
    t.put(90, fixed(N, 42));
    t.put(91, fixed(AN, 1));
    t.put(92, fixed(AN, 2));
    t.put(93, fixed(AN, 5));
    t.put(94, fixed(AN, 7));
    t.put(95, fixed(AN, 42));
    t.put(96, fixed(B, 8));
    t.put(97, fixed(AN, 17));
    t.put(98, fixed(ANS, 25));
    put(t, 99, 100, llvar(N, 11));
    t.put(101, llvar(ANS, 17));
    put(t, 102, 103, llvar(ANS, 28));
    t.put(104, lllvar(ANS, 100));
    put(t, 105, 127, lllvar(ANS, 999));
    t.put(128, fixed(B, 8));
    return t;
  }

  private static void put(Map<Integer, FieldFormat> table, int first, int last, FieldFormat f) {
    for (int field = first; field <= last; field++) {
      table.put(field, f);
    }
  }
}
