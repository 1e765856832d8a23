package dev.snaptill.simulator.bank;

import com.solab.iso8583.IsoMessage;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends answers, or does with them what a fault says. */
final class Answers {
  /** An answer on its way, with the fault that awaits it. */
  record Reply(Wire.Received to, IsoMessage answer, @Nullable Fault fault) {}

  private final Wire wire;
  private final Later putOff;
  private final Duration heldBack;
  private final Consumer<Duration> goDown;
  private final Queue<Reply> held = new ConcurrentLinkedQueue<>();
  private volatile Duration slow = Duration.ZERO;

  /**
   * @param heldBack how long an answer out of order waits for the next one
   */
  Answers(Wire wire, Later putOff, Duration heldBack, Consumer<Duration> goDown) {
    this.wire = wire;
    this.putOff = putOff;
    this.heldBack = heldBack;
    this.goDown = goDown;
  }

  WireFormat format() {
    return wire.format();
  }

  Duration slow() {
    return slow;
  }

  /** Every answer from now on takes this much longer. */
  void slow(Duration by) {
    slow = by;
  }

  void send(Reply reply) {
    Fault fault = reply.fault();
    if (fault instanceof Fault.NoAnswer) {
      return;
    }
    if (fault instanceof Fault.WrongAmount wrong && reply.answer().hasField(4)) {
      long amount = Long.parseLong(Fields.text(reply.answer(), 4)) + wrong.by();
      WireFormat.amount(reply.answer(), Math.max(0, amount));
    }
    if (fault instanceof Fault.AnswerOnNextLink) {
      held.add(reply);
      return;
    }
    byte[] bytes = wire.answer(reply.to(), reply.answer(), !(fault instanceof Fault.BadMac));
    Duration by = fault instanceof Fault.Delay delay ? slow.plus(delay.by()) : slow;
    if (by.isZero()) {
      send(reply.to().from(), bytes, fault);
    } else {
      putOff.after(by, () -> send(reply.to().from(), bytes, fault));
    }
  }

  /** A connection has signed on: what was held back goes there. */
  void signedOn(Connection to) {
    for (Reply reply = held.poll(); reply != null; reply = held.poll()) {
      to.send(wire.answer(reply.to(), reply.answer(), true));
    }
  }

  private void send(Connection to, byte[] bytes, @Nullable Fault fault) {
    if (fault instanceof Fault.AnswerTwice) {
      to.send(bytes);
      to.send(bytes);
    } else if (fault instanceof Fault.OutOfOrder) {
      to.hold(bytes);
      putOff.after(heldBack, () -> to.release(bytes));
    } else if (fault instanceof Fault.Trickle trickle) {
      to.trickle(bytes, trickle.over());
    } else if (fault instanceof Fault.CutBeforeAnswer) {
      to.cut();
    } else if (fault instanceof Fault.CutMidFrame) {
      to.sendHalf(bytes);
    } else if (fault instanceof Fault.GoDown down) {
      goDown.accept(down.lasting());
    } else {
      to.send(bytes);
    }
  }
}
