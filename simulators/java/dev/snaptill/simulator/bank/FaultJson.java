package dev.snaptill.simulator.bank;

import static dev.snaptill.simulator.bank.BankJson.count;
import static dev.snaptill.simulator.bank.BankJson.number;
import static dev.snaptill.simulator.bank.BankJson.text;

import dev.snaptill.simulator.bank.Faults.Target;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Faults as JSON. */
final class FaultJson {
  private FaultJson() {}

  /**
   * @param full account numbers unmasked
   */
  static JsonArray rules(List<Faults.Rule> rules, boolean full) {
    JsonArray array = new JsonArray();
    for (Faults.Rule rule : rules) {
      JsonObject json =
          new JsonObject()
              .put("id", rule.id())
              .put("fault", Faults.words(rule.fault()))
              .put("target", rule.target().name());
      rule.amount().ifPresent(amount -> json.put("amount", amount));
      if (!rule.account().isEmpty()) {
        json.put("account", full ? rule.account() : AccountView.mask(rule.account()));
      }
      if (rule.chance() < 1) {
        json.put("chance", rule.chance());
      }
      if (rule.left() != Faults.ALWAYS) {
        json.put("left", rule.left());
      }
      array.add(json);
    }
    return array;
  }

  /**
   * Sets a fault: {@code {"fault":"delay","ms":500,"next":3,"target":"DEBIT"}} or {@code
   * {"fault":"refuse","code":"51","amount":1234,"account":"6222020000001111","chance":0.1}}. With
   * an amount, an account or a chance it holds until cleared unless {@code next} says otherwise;
   * without, {@code next} is 1. At once: {@code clear} (or one of them, by {@code id}), {@code
   * down} without any of these, {@code up}, {@code cut-all}.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static void fault(BankSimulator bank, JsonObject json) {
    String name = text(json, "fault");
    boolean particular =
        json.containsKey("amount") || json.containsKey("account") || json.containsKey("chance");
    switch (name) {
      case "clear" -> clear(bank, json);
      case "up" -> bank.comeBack();
      case "cut-all" -> bank.cutConnections();
      case "down" -> {
        if (particular || json.containsKey("next")) {
          rule(bank, json, fault(name, json), particular);
        } else {
          bank.goDown(new Fault.GoDown(time(json)).lasting());
        }
      }
      default -> rule(bank, json, fault(name, json), particular);
    }
  }

  private static void clear(BankSimulator bank, JsonObject json) {
    if (json.containsKey("id")) {
      bank.faults().remove(count(json, "id", 1));
    } else {
      bank.faults().clear();
    }
  }

  private static void rule(BankSimulator bank, JsonObject json, Fault fault, boolean particular) {
    if (fault instanceof Fault.BadMac && bank.mac().isEmpty()) {
      throw new IllegalArgumentException("bad-mac: this bank has no MACs");
    }
    OptionalLong amount =
        json.containsKey("amount")
            ? OptionalLong.of(number(json, "amount", 0))
            : OptionalLong.empty();
    bank.faults()
        .add(
            amount,
            json.containsKey("account") ? text(json, "account") : "",
            json.getValue("chance") instanceof Number chance
                ? chance.doubleValue()
                : particularChance(json),
            count(json, "next", particular ? Faults.ALWAYS : 1),
            target(json),
            fault);
  }

  private static double particularChance(JsonObject json) {
    if (json.containsKey("chance")) {
      throw new IllegalArgumentException("chance: a number above 0 and up to 1 is needed");
    }
    return 1;
  }

  private static Target target(JsonObject json) {
    if (!json.containsKey("target")) {
      return Target.REQUEST;
    }
    try {
      return Target.valueOf(text(json, "target").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("target: one of " + List.of(Target.values()), e);
    }
  }

  private static Fault fault(String name, JsonObject json) {
    return switch (name) {
      case "refuse" -> new Fault.Refuse(text(json, "code"));
      case "delay" -> new Fault.Delay(time(json));
      case "trickle" -> new Fault.Trickle(time(json));
      case "late" -> new Fault.ProcessLate(time(json));
      case "post-after-reversal" -> new Fault.PostAfterReversal(time(json));
      case "no-answer" -> new Fault.NoAnswer();
      case "lost" -> new Fault.Lost();
      case "twice" -> new Fault.AnswerTwice();
      case "out-of-order" -> new Fault.OutOfOrder();
      case "next-link" -> new Fault.AnswerOnNextLink();
      case "bad-mac" -> new Fault.BadMac();
      case "wrong-amount" -> new Fault.WrongAmount(number(json, "by", 1));
      case "partial" -> new Fault.Partial(count(json, "percent", 50));
      case "cut" -> new Fault.CutBeforeAnswer();
      case "cut-mid-frame" -> new Fault.CutMidFrame();
      case "down" -> new Fault.GoDown(time(json));
      default ->
          throw new IllegalArgumentException(
              "fault: one of refuse, delay, trickle, late, post-after-reversal, no-answer, lost,"
                  + " twice, out-of-order, next-link, bad-mac, wrong-amount, partial, cut, cut-mid-frame,"
                  + " down, up, cut-all, clear");
    };
  }

  private static Duration time(JsonObject json) {
    return Duration.ofMillis(number(json, "ms", 5000));
  }
}
