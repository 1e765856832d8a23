package dev.snaptill.value;

/** A bank account or card number. Shown and logged as {@code 6222****2230} (bank.md, Security). */
public record AccountNumber(String digits) {

  public AccountNumber {
    if (!digits.matches("\\d{8,28}")) {
      throw new IllegalArgumentException("an account number has 8 to 28 digits");
    }
  }

  public String masked() {
    return digits.substring(0, 4) + "****" + digits.substring(digits.length() - 4);
  }

  @Override
  public String toString() {
    return masked();
  }
}
