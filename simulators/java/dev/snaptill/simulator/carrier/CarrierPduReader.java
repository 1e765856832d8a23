package dev.snaptill.simulator.carrier;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jsmpp.DefaultPDUReader;
import org.jsmpp.InvalidCommandLengthException;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.Command;

/**
 * Reads PDUs of bounded length, and takes a deliver_sm_resp that is a bare header (many ESMEs send
 * one with an error) for one with an empty message_id; jsmpp would throw and lose the answer.
 */
final class CarrierPduReader extends DefaultPDUReader {
  private static final int LONGEST = 1 << 17;
  private static final int HEADER = 16;

  @Override
  public Command readPDUHeader(DataInputStream in)
      throws InvalidCommandLengthException, IOException {
    Command header = super.readPDUHeader(in);
    if (header.getCommandLength() > LONGEST) {
      throw new InvalidCommandLengthException(
          "Command length " + header.getCommandLength() + " is more than " + LONGEST);
    }
    return header;
  }

  @Override
  public byte[] readPDU(DataInputStream in, int length, int id, int status, int sequence)
      throws IOException {
    byte[] pdu = super.readPDU(in, length, id, status, sequence);
    boolean bareAnswer = length == HEADER && id == SMPPConstant.CID_DELIVER_SM_RESP;
    return bareAnswer ? Arrays.copyOf(pdu, HEADER + 1) : pdu;
  }
}
