package dev.snaptill.simulation;

import dev.snaptill.SimulatedBooks;
import dev.snaptill.bank.AnswerCodes;
import dev.snaptill.bank.OperationKey;
import dev.snaptill.settlement.Receipts;
import dev.snaptill.value.AccountNumber;
import dev.snaptill.value.Address;
import dev.snaptill.value.Ids;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must hold when the storm is over, judged by the banks' own books. */
final class Invariants {
  private static final Set<String> GO_ON =
      Set.of("00", "25", "94", "68", "90", "91", "92", "96", "97", "A0");

  /** How the payments ended. */
  record Counts(int payments, int completed, int reversed, int declined, int refused, int manual) {}

  private record Paid(
      long id,
      long voucher,
      long payer,
      long payee,
      String payerBank,
      AccountNumber payerNumber,
      String payeeBank,
      AccountNumber payeeNumber,
      long amount,
      String state,
      String debitOp,
      long changed) {}

  private final Connection connection;
  private final Map<String, SimBank> banks = new TreeMap<>();
  private final SimPhones phones;
  private final List<String> wrong = new ArrayList<>();
  private final List<Paid> payments = new ArrayList<>();

  Invariants(Connection connection, List<SimBank> banks, SimPhones phones) {
    this.connection = connection;
    banks.forEach(bank -> this.banks.put(bank.terms.name(), bank));
    this.phones = phones;
  }

  /** What does not hold, in words. */
  List<String> check() throws SQLException {
    read();
    banks.values().forEach(bank -> wrong.addAll(bank.wrong));
    wrong.addAll(phones.wrong);
    wrong.addAll(SimulatedBooks.wrong(connection));
    for (Paid paid : payments) {
      moneyOf(paid);
      ledgerOf(paid);
      manual(paid);
    }
    strangers();
    onceForOneAct();
    receipts();
    acknowledged();
    return wrong;
  }

  Counts counts() throws SQLException {
    return new Counts(
        payments.size(),
        count("COMPLETED"),
        count("REVERSED"),
        count("DECLINED"),
        (int) number("SELECT COUNT(*) FROM inbox_end WHERE outcome = 'REFUSED'"),
        count("MANUAL"));
  }

  private int count(String state) {
    return (int) payments.stream().filter(p -> p.state.equals(state)).count();
  }

