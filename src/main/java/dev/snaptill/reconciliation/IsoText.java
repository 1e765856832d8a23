package dev.snaptill.reconciliation;

import java.text.Normalizer;

/**
 * Texts in payment messages: the characters that every bank takes (ISO 20022 usage of SWIFT's set
 * X, as in EPC217-08). Accents are dropped, what has no like in it becomes a full stop.
 */
final class IsoText {
  private IsoText() {}

  static String of(String text, int most, String otherwise) {
    StringBuilder out = new StringBuilder();
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
    plain
        .codePoints()
        .forEach(
            c -> {
              boolean allowed =
                  (c >= 'a' && c <= 'z')
                      || (c >= 'A' && c <= 'Z')
                      || (c >= '0' && c <= '9')
                      || "/-?:().,'+ ".indexOf(c) >= 0;
              out.append(allowed ? (char) c : '.');
            });
    String kept = out.toString().replaceAll("/{2,}", "/").replaceAll("[. ]*([. ])", "$1").strip();
    // no slash at either end, and nothing that a spreadsheet takes for a formula
    kept = kept.replaceAll("^[/=+@.' -]+", "").replaceAll("/+$", "");
    if (kept.length() > most) {
      kept = kept.substring(0, most).strip().replaceAll("/+$", "");
    }
    return kept.isBlank() ? otherwise : kept;
  }
}
