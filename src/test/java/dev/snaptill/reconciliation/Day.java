package dev.snaptill.reconciliation;

import dev.snaptill.bank.OperationKey;
import dev.snaptill.ledger.LedgerStore;
import dev.snaptill.store.OpenDatabase;
import dev.snaptill.value.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A bank's day in our books, and the file that the bank writes of it. */
final class Day {
  static final LocalDate DATE = LocalDate.of(2026, 11, 22);

  final OpenDatabase world;
  final Path directory;
  final List<String> lines = new ArrayList<>();
  long opening;
  long moved;
  int page = 1000;
  private final LocalDate date;
  private int stan;

  Day(OpenDatabase world, Path directory, LocalDate date) {
    this.world = world;
    this.directory = directory;
    this.date = date;
  }

  /** One operation of ours. */
  record Op(OperationKey key, long payment, String type, long amount) {
    String rrn() {
      return "R" + Ids.text(payment).substring(2);
    }
  }

  private Instant at(int minute) {
    return date.atTime(10, 0).plusMinutes(minute).toInstant(java.time.ZoneOffset.UTC);
  }

  /** An operation as our books have it, sent at 10:00 and some minutes. */
  Op ours(String type, long amount, String state, String code, String payment, int minute) {
    long id = Ids.floorAt(at(minute).toEpochMilli()) + ++stan + date.getDayOfMonth() * 1000L;
    OperationKey key = new OperationKey("north", "SNAP0001", date, stan);
    Op op = new Op(key, id, type, amount);
    String own = "'" + key.text() + "'";
    world.run(
        "INSERT INTO bank_operation (op_key, payment_id, type, amount, currency, rrn, transmitted)"
            + " VALUES ("
            + String.join(
                ", ",
                own,
                "" + id,
                "'" + type + "'",
                "" + amount,
                "'CNY'",
                "'" + op.rrn() + "'",
                "" + at(minute).toEpochMilli())
            + ")");
    if (!state.equals("SENDING")) {
      world.run(
          "INSERT INTO bank_answer (op_key, id, state, code) VALUES ("
              + own
              + ", 1, '"
              + state
              + "', "
              + (code == null ? "NULL" : "'" + code + "'")
              + ")");
    }
    boolean ended = List.of("COMPLETED", "DECLINED", "REVERSED", "MANUAL").contains(payment);
    world.run(
        "INSERT INTO "
            + (ended ? "payment_end" : "payment_live")
            + " (payment_id, step, state, credit_op, reversal_op, changed, history"
            + (ended ? "" : ", parked")
            + ") VALUES ("
            + String.join(
                ", ",
                "" + id,
                "1",
                "'" + payment + "'",
                type.equals("CREDIT") ? own : "NULL",
                type.equals("REVERSAL") ? own : "NULL",
                "" + at(minute).toEpochMilli(),
                "''")
            + (ended ? ")" : ", 0)"));
    return op;
  }

  /** Books what the operation moved, some minutes after 10:00. */
  Day booked(Op op, int minute) {
    boolean in = op.type().equals("DEBIT");
    LedgerStore.Kind kind = in ? LedgerStore.Kind.DEBITED : LedgerStore.Kind.PAID_OUT;
    world.run(
        "INSERT INTO ledger_transfer (payment_id, kind, debit, credit, amount, currency, posted)"
            + " VALUES ("
            + String.join(
                ", ",
                "" + op.payment(),
                "" + kind.ordinal(),
                in ? "'bank:north'" : "'payee:1'",
                in ? "'clearing'" : "'bank:north'",
                "" + op.amount(),
                "'CNY'",
                "" + at(minute).toEpochMilli())
            + ")");
    return this;
  }

  /** An approved and booked operation that the bank has too. */
  Op both(String type, long amount, int minute) {
    Op op = ours(type, amount, "ANSWERED", "00", "COMPLETED", minute);
    booked(op, minute);
    banks(op);
    return op;
  }

  /** The bank's posting of an operation. */
  Day banks(Op op) {
    return line(op.key().stan(), op.rrn(), op.type(), op.amount());
  }

  Day line(int stan, String rrn, String type, long amount) {
    String direction =
        switch (type) {
          case "DEBIT" -> "C";
          case "TRANSFER" -> "N";
          default -> "D";
        };
    moved += direction.equals("C") ? amount : direction.equals("D") ? -amount : 0;
    lines.add(
        "%s,%06d,%s,SNAP0001,%s,%s,CNY,%s"
            .formatted(date, stan, rrn, type, decimal(amount), direction));
    return this;
  }

  static String decimal(long minor) {
    return new dev.snaptill.value.Money(minor, "CNY").decimal();
  }

  Path file() {
    List<String> all = new ArrayList<>();
    all.add(DelimitedReader.HEADER);
    all.addAll(lines);
    all.add(
        "TOTAL," + lines.size() + "," + decimal(opening) + "," + decimal(opening + moved) + ",CNY");
    try {
      return Files.write(Files.createTempFile(directory, "day", ".csv"), all);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Reconciler reconciler() {
    return new Reconciler(
        new ReconciliationStore(world.pool, page),
        new ItemStore(world.pool),
        new PayoutStore(world.pool),
        world.journal,
        world.ids,
        world.clock,
        Map.of("north", Duration.ofMinutes(10), "south", Duration.ofMinutes(10)));
  }

  Report reconcile() {
    return reconcile(file());
  }

  Report reconcile(Path file) {
    try {
      return reconciler().run(file, "north", "ann", Progress.NONE);
    } catch (BadFileException e) {
      throw new IllegalStateException(e);
    }
  }
}
