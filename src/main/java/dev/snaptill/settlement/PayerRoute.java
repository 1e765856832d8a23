package dev.snaptill.settlement;

import dev.snaptill.value.Address;
import java.util.List;

/** How to reach the payer with a receipt. */
public record PayerRoute(String channel, Address from, Address to, String language) {
  /** Of somebody who has no address: told nothing. */
  static PayerRoute nobody(Address from, String language) {
    return new PayerRoute("", from, from, language);
  }

  boolean leadsToSomebody() {
    return !channel.isEmpty();
  }

  private static final String FIELD = "\u001f";

  String text() {
    return String.join(FIELD, channel, from.canonical(), to.canonical(), language);
  }

  static PayerRoute parse(String text) {
    List<String> fields = List.of(text.split(FIELD, 4));
    return new PayerRoute(
        fields.get(0), Address.parse(fields.get(1)), Address.parse(fields.get(2)), fields.get(3));
  }
}
