package dev.snaptill.simulator.crash;

import io.vertx.core.json.JsonObject;

/**
 * A payment as the gateway's API tells it.
 *
 * @param id thirteen characters
 * @param minor amount in minor units
 */
record Paid(String id, String voucher, String state, boolean ended, long minor) {

  static Paid of(JsonObject json) {
    return new Paid(
        json.getString("id"),
        json.getString("voucher"),
        json.getString("state"),
        json.getBoolean("ended"),
        Long.parseLong(json.getString("amount").replace(".", "")));
  }

  boolean completed() {
    return state.equals("completed");
  }

  boolean manual() {
    return state.equals("manual");
  }

  String rrn() {
    return ReceiptText.rrn(id);
  }
}
