package dev.snaptill.simulator.carrier;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jsmpp.GenericNackResponseException;
import org.jsmpp.InvalidResponseException;
import org.jsmpp.PDUStringException;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.Command;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.RawDataCoding;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.extra.PendingResponse;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.ServerMessageReceiverListener;
import org.jsmpp.session.SessionStateListener;

/**
 * One bind. Its deliver_sm are sent without waiting: the answer comes to {@link Deliveries} on
 * jsmpp's processing thread. One such thread keeps the order of what came in.
 */
final class CarrierSession extends SMPPServerSession {
  private static final int QUEUE = 10_000;

  private final CarrierConnection connection;
  private final Deliveries deliveries;
  private final ConcurrentMap<Integer, Outstanding> outstanding = new ConcurrentHashMap<>();
  private volatile boolean lost;

  CarrierSession(
      CarrierConnection connection,
      SessionStateListener states,
      ServerMessageReceiverListener receiver,
      CarrierPduSender sender,
      Deliveries deliveries) {
    super(connection, states, receiver, null, 1, QUEUE, sender, new CarrierPduReader());
    this.connection = connection;
    this.deliveries = deliveries;
  }

  /** A deliver_sm on the wire, waiting for its answer. */
  private final class Outstanding extends PendingResponse<Command> {
    private final DeliveryPart part;
    private final long sentAt = System.nanoTime();

    Outstanding(DeliveryPart part) {
      super(0);
      this.part = part;
    }

    @Override
    public void done(Command answer) {
      deliveries.answered(CarrierSession.this, part, answer.getCommandStatus());
    }

    @Override
    public void doneWithInvalidResponse(InvalidResponseException e) {
      int status =
          e instanceof GenericNackResponseException nack
              ? nack.getCommandStatus()
              : SMPPConstant.STAT_ESME_RUNKNOWNERR;
      deliveries.answered(CarrierSession.this, part, status);
    }
  }

  @Override
  protected PendingResponse<Command> removePendingResponse(int sequenceNumber) {
    Outstanding mine = outstanding.remove(sequenceNumber);
    return mine != null ? mine : super.removePendingResponse(sequenceNumber);
  }

  int outstandingCount() {
    return outstanding.size();
  }

  /** Sends and returns at once; false when the link is gone and the part is still the caller's. */
  boolean send(DeliveryPart part) {
    int sequenceNumber = sequence().nextValue();
    outstanding.put(sequenceNumber, new Outstanding(part));
    try {
      pduSender()
          .sendDeliverSm(
              connection.getOutputStream(),
              sequenceNumber,
              "",
              Numbers.typeOf(part.delivery().from()),
              NumberingPlanIndicator.ISDN,
              Numbers.digits(part.delivery().from()),
              Numbers.typeOf(part.delivery().to()),
              NumberingPlanIndicator.ISDN,
              Numbers.digits(part.delivery().to()),
              new ESMClass(part.esmClass()),
              (byte) 0,
              (byte) 0,
              new RegisteredDelivery(0),
              new RawDataCoding(part.dataCoding()),
              part.octets(),
              part.parameters());
    } catch (IOException e) {
      return outstanding.remove(sequenceNumber) == null;
    } catch (PDUStringException e) {
      outstanding.remove(sequenceNumber);
      deliveries.answered(this, part, e.getErrorCode());
      return true;
    }
    // the link may have been lost between the look at it and the put
    return !lost || outstanding.remove(sequenceNumber) == null;
  }

  /** What was sent longer ago than this and not answered. */
  List<DeliveryPart> overdue(long nanos) {
    long now = System.nanoTime();
    List<DeliveryPart> overdue = new ArrayList<>();
    outstanding.forEach(
        (sequenceNumber, waiting) -> {
          if (now - waiting.sentAt > nanos && outstanding.remove(sequenceNumber) != null) {
            overdue.add(waiting.part);
          }
        });
    return overdue;
  }

  /** Takes back everything unanswered, oldest first; from here on nothing is outstanding. */
  List<DeliveryPart> lose() {
    lost = true;
    return outstanding.keySet().stream()
        .sorted(Comparator.naturalOrder())
        .map(outstanding::remove)
        .filter(java.util.Objects::nonNull)
        .map(waiting -> waiting.part)
        .toList();
  }

  void cut() {
    connection.cut();
  }
}
