package dev.snaptill.channel.smpp;

import java.util.List;
import org.jsmpp.PDUStringException;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.util.DefaultComposer;
import org.jsmpp.util.PDUComposer;

/** One submit_sm (SMPP 3.4 §4.4.1) but for its sequence number. */
record SubmitPdu(
    Numbers.Wire source,
    Numbers.Wire destination,
    boolean hasHeader,
    int dataCoding,
    QuirksConfig quirks,
    byte[] shortMessage,
    List<OptionalParameter> optional) {
  private static final PDUComposer COMPOSER = new DefaultComposer();
  private static final int UDHI = 0x40;

  /**
   * @throws PDUStringException if a field is longer than SMPP has room for; carries the
   *     command_status an SMSC would have answered
   */
  byte[] compose(int sequence) throws PDUStringException {
    return COMPOSER.submitSm(
        sequence,
        quirks.serviceType().isEmpty() ? null : quirks.serviceType(),
        (byte) source.ton(),
        (byte) source.npi(),
        source.address(),
        (byte) destination.ton(),
        (byte) destination.npi(),
        destination.address(),
        (byte) (hasHeader ? UDHI : 0),
        (byte) 0,
        (byte) 0,
        null,
        null,
        (byte) quirks.receipts().bits(),
        (byte) 0,
        (byte) dataCoding,
        (byte) 0,
        shortMessage,
        optional.toArray(OptionalParameter[]::new));
  }
}
