package dev.snaptill;

import dev.snaptill.ledger.LedgerStore.Kind;
import dev.snaptill.value.Ids;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Checks a stopped database: every payment's rows agree, the ledger is balanced, counts are what
 * the payments say, and nothing is stuck. Stuck is what has not ended, is not MANUAL, and that
 * neither the sweep nor a due time will take up again.
 */
final class BooksStore {
  private static final String PAYMENT =
      "(SELECT i.id, i.voucher_id, i.payer_id, i.amount, i.currency, i.day_used, i.debit_op,"
          + " i.fee, CASE WHEN i.fee_bearer = 'PAYER' THEN i.fee ELSE 0 END AS payer_fee,"
          + " CASE WHEN i.fee_bearer = 'PAYEE' THEN i.fee ELSE 0 END AS payee_fee,"
          + " c.state, c.reason, c.parked, c.reversal_op, c.credit_op FROM payment i JOIN (SELECT"
          + " payment_id, state, reason, parked, reversal_op, credit_op FROM payment_live UNION ALL"
          + " SELECT payment_id, state, reason, 0, reversal_op, credit_op FROM payment_end) c ON"
          + " c.payment_id = i.id)";
  private static final String UNFINISHED =
      " state IN ('DEBIT_SENT', 'CREDIT_SENT', 'TRANSFER_SENT', 'CREDIT_UNKNOWN',"
          + " 'DEBIT_UNKNOWN', 'TRANSFER_UNKNOWN', 'REVERSING', 'COMPENSATING')";
  // what was debited after its payment had ended has given its use and its limits back already
  private static final String COUNTS_AS_RESERVED =
      "((" + UNFINISHED + " OR state = 'MANUAL') AND COALESCE(p.reason, '') <> 'DEBITED_LATE')";

  private static final int REFUND_DEBITED = Kind.REFUND_DEBITED.ordinal();
  private static final int REFUND_REVERSED = Kind.REFUND_REVERSED.ordinal();

