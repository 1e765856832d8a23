package dev.snaptill.simulator.carrier;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jsmpp.bean.AlertNotification;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.RawDataCoding;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.MessageReceiverListener;
import org.jsmpp.session.SMPPSession;
import org.jsmpp.session.Session;

/** An ESME on jsmpp's own client: collects deliver_sm and answers each with what it is told to. */
public final class TestEsme implements AutoCloseable {
  public final BlockingQueue<DeliverSm> received = new LinkedBlockingQueue<>();
  public final SMPPSession session = new SMPPSession();

  public TestEsme(int port, String password) throws IOException {
    this(port, password, 3, message -> 0);
  }

  TestEsme(int port, String password, int degree, ToIntFunction<DeliverSm> status)
      throws IOException {
    session.setTransactionTimer(60_000);
    session.setPduProcessorDegree(degree);
    session.setQueueCapacity(2_000);
    session.setMessageReceiverListener(
        new MessageReceiverListener() {
          @Override
          public void onAcceptDeliverSm(DeliverSm message) throws ProcessRequestException {
            received.add(message);
            int code = status.applyAsInt(message);
            if (code != 0) {
              throw new ProcessRequestException("told to refuse", code);
            }
          }

          @Override
          public void onAcceptAlertNotification(AlertNotification notification) {}

          @Override
          public DataSmResult onAcceptDataSm(DataSm dataSm, Session source)
              throws ProcessRequestException {
            throw new ProcessRequestException("not taken", 0x03);
          }
        });
    session.connectAndBind(
        "127.0.0.1",
        port,
        new BindParameter(
            BindType.BIND_TRX,
            "snaptill",
            password,
            "",
            TypeOfNumber.UNKNOWN,
            NumberingPlanIndicator.UNKNOWN,
            null));
  }

  public DeliverSm next() throws InterruptedException {
    DeliverSm message = received.poll(60, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no deliver_sm within 60 s");
    }
    return message;
  }

  /** What a deliver_sm says, when it is plain ASCII inside GSM-7, or UCS-2. */
  public static String text(DeliverSm message) {
    return new String(
        message.getShortMessage(),
        message.getDataCoding() == 8 ? StandardCharsets.UTF_16BE : StandardCharsets.US_ASCII);
  }

  public String submit(String to, String text) throws Exception {
    return submit(to, 0, 0, 0, text.getBytes(StandardCharsets.US_ASCII));
  }

  String submit(String to, int esmClass, int dataCoding, int registered, byte[] octets)
      throws Exception {
    return session
        .submitShortMessage(
            "",
            TypeOfNumber.UNKNOWN,
            NumberingPlanIndicator.ISDN,
            "10658",
            TypeOfNumber.INTERNATIONAL,
            NumberingPlanIndicator.ISDN,
            to.replace("+", ""),
            new ESMClass(esmClass),
            (byte) 0,
            (byte) 0,
            null,
            null,
            new RegisteredDelivery(registered),
            (byte) 0,
            new RawDataCoding((byte) dataCoding),
            (byte) 0,
            octets)
        .getMessageId();
  }

  @Override
  public void close() {
    session.setTransactionTimer(5_000); // a carrier that has cut the link answers no unbind
    session.unbindAndClose();
  }
}
