package dev.snaptill.simulator.bank;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;

/** Banks, accounts and postings as JSON. */
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

  private static boolean flag(JsonObject json, String key) {
    if (json.getValue(key) instanceof Boolean flag) {
      return flag;
    }
    throw new IllegalArgumentException(key + ": true or false is needed");
  }

  static String text(JsonObject json, String key) {
    if (json.getValue(key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(key + ": a text is needed");
  }

  static int count(JsonObject json, String key, int otherwise) {
    long value = number(json, key, otherwise);
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(key + ": at least 1, not " + value);
    }
    return (int) value;
  }

  static long number(JsonObject json, String key, long otherwise) {
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
