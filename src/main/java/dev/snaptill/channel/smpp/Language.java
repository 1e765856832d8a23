package dev.snaptill.channel.smpp;

import java.util.Arrays;
import java.util.Optional;

/**
 * The languages with shift tables of their own (3GPP TS 23.038 Annex A), by the identifier that the
 * user data header carries. A locking shift table takes the default alphabet's place, a single
 * shift table that of the extension table.
 *
 * <p>A table is written as what differs from a frame that several share: {@code 04=20AC} puts a
 * code point in a place of the default tables; the tables of South Asia's scripts list the code
 * points of their free places in order, {@code 0905-090B} for a run of them and {@code .} for none.
 */
public enum Language {
  TURKISH(
      1,
      "04=20AC 07=0131 0B=011E 0C=011F 1C=015E 1D=015F 40=0130 60=00E7",
      "47=011E 49=0130 53=015E 63=00E7 67=011F 69=0131 73=015F"),
  /** Has no locking shift table. */
  SPANISH(2, "", "09=00E7 41=00C1 49=00CD 4F=00D3 55=00DA 61=00E1 69=00ED 6F=00F3 75=00FA"),
  PORTUGUESE(
      3,
      "04=00EA 06=00FA 07=00ED 08=00F3 09=00E7 0B=00D4 0C=00F4 0E=00C1 0F=00E1 12=00AA 13=00C7"
          + " 14=00C0 15=221E 16=005E 17=005C 18=20AC 19=00D3 1A=007C 1C=00C2 1D=00E2 1E=00CA"
          + " 24=00BA 40=00CD 5B=00C3 5C=00D5 5D=00DA 60=007E 7B=00E3 7C=00F5 7D=0060",
      "05=00EA 09=00E7 0B=00D4 0C=00F4 0E=00C1 0F=00E1 12=03A6 13=0393 15=03A9 16=03A0 17=03A8"
          + " 18=03A3 19=0398 1F=00CA 41=00C0 49=00CD 4F=00D3 55=00DA 5B=00C3 5C=00D5 61=00C2"
          + " 69=00ED 6F=00F3 75=00FA 7B=00E3 7C=00F5 7F=00E2"),
  BENGALI(
      4,
      "0981-0983 0985-098C . . 098F 0990 . . 0993-09A8 . 09AA-09B0 . 09B2 . . . 09B6-09B9"
          + " 09BC-09C4 . . 09C7 09C8 . . 09CB-09CE 09D7 09DC 09DD 09F0 09F1",
      "09E6-09EF 09DF-09E3 09F2-09FA"),
  GUJARATI(
      5,
      "0A81-0A83 0A85-0A8D . 0A8F-0A91 . 0A93-0AA8 . 0AAA-0AB0 . 0AB2 0AB3 . 0AB5-0AB9 0ABC-0AC5"
          + " . 0AC7-0AC9 . 0ACB-0ACD 0AD0 0AE0-0AE3 0AF1",
      "0964 0965 0AE6-0AEF"),
  HINDI(
      6,
      "0901-0903 0905-0939 093C-094D 0950 0972 097B 097C 097E 097F",
      "0964-096F 0951-0954 0958-0963 0970 0971"),
  KANNADA(
      7,
      ". 0C82 0C83 0C85-0C8C . 0C8E-0C90 . 0C92-0CA8 . 0CAA-0CB3 . 0CB5-0CB9 0CBC-0CC4 ."
          + " 0CC6-0CC8 . 0CCA-0CCD 0CD5 0CD6 0CE0-0CE3",
      "0964 0965 0CE6-0CEF 0CDE 0CF1 0CF2"),
  MALAYALAM(
      8,
      ". 0D02 0D03 0D05-0D0C . 0D0E-0D10 . 0D12-0D28 . 0D2A-0D39 . 0D3D-0D44 . 0D46-0D48 ."
          + " 0D4A-0D4D 0D57 0D60-0D63 0D79",
      "0964 0965 0D66-0D75 0D7A-0D7F"),
  ORIYA(
      9,
      "0B01-0B03 0B05-0B0C . . 0B0F 0B10 . . 0B13-0B28 . 0B2A-0B30 . 0B32 0B33 . 0B35-0B39"
          + " 0B3C-0B44 . . 0B47 0B48 . . 0B4B-0B4D 0B56 0B57 0B60-0B63",
      "0964 0965 0B66-0B6F 0B5C 0B5D 0B5F 0B70 0B71"),
  PUNJABI(
      10,
      "0A01-0A03 0A05-0A0A . . . . 0A0F 0A10 . . 0A13-0A28 . 0A2A-0A30 . 0A32 0A33 . 0A35 0A36 ."
          + " 0A38 0A39 0A3C . 0A3E-0A42 . . . . 0A47 0A48 . . 0A4B-0A4D 0A51 0A70-0A74",
      "0964 0965 0A66-0A6F 0A59-0A5C 0A5E 0A75"),
  TAMIL(
      11,
      ". 0B82 0B83 0B85-0B8A . . . 0B8E-0B90 . 0B92-0B95 . . . 0B99 0B9A . 0B9C . 0B9E 0B9F . . ."
          + " 0BA3 0BA4 . . . 0BA8-0BAA . . . 0BAE-0BB9 . . 0BBE-0BC2 . . . 0BC6-0BC8 . 0BCA-0BCD"
          + " 0BD0 0BD7 0BF0-0BF2 0BF9",
      "0964 0965 0BE6-0BEF 0BF3-0BF8 0BFA"),
  TELUGU(
      12,
      "0C01-0C03 0C05-0C0C . 0C0E-0C10 . 0C12-0C28 . 0C2A-0C33 . 0C35-0C39 . 0C3D-0C44 ."
          + " 0C46-0C48 . 0C4A-0C4D 0C55 0C56 0C60-0C63",
      ". . 0C66-0C6F 0C58 0C59 0C78-0C7F"),
  URDU(
      13,
      "0627 0622 0628 067B 0680 067E 06A6 062A 06C2 067F 0679 067D 067A 067C 062B 062C 0681 0684"
          + " 0683 0685-0687 062D-062F 068C 0688-068A 068F 068D 0630 0631 0691 0693 0699 0632 0696"
          + " 0698 069A 0633-0639 0641 0642 06A9-06AB 06AF 06B3 06B1 0644-0646 06BA-06BC 0648 06C4"
          + " 06D5 06C1 06BE 0621 06CC 06D0 06D2 064D 0650 064F 0657 0654 0655 0651 0653 0656 0670",
      "0600 0601 06F0-06F9 060C-0614 061B 061F 0640 0652 0658 066B 066C 0672 0673 06CD 06D4");

  private final int id;
  private final String locking;
  private final String single;

  Language(int id, String locking, String single) {
    this.id = id;
    this.locking = locking;
    this.single = single;
  }

  /** National Language Identifier (TS 23.040 §9.2.3.24.15). */
  int id() {
    return id;
  }

  boolean hasLocking() {
    return !locking.isEmpty();
  }

  static Optional<Language> of(int id) {
    return Arrays.stream(values()).filter(language -> language.id == id).findFirst();
  }

  /** Written as the class says; empty if the language has none. */
  String locking() {
    return locking;
  }

  String single() {
    return single;
  }
}
