package dev.snaptill.simulation;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import dev.snaptill.channel.Trust;
import dev.snaptill.value.Address;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The carrier and the people behind it. It submits a message until it is acknowledged, sometimes
 * also afterwards; people press "send" again when nothing comes.
 */
final class SimPhones {
  static final String CARRIER = "carrier";
  static final Address SHORT_CODE = Address.tel("10658");
  private static final Pattern RECEIPT =
      Pattern.compile("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}-\\d{2}");
  private static final Pattern AGAIN = Pattern.compile("AGAIN (\\d\\d)");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Schedule schedule;
  private final Faults faults;

  /** Whether the carrier gives its messages ids of its own. */
  private final boolean hardKeys;

  private Life life;
  private Bus bus;
  private int messages;
  private final Set<Integer> unacknowledged = new HashSet<>();

  /** How often each payer meant to pay each voucher. */
  final Map<String, Integer> meant = new TreeMap<>();

  /** How often each phone asked for another payment of a voucher it had paid. */
  final Map<Address, Integer> again = new HashMap<>();

  /** Receipts that each phone has seen in its texts. */
  final Map<Address, Set<String>> receipts = new HashMap<>();

  /** Texts taken by the carrier, by the gateway's id for them. */
  final Map<Long, String> taken = new TreeMap<>();

  /** Ids under which the gateway has acknowledged messages. */
  final Set<Long> acknowledged = new TreeSet<>();

  final Set<String> wrong = new TreeSet<>();

  SimPhones(Schedule schedule, Faults faults) {
    this.schedule = schedule;
    this.faults = faults;
    hardKeys = faults.chance(0.6);
  }

  /** The gateway has (re)started and is bound. */
  void bind(Life newLife, Bus newBus) {
    life = newLife;
    bus = newBus;
    bus.answer(Channels.send(CARRIER), this::send);
  }

  // ---- towards the gateway

  /** Somebody means to pay a voucher: the payer's phone sends the code, perhaps several times. */
  void pay(Address payer, String code) {
    meant.merge(payer.canonical() + " " + code, 1, (a, b) -> 1);
    text(payer, code);
    if (faults.chance(0.3)) {
      // no news within a while: once more
      schedule.in(faults.between(0, 90_000), () -> text(payer, code));
    }
  }

  private void text(Address from, String text) {
    int number = ++messages;
    String soft = from.canonical() + "|" + text;
    InboundMessage message =
        new InboundMessage(
            CARRIER,
            hardKeys ? "id-" + number : null,
            soft,
            from,
            SHORT_CODE,
            text,
            List.of(),
            null,
            null,
            Instant.ofEpochMilli(schedule.now()),
            null,
            Trust.OPERATOR);
    schedule.tell("phone", from.value() + " sends message " + number);
    unacknowledged.add(number);
    submit(message, number);
    if (faults.strikes(0.08)) {
      schedule.tell("carrier", "submits message " + number + " twice");
      schedule.in(faults.between(0, 5_000), () -> submit(message, number));
    }
  }

  /** Whether every message that was sent has been acknowledged. */
  boolean silent() {
    return unacknowledged.isEmpty();
  }

  private void submit(InboundMessage message, int number) {
    if (life == null || !life.alive()) {
      schedule.in(faults.between(1_000, 5_000), () -> submit(message, number));
      return;
    }
    Life to = life;
    boolean[] answered = new boolean[1];
    to.in(
        faults.between(1, 30),
        () ->
            bus.ask(Channels.RECEIVE, message, PATIENCE)
                .onComplete(
                    done -> {
                      answered[0] = true;
                      boolean ok =
                          done.succeeded()
                              && (done.result() instanceof Intake.Stored
                                  || done.result() instanceof Intake.Repeat);
                      if (ok) {
                        unacknowledged.remove(number);
                      }
                      if (ok && done.result() instanceof Intake.Stored stored) {
                        acknowledged.add(stored.id());
                      }
                      boolean lost = faults.strikes(0.03);
                      if (!ok || lost) {
                        schedule.in(faults.between(1_000, 15_000), () -> submit(message, number));
                      }
                    }));
    // a gateway that died owes an answer: it is submitted again
    schedule.in(
        PATIENCE.toMillis() + 5_000,
        () -> {
          if (!answered[0]) {
            answered[0] = true;
            submit(message, number);
          }
        });
  }

  // ---- from the gateway

  private Future<SendResult> send(OutboundMessage message) {
    if (faults.strikes(0.05)) {
      return Future.succeededFuture(
          new SendResult.RetryAfter(Duration.ofSeconds(faults.between(1, 20)), "throttled"));
    }
    if (faults.strikes(0.01)) {
      return Future.succeededFuture(new SendResult.Rejected("00000045"));
    }
    if (faults.strikes(0.02)) {
      if (faults.chance(0.5)) {
        reaches(message);
      }
      return Future.succeededFuture(new SendResult.Unknown("no submit_sm_resp"));
    }
    Promise<SendResult> promise = Promise.promise();
    Life by = life;
    schedule.in(
        faults.between(2, 200),
        () -> {
          reaches(message);
          by.in(0, () -> promise.complete(new SendResult.Accepted("smsc-" + message.id())));
        });
    return promise.future();
  }

  private void reaches(OutboundMessage message) {
    String before = taken.put(message.id(), message.text());
    if (before != null && !before.equals(message.text())) {
      wrong.add("message " + message.id() + " came with two texts");
    }
    schedule.tell("phone", message.to().value() + " reads: " + message.text());
    Matcher receipt = RECEIPT.matcher(message.text());
    while (receipt.find()) {
      receipts.computeIfAbsent(message.to(), a -> new HashSet<>()).add(receipt.group());
    }
    Matcher offer = AGAIN.matcher(message.text());
    if (before == null && offer.find() && !faults.isCalm() && faults.chance(0.4)) {
      again.merge(message.to(), 1, Integer::sum);
      String reply = "AGAIN " + offer.group(1);
      schedule.in(faults.between(2_000, 60_000), () -> text(message.to(), reply));
    }
  }
}
