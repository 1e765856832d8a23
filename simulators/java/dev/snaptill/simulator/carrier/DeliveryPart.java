package dev.snaptill.simulator.carrier;

import org.jsmpp.bean.OptionalParameter;

/** One deliver_sm's worth of a delivery. */
record DeliveryPart(
    Delivery delivery,
    byte esmClass,
    byte dataCoding,
    byte[] octets,
    OptionalParameter... parameters) {}