  /** Each finds rows that must not be there; the first column names one of them. */
  private static final Map<String, String> WRONG =
      Map.ofEntries(
          Map.entry(
              "completed payments without exactly their transfers",
              "SELECT p.id FROM "
                  + PAYMENT
                  + " p LEFT JOIN ledger_transfer t ON t.payment_id = p.id"
                  + " AND t.kind NOT IN (5, 6)"
                  + " LEFT JOIN bank_operation d ON d.op_key = p.debit_op"
                  + " WHERE p.state = 'COMPLETED' AND p.voucher_id <> 0"
                  + " GROUP BY p.id, p.amount, p.fee, p.payer_fee, p.payee_fee, p.credit_op, d.type"
                  + " HAVING SUM(CASE WHEN t.kind = 0 AND t.amount = p.amount + p.payer_fee"
                  + " OR t.kind = 1 AND t.amount = p.amount"
                  + " OR t.kind = 4 AND t.amount = p.fee THEN 1"
                  + " WHEN t.kind = 2 AND t.amount = p.amount - p.payee_fee THEN 0 ELSE 100 END)"
                  + " <> CASE WHEN p.fee > 0 THEN 3 ELSE 2 END"
                  // only a payee that is paid in batches has no credit
                  + " OR (SUM(CASE WHEN t.kind = 2 THEN 1 ELSE 0 END) = 0"
                  + " AND (p.credit_op IS NOT NULL OR d.type <> 'DEBIT'))"),
          Map.entry(
              "completed refunds without exactly their transfers",
              "SELECT p.id FROM "
                  + PAYMENT
                  + " p LEFT JOIN ledger_transfer t ON t.payment_id = p.id"
                  + " AND t.kind NOT IN (5, 6)"
                  + " WHERE p.state = 'COMPLETED' AND p.voucher_id = 0 GROUP BY p.id, p.amount"
                  + " HAVING SUM(CASE WHEN t.amount = p.amount AND t.kind IN ("
                  + REFUND_DEBITED
                  + ", "
                  + Kind.REFUND_FUNDED.ordinal()
                  + ", "
                  + Kind.REFUNDED.ordinal()
                  + ") THEN 1 ELSE 100 END) <> 3"),
          Map.entry(
              "payments whose refunds are not those that are counted, or come to more than it",
              "SELECT u.payment_id FROM refund_use u LEFT JOIN (refund r JOIN "
                  + PAYMENT
                  + " p ON p.id = r.id AND (p.state = 'COMPLETED' OR "
                  + COUNTS_AS_RESERVED.replace(" state", " p.state")
                  + ")) ON r.payment_id = u.payment_id GROUP BY u.payment_id, u.taken, u.amount"
                  + " HAVING u.taken <> COALESCE(SUM(p.amount), 0) OR u.taken > u.amount"),
          Map.entry(
              "refunds of nothing, or of what was not paid",
              "SELECT p.id FROM "
                  + PAYMENT
                  + " p LEFT JOIN refund r ON r.id = p.id LEFT JOIN payment_end o"
                  + " ON o.payment_id = r.payment_id AND o.state = 'COMPLETED'"
                  + " WHERE p.voucher_id = 0 AND o.payment_id IS NULL"),
          Map.entry(
              "payments with a fee that nobody bears, or that leaves nothing",
              "SELECT id FROM payment WHERE fee < 0 OR (fee = 0 AND fee_bearer IS NOT NULL)"
                  + " OR (fee > 0 AND COALESCE(fee_bearer, '') NOT IN ('PAYER', 'PAYEE'))"
                  + " OR (fee_bearer = 'PAYEE' AND fee >= amount)"),
          Map.entry(
              "transfers that balances don't find: late, or payouts, and not listed aside",
              "SELECT t.payment_id FROM ledger_transfer t LEFT JOIN ledger_aside a"
                  + " ON a.payment_id = t.payment_id AND a.kind = t.kind"
                  + " WHERE a.account IS NULL AND (ABS(t.posted - "
                  + Ids.millisOf(0)
                  + " - t.payment_id / 4194304) > 600000"
                  + " OR (t.kind IN (7, 8) AND (t.debit LIKE 'payee:%'"
                  + " OR t.credit LIKE 'payee:%')))"),
          Map.entry(
              "accounts listed aside whose transfer does not touch them",
              "SELECT a.payment_id FROM ledger_aside a LEFT JOIN ledger_transfer t"
                  + " ON t.payment_id = a.payment_id AND t.kind = a.kind"
                  + " AND (t.debit = a.account OR t.credit = a.account)"
                  + " WHERE t.payment_id IS NULL"),
          Map.entry(
              "balance marks that are not the sum of their transfers",
              "SELECT m.account FROM ledger_balance_mark m LEFT JOIN (SELECT f.account,"
                  + " f.currency, SUM(f.amount) AS moved FROM (SELECT credit AS account, currency,"
                  + " amount, posted FROM ledger_transfer UNION ALL SELECT debit, currency, -amount,"
                  + " posted FROM ledger_transfer) f"
                  + " WHERE f.posted < (SELECT MAX(as_of) FROM ledger_fold)"
                  + " GROUP BY f.account, f.currency) s"
                  + " ON s.account = m.account AND s.currency = m.currency"
                  + " WHERE m.as_of = (SELECT MAX(as_of) FROM ledger_fold)"
                  + " AND COALESCE(s.moved, 0) <> m.balance"),
          Map.entry(
              "declined payments with transfers",
              "SELECT p.id FROM "
                  + PAYMENT
                  + " p JOIN ledger_transfer t ON t.payment_id = p.id"
                  + " WHERE p.state = 'DECLINED'"),
          Map.entry(
              "reversed payments whose transfers don't cancel out",
              "SELECT p.id FROM "
                  + PAYMENT
                  + " p JOIN ledger_transfer t ON t.payment_id = p.id"
                  + " AND t.kind NOT IN (5, 6)"
                  + " WHERE p.state = 'REVERSED' GROUP BY p.id"
                  + " HAVING SUM(CASE t.kind WHEN 0 THEN t.amount WHEN 3 THEN -t.amount"
                  + " WHEN "
                  + REFUND_DEBITED
                  + " THEN t.amount WHEN "
                  + REFUND_REVERSED
                  + " THEN -t.amount ELSE"
                  + " 999999999999 END) <> 0"),
          Map.entry(
              "ended payments whose money is still in suspense",
              "SELECT p.id FROM "
                  + PAYMENT
                  + " p JOIN ledger_transfer t ON t.payment_id = p.id AND t.kind IN (5, 6)"
                  + " WHERE p.state IN ('COMPLETED', 'DECLINED', 'REVERSED') GROUP BY p.id"
                  + " HAVING SUM(CASE t.kind WHEN 5 THEN t.amount ELSE -t.amount END) <> 0"),
          Map.entry(
              "debits that the bank approved and the ledger does not have",
              "SELECT p.id FROM "
                  + PAYMENT
                  + " p JOIN bank_answer a ON a.op_key = p.debit_op"
                  + " AND a.code IN ('00', '11', '16') LEFT JOIN ledger_transfer t"
                  + " ON t.payment_id = p.id AND t.kind IN (0, "
                  + REFUND_DEBITED
                  + ") WHERE t.payment_id IS NULL"),
          Map.entry(
              "debits that the ledger has and the bank never approved",
              "SELECT p.id FROM "
                  + PAYMENT
                  + " p JOIN ledger_transfer t ON t.payment_id = p.id AND t.kind IN (0, "
                  + REFUND_DEBITED
                  + ")"
                  + " LEFT JOIN bank_answer a ON a.op_key = p.debit_op"
                  + " AND a.code IN ('00', '11', '16')"
                  + " WHERE a.id IS NULL AND COALESCE(p.reason, '') <> 'RESOLVED'"),
          Map.entry(
              "payments on the way back without a reversal or a credit back",
              "SELECT p.id FROM "
                  + PAYMENT
                  + " p WHERE p.state IN ('REVERSING', 'COMPENSATING') AND p.reversal_op IS NULL"),
          Map.entry(
              "transfers of no payment",
              "SELECT t.payment_id FROM ledger_transfer t LEFT JOIN "
                  + PAYMENT
                  + " p"
                  + " ON p.id = t.payment_id WHERE p.id IS NULL AND t.kind NOT IN (7, 8)"),
          Map.entry(
              "transfers in another currency than their payment's, or of more than it moves",
              "SELECT p.id FROM ledger_transfer t JOIN "
                  + PAYMENT
                  + " p ON p.id = t.payment_id"
                  + " WHERE t.kind NOT IN (7, 8) AND (t.currency <> p.currency"
                  + " OR t.amount > p.amount + p.payer_fee)"),
          Map.entry(
              "vouchers whose uses are not those of their payments",
              "SELECT v.voucher_id FROM voucher_use v LEFT JOIN "
                  + PAYMENT
                  + " p ON p.voucher_id = v.voucher_id"
                  + " GROUP BY v.voucher_id, v.taken"
                  + " HAVING v.taken <> SUM(CASE WHEN p.state = 'COMPLETED' OR "
                  + COUNTS_AS_RESERVED.replace(" state", " p.state")
                  + " THEN 1 ELSE 0 END)"),
          Map.entry(
              "vouchers used more often than allowed",
              "SELECT voucher_id FROM voucher_use WHERE taken > max_uses OR taken < 0"),
          Map.entry(
              "vouchers whose total is not that of their payments",
              "SELECT v.id FROM voucher v JOIN voucher_use u ON u.voucher_id = v.id LEFT JOIN "
                  + PAYMENT
                  + " p ON p.voucher_id = v.id WHERE v.total IS NOT NULL AND v.order_number IS NULL"
                  + " GROUP BY v.id, u.taken_amount"
                  + " HAVING u.taken_amount <> SUM(CASE WHEN p.state = 'COMPLETED' OR "
                  + COUNTS_AS_RESERVED.replace(" state", " p.state")
                  + " THEN p.amount ELSE 0 END)"),
          Map.entry(
              "orders whose total is not that of their payments",
              "SELECT o.order_number FROM payee_order o LEFT JOIN voucher v"
                  + " ON v.payee_id = o.payee_id AND v.order_number = o.order_number LEFT JOIN "
                  + PAYMENT
                  + " p ON p.voucher_id = v.id GROUP BY o.payee_id, o.order_number, o.taken_amount"
                  + " HAVING o.taken_amount <> SUM(CASE WHEN p.state = 'COMPLETED' OR "
                  + COUNTS_AS_RESERVED.replace(" state", " p.state")
                  + " THEN p.amount ELSE 0 END)"),
          Map.entry(
              "vouchers charged beyond their total",
              "SELECT voucher_id FROM voucher_use WHERE taken_amount < 0"
                  + " OR (total IS NOT NULL AND taken_amount > total)"),
          Map.entry(
              "orders charged beyond their total",
              "SELECT order_number FROM payee_order WHERE taken_amount < 0"
                  + " OR taken_amount > total"),
          Map.entry(
              "mandates whose day's use is not that of their payments",
              "SELECT m.party_id FROM mandate m LEFT JOIN "
                  + PAYMENT
                  + " p ON p.payer_id = m.party_id"
                  + " AND p.day_used = m.used_day AND p.state NOT IN ('DECLINED', 'REVERSED')"
                  + " AND COALESCE(p.reason, '') <> 'DEBITED_LATE'"
                  + " GROUP BY m.party_id, m.used_day_amount, m.used_day_count"
                  + " HAVING m.used_day_count <> COUNT(p.id)"
                  + " OR m.used_day_amount <> COALESCE(SUM(p.amount + p.payer_fee), 0)"),
          Map.entry(
              "completed payments without an approved debit",
              "SELECT p.id FROM "
                  + PAYMENT
                  + " p LEFT JOIN bank_answer a ON a.op_key = p.debit_op"
                  + " AND a.code IN ('00', '11', '16')"
                  + " WHERE p.state = 'COMPLETED' AND a.id IS NULL"
                  + " AND COALESCE(p.reason, '') <> 'RESOLVED'"),
          Map.entry(
              "payments whose operations were not written ahead",
              "SELECT p.id FROM "
                  + PAYMENT
                  + " p LEFT JOIN bank_operation d ON d.op_key = p.debit_op LEFT JOIN"
                  + " bank_operation c ON c.op_key = p.credit_op LEFT JOIN bank_operation r"
                  + " ON r.op_key = p.reversal_op WHERE d.op_key IS NULL"
                  + " OR (p.credit_op IS NOT NULL AND c.op_key IS NULL)"
                  + " OR (p.reversal_op IS NOT NULL AND r.op_key IS NULL)"),
          Map.entry(
              "messages that neither became a payment nor ended nor wait",
              "SELECT i.id FROM inbox i LEFT JOIN inbox_open o ON o.id = i.id LEFT JOIN inbox_end e"
                  + " ON e.id = i.id LEFT JOIN payment p ON p.id = i.id WHERE o.id IS NULL"
                  + " AND e.id IS NULL AND p.id IS NULL"),
          Map.entry(
              "completed payments without a receipt",
              "SELECT p.id FROM "
                  + PAYMENT
                  + " p LEFT JOIN (SELECT id, cause, purpose FROM outbox UNION ALL SELECT id,"
                  + " cause, purpose FROM outbox_open) o ON o.cause = p.id AND o.purpose ="
                  + " 'RECEIPT' WHERE p.state = 'COMPLETED' AND p.voucher_id <> 0 AND o.id IS NULL"),
          Map.entry(
              "payments without exactly one present state",
              "SELECT i.id FROM payment i LEFT JOIN payment_live l ON l.payment_id = i.id LEFT JOIN"
                  + " payment_end e ON e.payment_id = i.id WHERE (l.payment_id IS NULL AND"
                  + " e.payment_id IS NULL) OR (l.payment_id IS NOT NULL AND e.payment_id IS NOT"
                  + " NULL)"),
          Map.entry(
              "stuck: parked payments without a due time",
              "SELECT p.id FROM "
                  + PAYMENT
                  + " p LEFT JOIN parked k ON k.kind = 1 AND k.id = p.id"
                  + " WHERE p.parked = 1 AND k.id IS NULL"),
          Map.entry(
              "stuck: parked messages without a due time",
              "SELECT o.id FROM outbox_open o LEFT JOIN parked k ON k.kind = 2 AND k.id = o.id"
                  + " WHERE o.parked = 1 AND k.id IS NULL"),
          Map.entry(
              "stuck: payments below the sweep's mark",
              "SELECT p.id FROM "
                  + PAYMENT
                  + " p, sweep_mark s WHERE p.parked = 0 AND p.id <= s.low"
                  + " AND s.node = "
                  + Ids.nodeInSql("p.id")
                  + " AND"
                  + UNFINISHED.replace(" state", " p.state")),
          Map.entry(
              "stuck: received messages below the sweep's mark",
              "SELECT i.id FROM inbox_open i, sweep_mark s WHERE i.id <= s.low AND s.node = "
                  + Ids.nodeInSql("i.id")),
          Map.entry(
              "stuck: outgoing messages below the sweep's mark",
              "SELECT o.id FROM outbox_open o, sweep_mark s WHERE o.parked = 0 AND o.id <= s.low"
                  + " AND s.node = "
                  + Ids.nodeInSql("o.id")));

