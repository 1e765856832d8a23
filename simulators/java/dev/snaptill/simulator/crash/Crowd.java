package dev.snaptill.simulator.crash;

import java.util.LinkedHashMap;
import java.util.Map;

/** Who pays whom: people's numbers, their accounts, and what these began with. */
final class Crowd {
  static final long RICH = 1_000_000_000_00L;
  private static final int PAYERS = 20;
  private static final int RIVALS = 6;
  private static final int POOR = 2;
  private static final int SHOPS = 5;
  private static final int NEIGHBOURS = 3;
  private static final int AMOUNTS = 19_999; // up to 199.99: more would have to be confirmed

  /** What one voucher is for. */
  record Deal(String payer, String payee, long minor, String rival) {}

  /** Accounts at bank north by the payers' numbers, with their opening balances. */
  static Map<String, Long> northAccounts() {
    Map<String, Long> accounts = new LinkedHashMap<>();
    for (int i = 0; i < PAYERS + RIVALS; i++) {
      accounts.put(account(payer(i)), RICH);
    }
    for (int i = 0; i < POOR; i++) {
      accounts.put(account(poor(i)), 0L);
    }
    for (int i = 0; i < NEIGHBOURS; i++) {
      accounts.put(account(neighbour(i)), 0L);
    }
    return accounts;
  }

  static Map<String, Long> southAccounts() {
    Map<String, Long> accounts = new LinkedHashMap<>();
    for (int i = 0; i < SHOPS; i++) {
      accounts.put(account(shop(i)), 0L);
    }
    return accounts;
  }

  static Iterable<String> payers() {
    return northAccounts().keySet().stream().map(Crowd::number).filter(number -> !isPayee(number))
        ::iterator;
  }

  /** Payees and the banks they have their accounts at. */
  static Map<String, String> payees() {
    Map<String, String> payees = new LinkedHashMap<>();
    for (int i = 0; i < SHOPS; i++) {
      payees.put(shop(i), "south");
    }
    for (int i = 0; i < NEIGHBOURS; i++) {
      payees.put(neighbour(i), "north");
    }
    return payees;
  }

  /**
   * The n-th voucher's deal. Most are paid from bank to bank, two of ten within one bank, one of
   * ten by somebody without money, one of ten is sent in by two people at once. Within 80,000
   * vouchers no two have the same payer and amount, nor the same payee and amount.
   */
  static Deal deal(int n) {
    long minor = n % AMOUNTS + 1;
    return switch (n % 10) {
      case 3, 6 -> new Deal(payer(n % PAYERS), neighbour(n / 10 % NEIGHBOURS), minor, "");
      case 9 -> new Deal(poor(n / 10 % POOR), shop(n % SHOPS), minor, "");
      case 5 ->
          new Deal(payer(n % PAYERS), shop(n % SHOPS), minor, payer(PAYERS + n / 10 % RIVALS));
      default -> new Deal(payer(n % PAYERS), shop(n % SHOPS), minor, "");
    };
  }

  private static String payer(int i) {
    return "+86138000%05d".formatted(1000 + i);
  }

  private static String poor(int i) {
    return "+86138000%05d".formatted(3000 + i);
  }

  private static String shop(int i) {
    return "+86138000%05d".formatted(2000 + i);
  }

  private static String neighbour(int i) {
    return "+86138000%05d".formatted(4000 + i);
  }

  private static boolean isPayee(String number) {
    return payees().containsKey(number);
  }

  /** The account of a number. */
  static String account(String number) {
    return "62220200" + number.substring(number.length() - 8);
  }

  private static String number(String account) {
    return "+86138" + account.substring(account.length() - 8);
  }

  private Crowd() {}
}
