package dev.snaptill.simulator.bank;

import dev.snaptill.simulator.bank.Faults.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Amounts over which a bank misbehaves without being told, so that anybody with a phone can try it:
 * by the thousands what to hit, by the last two digits how.
 */
final class MagicAmounts {
  private static final long REFUSE_DEBIT = 4444_00;
  private static final long DEBIT = 4445_00;
  private static final long CREDIT = 4446_00;
  private static final long REFUSE_CREDIT = 4447_00;
  private static final Map<Integer, Fault> FAULTS = new TreeMap<>();

  static {
    FAULTS.put(1, new Fault.NoAnswer());
    FAULTS.put(2, new Fault.Lost());
    FAULTS.put(3, new Fault.Delay(Duration.ofSeconds(30)));
    FAULTS.put(4, new Fault.ProcessLate(Duration.ofSeconds(30)));
    FAULTS.put(5, new Fault.AnswerTwice());
    FAULTS.put(6, new Fault.OutOfOrder());
    FAULTS.put(7, new Fault.BadMac());
    FAULTS.put(8, new Fault.WrongAmount(1));
    FAULTS.put(9, new Fault.Partial(50));
    FAULTS.put(10, new Fault.CutBeforeAnswer());
    FAULTS.put(11, new Fault.CutMidFrame());
    FAULTS.put(12, new Fault.GoDown(Duration.ofMinutes(1)));
    FAULTS.put(13, new Fault.PostAfterReversal(Duration.ofSeconds(1)));
    FAULTS.put(14, new Fault.Trickle(Duration.ofSeconds(5)));
  }

  /** A row for people: the amount in words, and what happens. */
  record Row(String amount, String meaning) {}

  private MagicAmounts() {}

  static Optional<Fault> of(Target kind, long amount) {
    boolean credit = kind == Target.CREDIT;
    if (!credit && kind != Target.DEBIT && kind != Target.TRANSFER) {
      return Optional.empty();
    }
    int last = (int) (amount % 100);
    long rest = amount - last;
    if (rest == (credit ? REFUSE_CREDIT : REFUSE_DEBIT)) {
      return Optional.of(new Fault.Refuse(String.format(Locale.ROOT, "%02d", last)));
    }
    return rest == (credit ? CREDIT : DEBIT)
        ? Optional.ofNullable(FAULTS.get(last))
        : Optional.empty();
  }

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("4444.NN", "debits and transfers refused with code NN"));
    rows.add(new Row("4447.NN", "credits refused with code NN"));
    FAULTS.forEach(
        (last, fault) ->
            rows.add(
                new Row(
                    String.format(Locale.ROOT, "4445.%02d, credits 4446.%02d", last, last),
                    Faults.words(fault))));
    return rows;
  }
}
