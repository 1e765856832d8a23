package dev.snaptill.voucher;

/** How a text or a picture names a voucher. */
public sealed interface Reference {

  /** As {@link Payload#read} reads it: for writing a command down. */
  String text();

  /** Fourteen digits whose check digits are right. */
  record Code(String digits) implements Reference {
    @Override
    public String text() {
      return digits;
    }

    /** Never the code: this may reach a log. */
    @Override
    public String toString() {
      return "Code";
    }
  }

  /** {@code ST1.} and what {@link VoucherTokens} has sealed; not opened yet. */
  record Token(String text) implements Reference {
    /** Never the token: this may reach a log. */
    @Override
    public String toString() {
      return "Token";
    }
  }
}
