package dev.snaptill.simulator.bank;

/**
 * What an account looked like at one moment.
 *
 * @param balance minor units
 * @param limit most that one debit may take, minor units; {@link Long#MAX_VALUE} is no limit
 */
public record AccountView(String number, long balance, AccountState state, long limit) {

  /** As shown to people: 6222****1111. */
  public String masked() {
    return mask(number);
  }

  /** First and last four characters; of a number too short for that, only its last two. */
  static String mask(String number) {
    if (Books.isInternal(number)) {
      return number;
    }
    int length = number.length();
    if (length < 12) {
      return "****" + number.substring(Math.max(0, length - 2));
    }
    return number.substring(0, 4) + "****" + number.substring(length - 4);
  }
}
