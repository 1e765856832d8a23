package dev.snaptill.simulator.bank;

import dev.snaptill.simulator.bank.Faults.Target;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Banks, accounts, postings and faults as JSON. */
final class BankJson {
  private BankJson() {}

  static JsonObject bank(BankSimulator bank) {
    return new JsonObject()
        .put("name", bank.name())
        .put("host", bank.host())
        .put("port", bank.port())
        .put("currency", bank.currency())
        .put("up", bank.isUp())
        .put("connections", bank.connections())
        .put("signedOn", bank.signedOn())
        .put("postings", bank.postingCount())
        .put("settlement", bank.settlementBalance())
        .put("sum", bank.sumOfBalances());
  }

  /**
   * @param full account numbers unmasked
   */
  static JsonArray accounts(List<AccountView> accounts, boolean full) {
    JsonArray array = new JsonArray();
    for (AccountView account : accounts) {
      JsonObject json =
          new JsonObject()
              .put("account", full ? account.number() : account.masked())
              .put("balance", account.balance())
              .put("state", account.state().name());
      if (account.limit() != Long.MAX_VALUE) {
        json.put("limit", account.limit());
      }
      array.add(json);
    }
    return array;
  }

  static JsonArray postings(List<BookEntry> postings, boolean full) {
    JsonArray array = new JsonArray();
    for (BookEntry p : postings) {
      array.add(
          new JsonObject()
              .put("seq", p.seq())
              .put("time", p.time().toString())
              .put("kind", p.kind().name())
              .put("terminal", p.terminal())
              .put("stan", p.stan())
              .put("transmitted", p.transmitted())
              .put("from", full ? p.from() : AccountView.mask(p.from()))
              .put("to", full ? p.to() : AccountView.mask(p.to()))
              .put("amount", p.amount())
              .put("rrn", p.rrn())
              .put("reversalOf", p.reversalOf()));
    }
    return array;
  }

  static JsonArray rules(List<Faults.Rule> rules) {
    JsonArray array = new JsonArray();
    for (Faults.Rule rule : rules) {
      JsonObject json =
          new JsonObject()
              .put("fault", rule.fault().toString().replace("[]", ""))
              .put("target", rule.target().name());
      rule.amount().ifPresent(amount -> json.put("amount", amount));
      if (rule.left() != Integer.MAX_VALUE) {
        json.put("left", rule.left());
      }
      array.add(json);
    }
    return array;
  }

  /**
   * Opens or changes an account: {@code
   * {"account":"6222020000001111","balance":10000,"state":"OPEN","limit":5000}}, all but the number
   * optional.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static void account(BankSimulator bank, JsonObject json) {
    String number = text(json, "account");
    if (bank.account(number).isEmpty() || json.containsKey("balance")) {
      bank.openAccount(number, number(json, "balance", 0));
    }
    if (json.containsKey("state")) {
      bank.setState(number, AccountState.valueOf(text(json, "state").toUpperCase(Locale.ROOT)));
    }
    if (json.containsKey("limit")) {
      bank.setLimit(number, number(json, "limit", 0));
    }
  }

  /**
   * Sets a fault: {@code {"fault":"delay","ms":500,"next":3,"target":"DEBIT"}} or {@code
   * {"fault":"refuse","code":"51","amount":1234}}. With an amount it holds until cleared unless
   * {@code next} says otherwise; without, {@code next} is 1.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static void fault(BankSimulator bank, JsonObject json) {
    String name = text(json, "fault");
    if (name.equals("clear")) {
      bank.faults().clear();
      return;
    }
    if (name.equals("down") && !json.containsKey("next") && !json.containsKey("amount")) {
      bank.goDown(new Fault.GoDown(time(json)).lasting());
      return;
    }
    Fault fault = fault(name, json);
    Target target =
        json.containsKey("target")
            ? Target.valueOf(text(json, "target").toUpperCase(Locale.ROOT))
            : Target.REQUEST;
    if (json.containsKey("amount")) {
      int next = count(json, "next", Integer.MAX_VALUE);
      bank.faults().forAmount(number(json, "amount", 0), next, target, fault);
    } else {
      bank.faults().next(count(json, "next", 1), target, fault);
    }
  }

  private static Fault fault(String name, JsonObject json) {
    return switch (name) {
      case "refuse" -> new Fault.Refuse(text(json, "code"));
      case "delay" -> new Fault.Delay(time(json));
      case "late" -> new Fault.ProcessLate(time(json));
      case "no-answer" -> new Fault.NoAnswer();
      case "lost" -> new Fault.Lost();
      case "twice" -> new Fault.AnswerTwice();
      case "out-of-order" -> new Fault.OutOfOrder();
      case "cut" -> new Fault.CutBeforeAnswer();
      case "down" -> new Fault.GoDown(time(json));
      default ->
          throw new IllegalArgumentException(
              "fault: one of refuse, delay, late, no-answer, lost, twice, out-of-order, cut, down,"
                  + " clear");
    };
  }

  private static Duration time(JsonObject json) {
    return Duration.ofMillis(number(json, "ms", 5000));
  }

  private static String text(JsonObject json, String key) {
    if (json.getValue(key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(key + ": a text is needed");
  }

  private static int count(JsonObject json, String key, int otherwise) {
    long value = number(json, key, otherwise);
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(key + ": at least 1, not " + value);
    }
    return (int) value;
  }

  private static long number(JsonObject json, String key, long otherwise) {
    Object value = json.getValue(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw new IllegalArgumentException(key + ": a whole number is needed");
  }
}
