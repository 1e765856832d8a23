package dev.snaptill.simulation;

import dev.snaptill.bank.Bank;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.LateAnswer;
import dev.snaptill.bank.StrayAnswer;
import dev.snaptill.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The gateway's end of the line to a bank, in the place of the ISO 8583 link and with its promises:
 * not sent after the time it may be, given up after 25 s, what comes later is told as late.
 */
final class SimLink {
  private static final long TIME_OUT = 25_000;

  /** One connection; what is on it when it is cut may or may not arrive. */
  private static final class Line {
    boolean open = true;
  }

  private final SimBank bank;
  private final Bus bus;
  private final Life life;
  private final Schedule schedule;
  private final Faults faults;
  private final Map<String, Promise<BankAnswer>> pending = new LinkedHashMap<>();
  private Line line;

  SimLink(SimBank bank, Bus bus, Life life, Schedule schedule, Faults faults) {
    this.bank = bank;
    this.bus = bus;
    this.life = life;
    this.schedule = schedule;
    this.faults = faults;
  }

  void start() {
    bus.answer(Bank.submit(bank.terms.name()), this::submit);
    bus.publish(Bank.STATE, new Bank.LinkState(bank.terms.name(), false, "starting"));
    life.in(faults.between(50, 3_000), this::connect);
  }

  private void connect() {
    if (bank.isDown()) {
      life.timer(faults.between(5_000, 30_000), this::connect);
      return;
    }
    line = new Line();
    bank.link = this;
    bus.publish(Bank.DAY, new Bank.BusinessDay(bank.terms.name(), bank.day()));
    bus.publish(Bank.STATE, new Bank.LinkState(bank.terms.name(), true, "signed on"));
  }

  /** The bank has told its new day. */
  void day() {
    if (line != null) {
      bus.publish(Bank.DAY, new Bank.BusinessDay(bank.terms.name(), bank.day()));
    }
  }

  /** The connection breaks: what was asked on it is unknown. */
  void cut() {
    if (line == null) {
      return;
    }
    schedule.tell("link " + bank.terms.name(), "is cut with " + pending.size() + " under way");
    line.open = false;
    line = null;
    bus.publish(Bank.STATE, new Bank.LinkState(bank.terms.name(), false, "cut"));
    for (Promise<BankAnswer> waiting : new ArrayList<>(pending.values())) {
      waiting.tryComplete(new BankAnswer.Unknown("the connection broke"));
    }
    pending.clear();
    life.in(faults.between(500, 20_000), this::connect);
  }

  /** The process is gone, and its connection with it. */
  void died() {
    if (line != null) {
      line.open = false;
    }
  }

  private Future<BankAnswer> submit(BankOperation op) {
    if (line == null || schedule.now() > op.sendBefore().toEpochMilli()) {
      return Future.succeededFuture(new BankAnswer.NotSent("no line, or too late"));
    }
    if (faults.strikes(0.01)) {
      cut();
      return Future.succeededFuture(new BankAnswer.Unknown("cut while it was being written"));
    }
    String key = key(op);
    Promise<BankAnswer> promise = Promise.promise();
    pending.put(key, promise);
    Line on = line;
    schedule.tell("link " + bank.terms.name(), "sends " + key + (op.repeat() ? " (repeat)" : ""));
    schedule.in(
        travel(),
        () -> {
          if (on.open || faults.chance(0.5)) {
            bank.receive(op, code -> schedule.in(travel(), () -> arrived(op, key, code, on)));
          }
        });
    life.timer(
        TIME_OUT,
        () -> {
          if (pending.remove(key, promise)) {
            promise.tryComplete(new BankAnswer.Unknown("no answer in time"));
          }
        });
    return promise.future();
  }

  private long travel() {
    return faults.strikes(0.03) ? faults.between(100, 15_000) : faults.between(2, 60);
  }

  /** An answer is here, if the connection it was sent on still is. */
  private void arrived(BankOperation op, String key, String code, Line on) {
    if (!life.alive()) {
      // some banks send on whatever connection there is now
      SimLink present = bank.link;
      if (present != null && present != this && faults.chance(0.5)) {
        present.stray(op, code);
      }
      return;
    }
    if (!on.open) {
      return;
    }
    life.in(
        0,
        () -> {
          schedule.tell("link " + bank.terms.name(), "receives " + code + " to " + key);
          Promise<BankAnswer> waiting = pending.remove(key);
          if (waiting != null) {
            waiting.tryComplete(new BankAnswer.Answered(code));
          } else if (op.type() != BankOperation.Type.ENQUIRY) {
            bus.publish(Bank.LATE, new LateAnswer(op.key(), code));
          }
        });
  }

  /** What was asked before the gateway's restart is answered on this connection. */
  private void stray(BankOperation op, String code) {
    if (line == null || !life.alive()) {
      return;
    }
    life.in(
        0,
        () -> {
          schedule.tell("link " + bank.terms.name(), "receives stray " + code + " to " + key(op));
          bus.publish(
              Bank.STRAY,
              new StrayAnswer(
                  bank.terms.name(),
                  op.key().terminal(),
                  op.key().stan(),
                  op.rrn(),
                  op.type() == BankOperation.Type.REVERSAL,
                  op.amount().minor(),
                  code));
        });
  }

  private static String key(BankOperation op) {
    return op.type() + " " + op.key().text();
  }
}
