package dev.snaptill.simulator.bench;

import dev.snaptill.simulator.bank.BankBuilder;
import dev.snaptill.simulator.bank.BankSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A hundred rich payers at one bank and fifty payees at another. */
final class Crowd {
  private static final int PAYERS = 100;
  private static final int PAYEES = 50;
  private static final int FIRST_PAYER = 1000;
  private static final int FIRST_PAYEE = 2000;
  private static final long RICH = 1_000_000_000_00L;

  private Crowd() {}

  static BankSimulator payersBank(Path folder) {
    return bank(folder, "north", FIRST_PAYER, PAYERS, RICH);
  }

  static BankSimulator payeesBank(Path folder) {
    return bank(folder, "south", FIRST_PAYEE, PAYEES, 0);
  }

  private static BankSimulator bank(
      Path folder, String name, int first, int accounts, long balance) {
    BankBuilder builder = BankSimulator.builder().name(name).books(folder.resolve(name + ".books"));
    for (int i = 0; i < accounts; i++) {
      builder.account(account(first + i), balance);
    }
    return builder.start();
  }

  private static String account(int number) {
    return "62220200%08d".formatted(number);
  }

  private static String phone(int number) {
    return "+86138000%05d".formatted(number);
  }

  /** Everybody over REST, as an operator would. */
  static Enrolment enrol(Meter gateway, Path folder, Rig rig)
      throws IOException, InterruptedException {
    Enrolment enrolment =
        new Enrolment(gateway.base(), Files.readString(folder.resolve("operator.key")).strip());
    for (int i = 0; i < PAYERS; i++) {
      enrolment.payer(phone(FIRST_PAYER + i), account(FIRST_PAYER + i));
    }
    for (int i = 0; i < PAYEES; i++) {
      enrolment.payee(phone(FIRST_PAYEE + i), account(FIRST_PAYEE + i));
    }
    rig.tell("enrolled %d payers and %d payees", PAYERS, PAYEES);
    return enrolment;
  }
}
