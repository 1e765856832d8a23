package dev.snaptill.simulator.carrier;

import java.io.IOException;
import java.io.OutputStream;
import org.jsmpp.DefaultPDUSender;
import org.jsmpp.PDUStringException;
import org.jsmpp.bean.OptionalParameter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds every positive submit_sm_resp back until its gate (the durable log) lets it go. */
final class CarrierPduSender extends DefaultPDUSender {
  private static final Logger log = LoggerFactory.getLogger(CarrierPduSender.class);

  /** Runs {@code send} once the message of this id is durable, or never. */
  interface Gate {
    void hold(String messageId, Runnable send);
  }

  private final Gate gate;

  CarrierPduSender(Gate gate) {
    this.gate = gate;
  }

  @Override
  public byte[] sendSubmitSmResp(
      OutputStream os, int sequenceNumber, String messageId, OptionalParameter... parameters) {
    gate.hold(messageId, () -> answer(os, sequenceNumber, messageId, parameters));
    return new byte[0];
  }

  private void answer(
      OutputStream os, int sequenceNumber, String messageId, OptionalParameter... parameters) {
    try {
      super.sendSubmitSmResp(os, sequenceNumber, messageId, parameters);
    } catch (IOException | PDUStringException e) {
      log.debug("submit_sm_resp {} could not be sent: {}", sequenceNumber, e.getMessage());
    }
  }
}