  /** What is under way, or waits for its time; a gateway at rest has none of it. */
  private static final Map<String, String> NOT_ENDED =
      Map.of(
          "messages that have not ended",
          "SELECT id FROM inbox_open",
          "payments that have not ended",
          "SELECT p.id FROM " + PAYMENT + " p WHERE" + UNFINISHED.replace(" state", " p.state"),
          "texts that have not left",
          "SELECT id FROM outbox_open");

  /** A bank's name, currency and what it owes us by our ledger: debits less credits. */
  private static final String BANKS =
      "SELECT account, currency, SUM(amount) FROM ("
          + "SELECT debit AS account, currency, amount FROM ledger_transfer"
          + " UNION ALL SELECT credit AS account, currency, -amount FROM ledger_transfer) t"
          + " WHERE account LIKE 'bank:%' GROUP BY account, currency ORDER BY account, currency";

  private final Connection connection;

  BooksStore(Connection connection) {
    this.connection = connection;
  }

  /** What is wrong, in words; empty if the books are whole. */
  List<String> wrong() throws SQLException {
    return found(WRONG);
  }

  /** What has not ended, in words; only of interest where nothing should be under way. */
  List<String> notEnded() throws SQLException {
    return found(NOT_ENDED);
  }

  private List<String> found(Map<String, String> checks) throws SQLException {
    List<String> found = new ArrayList<>();
    for (Map.Entry<String, String> check : checks.entrySet()) {
      try (Statement sql = connection.createStatement();
          ResultSet rows = sql.executeQuery(check.getValue())) {
        int count = 0;
        String first = "";
        while (rows.next()) {
          if (count++ == 0) {
            first = rows.getString(1);
          }
        }
        if (count > 0) {
          found.add(check.getKey() + ": " + count + ", the first is " + first);
        }
      }
    }
    return found;
  }

  /**
   * What each bank owes us by the ledger: {@code bank:north CNY 1250}, in minor units, negative
   * where we owe it.
   */
  List<String> banks() throws SQLException {
    List<String> banks = new ArrayList<>();
    try (Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(BANKS)) {
      while (rows.next()) {
        banks.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getLong(3));
      }
    }
    return banks;
  }

  /** How many of each state there are, for the report. */
  String summary() throws SQLException {
    StringBuilder out = new StringBuilder();
    try (Statement sql = connection.createStatement();
        ResultSet rows =
            sql.executeQuery(
                "SELECT state, COUNT(*) FROM (SELECT state FROM payment_live UNION ALL SELECT state"
                    + " FROM payment_end) s GROUP BY state ORDER BY state")) {
      while (rows.next()) {
        out.append(' ').append(rows.getString(1)).append('=').append(rows.getLong(2));
      }
    }
    return out.length() == 0 ? " none" : out.toString();
  }
}
