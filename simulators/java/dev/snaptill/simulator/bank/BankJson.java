package dev.snaptill.simulator.bank;

import dev.snaptill.simulator.bank.Faults.Target;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

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
        .put("sum", bank.sumOfBalances())
        .put("businessDay", bank.businessDay().toString())
        .put("profile", bank.profile().toString())
        .put("mac", bank.mac().orElse("none"))
        .put("tls", bank.tls())
        .put("switches", switches(bank));
  }

  static JsonObject switches(BankSimulator bank) {
    return new JsonObject()
        .put("refuseLateOriginals", bank.refuseLateOriginals())
        .put("magicAmounts", bank.faults().magicAmounts())
        .put("slowMs", bank.slow().toMillis());
  }

  /**
   * Turns switches: {@code
   * {"refuseLateOriginals":false,"magicAmounts":true,"slowMs":200,"seed":1}}, all optional.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static void turn(BankSimulator bank, JsonObject json) {
    if (json.containsKey("refuseLateOriginals")) {
      bank.refuseLateOriginals(flag(json, "refuseLateOriginals"));
    }
    if (json.containsKey("magicAmounts")) {
      bank.faults().magicAmounts(flag(json, "magicAmounts"));
    }
    if (json.containsKey("slowMs")) {
      bank.slow(Duration.ofMillis(number(json, "slowMs", 0)));
    }
    if (json.containsKey("seed")) {
      bank.faults().seed(number(json, "seed", 0));
    }
  }

  /**
   * Cuts over to {@code {"date":"2026-11-24"}}, or without a date to the next day.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static void cutOver(BankSimulator bank, JsonObject json) {
    if (json.containsKey("date")) {
      bank.cutOver(date(text(json, "date")));
    } else {
      bank.cutOver();
    }
  }

  /**
   * @throws IllegalArgumentException for anything but yyyy-MM-dd
   */
  static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("date: yyyy-MM-dd, such as 2026-11-23", e);
    }
  }

  static JsonArray magicAmounts() {
    JsonArray array = new JsonArray();
    MagicAmounts.rows()
        .forEach(
            row ->
                array.add(
                    new JsonObject().put("amount", row.amount()).put("meaning", row.meaning())));
    return array;
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
      case "bad-mac" -> new Fault.BadMac();
      case "wrong-amount" -> new Fault.WrongAmount(number(json, "by", 1));
      case "partial" -> new Fault.Partial(count(json, "percent", 50));
      case "cut" -> new Fault.CutBeforeAnswer();
      case "cut-mid-frame" -> new Fault.CutMidFrame();
      case "down" -> new Fault.GoDown(time(json));
      default ->
          throw new IllegalArgumentException(
              "fault: one of refuse, delay, trickle, late, post-after-reversal, no-answer, lost,"
                  + " twice, out-of-order, bad-mac, wrong-amount, partial, cut, cut-mid-frame,"
                  + " down, up, cut-all, clear");
    };
  }

  private static Duration time(JsonObject json) {
    return Duration.ofMillis(number(json, "ms", 5000));
  }

  private static boolean flag(JsonObject json, String key) {
    if (json.getValue(key) instanceof Boolean flag) {
      return flag;
    }
    throw new IllegalArgumentException(key + ": true or false is needed");
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
