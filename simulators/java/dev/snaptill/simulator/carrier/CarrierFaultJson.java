package dev.snaptill.simulator.carrier;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** A carrier's faults as JSON. */
final class CarrierFaultJson {
  private CarrierFaultJson() {}

  static JsonObject write(CarrierFaults faults) {
    ReceiptHabits receipts = faults.receipts();
    return new JsonObject()
        .put("refusals_left", faults.refusalsLeft())
        .put("throttled_percent", faults.throttledPercent())
        .put("silences_left", faults.silencesLeft())
        .put("submits_until_cut", faults.submitsUntilCut())
        .put("duplicates_left", faults.duplicatesLeft())
        .put("bind_refusal", faults.bindRefusal())
        .put("unknown_tlvs", faults.unknownTlvs())
        .put(
            "receipts",
            new JsonObject()
                .put("timing", word(receipts.timing()))
                .put("ms", receipts.delay().toMillis())
                .put("form", word(receipts.form()))
                .put("ids", word(receipts.ids()))
                .put("state", receipts.state().name()));
  }

  /**
   * Sets a fault: {@code {"fault":"throttle","count":5}} or {@code "percent":20}; {@code refuse}
   * with {@code status} (a number) and {@code count}; {@code silence}, {@code cut-after} and {@code
   * duplicate} with {@code count}; {@code refuse-binds} with {@code status}; {@code unknown-tlvs}
   * with {@code on}; {@code receipts} with any of {@code timing} and {@code ms}, {@code form},
   * {@code ids}, {@code state}. At once: {@code cut}, {@code clear}.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static void set(CarrierSimulator carrier, JsonObject json) {
    CarrierFaults faults = carrier.faults();
    switch (json.getString("fault", "")) {
      case "throttle" -> {
        if (json.containsKey("percent")) {
          faults.throttlePercent(json.getInteger("percent"));
        } else {
          faults.throttle(count(json));
        }
      }
      case "refuse" -> faults.refuse(status(json), count(json));
      case "silence" -> faults.silence(count(json));
      case "cut-after" -> faults.cutAfter(count(json));
      case "duplicate" -> faults.duplicate(count(json));
      case "refuse-binds" -> faults.refuseBinds(status(json));
      case "unknown-tlvs" -> faults.unknownTlvs(json.getBoolean("on", true));
      case "receipts" -> faults.receipts(receipts(json, faults.receipts()));
      case "cut" -> carrier.cutLinks();
      case "clear" -> faults.clear();
      default ->
          throw new IllegalArgumentException(
              "fault: one of throttle, refuse, silence, cut-after, duplicate, refuse-binds,"
                  + " unknown-tlvs, receipts, cut, clear");
    }
  }

  private static int count(JsonObject json) {
    int count = json.getInteger("count", 1);
    if (count < 0 || count > 1_000_000) {
      throw new IllegalArgumentException("count: 0 to 1000000");
    }
    return count;
  }

  private static int status(JsonObject json) {
    Integer status = json.getInteger("status");
    if (status == null || status < 0 || status > 0xFFFF) {
      throw new IllegalArgumentException("status: a command_status, 0 to 65535");
    }
    return status;
  }

  private static ReceiptHabits receipts(JsonObject json, ReceiptHabits now) {
    long ms = json.getLong("ms", now.delay().toMillis());
    if (ms < 0 || ms > 86_400_000) {
      throw new IllegalArgumentException("ms: 0 to 86400000");
    }
    return new ReceiptHabits(
        choice(json, "timing", now.timing()),
        Duration.ofMillis(ms),
        choice(json, "form", now.form()),
        choice(json, "ids", now.ids()),
        choice(json, "state", now.state()));
  }

  private static <E extends Enum<E>> E choice(JsonObject json, String key, E now) {
    String word = json.getString(key);
    if (word == null) {
      return now;
    }
    return Arrays.stream(now.getDeclaringClass().getEnumConstants())
        .filter(e -> word(e).equals(word.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    key
                        + ": one of "
                        + Arrays.toString(now.getDeclaringClass().getEnumConstants())
                            .toLowerCase(Locale.ROOT)));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
