package dev.snaptill.channel.smpp;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jsmpp.bean.BindType;

/**
 * One bind of a system, and what went out over it without an answer. Lives on the loop.
 *
 * @param sent by sequence number, in the order of sending
 */
record ServedBind(BindType type, ServedLink link, Map<Integer, Sent> sent) {

  /** A part on its way, and since when. */
  record Sent(Deliveries.Delivery delivery, long since) {}

  ServedBind(BindType type, ServedLink link) {
    this(type, link, new LinkedHashMap<>());
  }

  boolean takesTexts() {
    return type != BindType.BIND_TX && link.isBound();
  }
}
