package dev.snaptill.voucher;

/** How a text or a picture names a voucher. */
public sealed interface Reference {
  /** Fourteen digits whose check digits are right. */
  record Code(String digits) implements Reference {
    /** Never the code: this may reach a log. */
    @Override
    public String toString() {
      return "Code";
    }
  }
}