  private void read() throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT p.id, p.voucher_id, p.payer_id, p.payee_id, a.bank, a.number, b.bank,"
                    + " b.number, p.amount, COALESCE(e.state, l.state), p.debit_op,"
                    + " COALESCE(e.changed, l.changed) FROM payment p"
                    + " JOIN account a ON a.id = p.payer_account"
                    + " JOIN account b ON b.id = p.payee_account"
                    + " LEFT JOIN payment_end e ON e.payment_id = p.id"
                    + " LEFT JOIN payment_live l ON l.payment_id = p.id ORDER BY p.id")) {
      while (row.next()) {
        payments.add(
            new Paid(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getString(5),
                new AccountNumber(SimGateway.VAULT.openText(row.getBytes(6))),
                row.getString(7),
                new AccountNumber(SimGateway.VAULT.openText(row.getBytes(8))),
                row.getLong(9),
                row.getString(10),
                row.getString(11),
                row.getLong(12)));
      }
    }
  }

  private String name(Paid paid) {
    return "payment " + Ids.text(paid.id) + " (" + paid.id + ", " + paid.state + ")";
  }

  /** Payer −x and payee +x, or both nothing; where an operator is asked, anything. */
  private void moneyOf(Paid paid) {
    long payer = banks.get(paid.payerBank).net(paid.id, paid.payerNumber);
    long payee = banks.get(paid.payeeBank).net(paid.id, paid.payeeNumber);
    long x = paid.state.equals("COMPLETED") ? paid.amount : 0;
    if (!paid.state.equals("MANUAL") && (payer != -x || payee != x)) {
      wrong.add(name(paid) + " of " + paid.amount + ": payer " + payer + ", payee " + payee);
    }
  }

  /** The ledger's bank accounts move as the banks' books do. */
  private void ledgerOf(Paid paid) throws SQLException {
    if (paid.state.equals("MANUAL")) {
      return;
    }
    for (SimBank bank : banks.values()) {
      String account = "bank:" + bank.terms.name();
      long ours =
          number(
              "SELECT COALESCE(SUM(CASE WHEN debit = '"
                  + account
                  + "' THEN amount ELSE 0 END - CASE WHEN credit = '"
                  + account
                  + "' THEN amount ELSE 0 END), 0) FROM ledger_transfer WHERE payment_id = "
                  + paid.id);
      long theirs =
          -bank.books.stream()
              .filter(p -> p.paymentId() == paid.id)
              .mapToLong(SimBank.Posting::amount)
              .sum();
      if (ours != theirs) {
        wrong.add(name(paid) + ": the ledger has " + ours + " at " + account + ", it " + theirs);
      }
    }
  }

  /** MANUAL only where a rule of bank.md leaves nothing else. */
  private void manual(Paid paid) throws SQLException {
    if (!paid.state.equals("MANUAL") || grounds(paid)) {
      return;
    }
    wrong.add(name(paid) + " is an operator's without need");
  }

  private boolean grounds(Paid paid) throws SQLException {
    SimBank debitBank = banks.get(paid.payerBank);
    OperationKey debit = OperationKey.parse(paid.debitOp);
    boolean dayOver = debit.businessDay().isBefore(debitBank.day());
    Set<String> ofDebit = debitBank.told.getOrDefault("F" + paid.debitOp, Set.of());
    boolean approved = ofDebit.contains("00");
    if (ofDebit.contains("10")
        || (approved && (dayOver || !debitBank.terms.reversals()))
        || (dayOver && !approved)) {
      return true;
    }
    boolean old = paid.changed - Ids.millisOf(paid.id) >= Simulation.MANUAL_AFTER.toMillis();
    try (Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT o.op_key, o.type, (SELECT COUNT(*) FROM bank_answer a WHERE a.op_key ="
                    + " o.op_key AND a.code IN ('00', '11', '16')) FROM bank_operation o"
                    + " WHERE o.payment_id = "
                    + paid.id)) {
      while (row.next()) {
        String key = row.getString(1);
        boolean reversal = row.getString(2).equals("REVERSAL");
        SimBank bank = banks.get(OperationKey.parse(key).bank());
        Set<String> told = bank.told.getOrDefault((reversal ? "R" : "F") + key, Set.of());
        if (reversal
            ? !GO_ON.containsAll(told) || (told.contains("25") && approved)
            : (old && row.getLong(3) == 0) || (!key.equals(paid.debitOp) && refused(told))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean refused(Set<String> told) {
    return told.stream().anyMatch(c -> AnswerCodes.of(c) == AnswerCodes.Meaning.REFUSED);
  }

  /** Nothing was posted for what the gateway does not know. */
  private void strangers() {
    Set<Long> known = new HashSet<>();
    payments.forEach(paid -> known.add(paid.id));
    for (SimBank bank : banks.values()) {
      for (SimBank.Posting posting : bank.books) {
        if (!known.contains(posting.paymentId())) {
          wrong.add("a posting of " + posting.amount() + " for no payment");
        }
      }
    }
  }

  /** No payer has paid a voucher more often than it meant to. */
  private void onceForOneAct() throws SQLException {
    Map<String, Integer> completed = new TreeMap<>();
    for (Paid paid : payments) {
      boolean refund = paid.voucher == 0;
      if (!refund && paid.state.equals("COMPLETED")) {
        completed.merge(paid.payer + " " + paid.voucher, 1, Integer::sum);
      }
    }
    Map<Long, Integer> extra = new HashMap<>();
    for (Map.Entry<String, Integer> paid : completed.entrySet()) {
      extra.merge(Long.parseLong(paid.getKey().split(" ")[0]), paid.getValue() - 1, Integer::sum);
    }
    for (Map.Entry<Long, Integer> payer : extra.entrySet()) {
      int asked = phones.again.getOrDefault(phone(payer.getKey()), 0);
      if (payer.getValue() > asked) {
        wrong.add(
            "party "
                + payer.getKey()
                + " has paid "
                + payer.getValue()
                + " times more than it meant to, asked for again: "
                + asked);
      }
    }
  }

  private static Address phone(long party) {
    return Address.tel("+86138000000" + (10 + party));
  }

  /** Receipts are seen by the two parties of a completed payment and by nobody else. */
  private void receipts() {
    Map<String, Paid> byNumber = new HashMap<>();
    payments.forEach(paid -> byNumber.put(Receipts.number(paid.id), paid));
    phones.receipts.forEach(
        (phone, numbers) -> {
          for (String number : numbers) {
            Paid paid = byNumber.get(number);
            if (paid == null || !paid.state.equals("COMPLETED")) {
              wrong.add("receipt " + number + " is of no completed payment");
            } else if (!phone.equals(phone(paid.payer)) && !phone.equals(phone(paid.payee))) {
              wrong.add("receipt " + number + " went to a stranger");
            }
          }
        });
  }

  /** What was acknowledged to the carrier is there, and has ended. */
  private void acknowledged() throws SQLException {
    for (long id : phones.acknowledged) {
      if (number("SELECT COUNT(*) FROM inbox WHERE id = " + id) == 0) {
        wrong.add("message " + id + " was acknowledged and is not there");
      }
    }
    long receipts =
        number(
            "SELECT COUNT(*) FROM (SELECT p.id FROM payment p JOIN payment_end e ON e.payment_id ="
                + " p.id AND e.state = 'COMPLETED' JOIN outbox o ON o.cause = p.id AND o.purpose ="
                + " 'RECEIPT' GROUP BY p.id HAVING COUNT(*) < 2) t");
    if (receipts > 0) {
      wrong.add(receipts + " completed payments without both receipts");
    }
  }

  private long number(String query) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
