package dev.snaptill.channel.smpp;

import com.cloudhopper.commons.charset.CharsetUtil;
import com.cloudhopper.smpp.SmppBindType;
import com.cloudhopper.smpp.SmppConstants;
import com.cloudhopper.smpp.SmppSession;
import com.cloudhopper.smpp.SmppSessionConfiguration;
import com.cloudhopper.smpp.impl.DefaultSmppClient;
import com.cloudhopper.smpp.impl.DefaultSmppSessionHandler;
import com.cloudhopper.smpp.pdu.DeliverSm;
import com.cloudhopper.smpp.pdu.EnquireLink;
import com.cloudhopper.smpp.pdu.PduRequest;
import com.cloudhopper.smpp.pdu.PduResponse;
import com.cloudhopper.smpp.pdu.SubmitSm;
import com.cloudhopper.smpp.pdu.SubmitSmResp;
import com.cloudhopper.smpp.type.Address;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client that was written by others (ch-smpp), with one bind. */
public final class Esme implements AutoCloseable {
  private final DefaultSmppClient client =
      new DefaultSmppClient(Executors.newCachedThreadPool(), 1);
  private final SmppSession session;

  /** What was delivered. */
  public final BlockingQueue<DeliverSm> delivered = new LinkedBlockingQueue<>();

  /** The delivery receipts among what was delivered. */
  public final BlockingQueue<DeliverSm> receipts = new LinkedBlockingQueue<>();

  /** What the next deliver_sm are answered with. */
  public volatile int answer = SmppConstants.STATUS_OK;

  public volatile boolean closed;

  /**
   * @throws com.cloudhopper.smpp.type.SmppBindException with the bind_resp, if it is refused
   */
  public Esme(int port, SmppBindType type, String systemId, String password) throws Exception {
    SmppSessionConfiguration configuration = new SmppSessionConfiguration(type, systemId, password);
    configuration.setName("esme");
    configuration.setHost("127.0.0.1");
    configuration.setPort(port);
    configuration.setBindTimeout(60_000);
    configuration.setWindowSize(100);
    configuration.getLoggingOptions().setLogBytes(false);
    configuration.getLoggingOptions().setLogPdu(false);
    try {
      session = client.bind(configuration, new Handler());
    } catch (Exception e) {
      client.destroy();
      throw e;
    }
  }

  private final class Handler extends DefaultSmppSessionHandler {
    @Override
    @SuppressWarnings("rawtypes")
    public PduResponse firePduRequestReceived(PduRequest request) {
      PduResponse response = request.createResponse();
      if (request instanceof DeliverSm deliver) {
        response.setCommandStatus(answer);
        (deliver.getEsmClass() == 0x04 ? receipts : delivered).add(deliver);
      }
      return response;
    }

    @Override
    public void fireChannelUnexpectedlyClosed() {
      closed = true;
    }
  }

  public static SubmitSm text(String from, String to, String text) throws Exception {
    SubmitSm submit = new SubmitSm();
    submit.setSourceAddress(new Address((byte) 1, (byte) 1, from));
    submit.setDestAddress(new Address((byte) 0, (byte) 1, to));
    submit.setShortMessage(CharsetUtil.encode(text, CharsetUtil.CHARSET_GSM));
    submit.setRegisteredDelivery(SmppConstants.REGISTERED_DELIVERY_SMSC_RECEIPT_REQUESTED);
    return submit;
  }

  public SubmitSmResp submit(SubmitSm submit) throws Exception {
    return session.submit(submit, 60_000);
  }

  public SubmitSmResp submit(String from, String to, String text) throws Exception {
    return submit(text(from, to, text));
  }

  public void enquireLink() throws Exception {
    session.enquireLink(new EnquireLink(), 60_000);
  }

  public boolean isBound() {
    return session.isBound();
  }

  /** The next text that is delivered. */
  public String nextText() throws InterruptedException {
    DeliverSm next = delivered.poll(60, TimeUnit.SECONDS);
    return next == null
        ? null
        : CharsetUtil.decode(
            next.getShortMessage(),
            next.getDataCoding() == 8 ? CharsetUtil.CHARSET_UCS_2 : CharsetUtil.CHARSET_GSM);
  }

  public void unbind() {
    session.unbind(5_000);
  }

  @Override
  public void close() {
    session.destroy();
    client.destroy();
  }
}
