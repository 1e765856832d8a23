package dev.snaptill.channel.smpp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jsmpp.bean.BroadcastSm;
import org.jsmpp.bean.CancelBroadcastSm;
import org.jsmpp.bean.CancelSm;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.QueryBroadcastSm;
import org.jsmpp.bean.QuerySm;
import org.jsmpp.bean.RawDataCoding;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.ReplaceSm;
import org.jsmpp.bean.SubmitMulti;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.BindRequest;
import org.jsmpp.session.BroadcastSmResult;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.QueryBroadcastSmResult;
import org.jsmpp.session.QuerySmResult;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.SMPPServerSessionListener;
import org.jsmpp.session.ServerMessageReceiverListener;
import org.jsmpp.session.Session;
import org.jsmpp.session.SubmitMultiResult;
import org.jsmpp.session.SubmitSmResult;
import org.jsmpp.session.connection.socket.ServerSocketConnection;
import org.jsmpp.util.MessageId;

/** A carrier on jsmpp's server classes, on the loopback address only. */
final class FakeCarrier implements AutoCloseable {
  /** What it does with a submit_sm: gives a message id, or throws the command_status. */
  interface SubmitAnswer {
    String answer(SubmitSm submit) throws Exception;
  }

  final List<SMPPServerSession> sessions = new CopyOnWriteArrayList<>();
  final List<String> bindTypes = new CopyOnWriteArrayList<>();
  final List<SubmitSm> submitted = new CopyOnWriteArrayList<>();
  final AtomicInteger refuseBinds = new AtomicInteger();
  volatile int refusal = 0x05;
  final List<BindRequest> binds = new CopyOnWriteArrayList<>();
  volatile OptionalParameter[] responseTlvs = {};
  volatile Function<QuerySm, QuerySmResult> onQuery =
      query -> {
        throw new UnsupportedOperationException();
      };
  volatile SubmitAnswer onSubmit =
      submit ->
          "id-" + new String(submit.getShortMessage(), StandardCharsets.ISO_8859_1).hashCode();

  private final ServerSocket socket;
  private final SMPPServerSessionListener listener;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "fake-carrier");
            thread.setDaemon(true);
            return thread;
          });

  FakeCarrier() throws IOException {
    this(0);
  }

  FakeCarrier(int port) throws IOException {
    this(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
  }

  FakeCarrier(ServerSocket socket) throws IOException {
    this.socket = socket;
    listener =
        new SMPPServerSessionListener(
            socket.getLocalPort(), new LoopbackFactory(new ServerSocketConnection(socket)));
    listener.setPduProcessorDegree(64);
    listener.setQueueCapacity(2_000);
    listener.setMessageReceiverListener(new Requests());
    threads.execute(this::acceptAll);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void acceptAll() {
    while (!socket.isClosed()) {
      try {
        SMPPServerSession session = listener.accept();
        threads.execute(() -> bind(session));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void bind(SMPPServerSession session) {
    try {
      BindRequest request = session.waitForBind(30_000);
      if (refuseBinds.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        request.reject(refusal);
        return;
      }
      session.setTransactionTimer(30_000);
      // before the answer: whoever hears that it is bound finds its session here
      binds.add(request);
      bindTypes.add(request.getBindType().name());
      sessions.add(session);
      request.accept("FAKE");
    } catch (Exception e) {
      session.close();
    }
  }

  SMPPServerSession session() {
    return sessions.get(sessions.size() - 1);
  }

  /** Delivers a text in Latin-1 from a Chinese mobile number; gives the command_status. */
  CompletableFuture<Integer> deliver(String from, String text) {
    return deliver(from, 0, 0, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  CompletableFuture<Integer> deliver(
      String from, int esmClass, int dataCoding, byte[] body, OptionalParameter... tlvs) {
    SMPPServerSession session = session();
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            session.deliverShortMessage(
                "",
                TypeOfNumber.INTERNATIONAL,
                NumberingPlanIndicator.ISDN,
                from,
                TypeOfNumber.UNKNOWN,
                NumberingPlanIndicator.ISDN,
                "10658",
                new ESMClass(esmClass),
                (byte) 0,
                (byte) 0,
                new RegisteredDelivery(0),
                new RawDataCoding((byte) dataCoding),
                body,
                tlvs);
            return 0;
          } catch (NegativeResponseException e) {
            return e.getCommandStatus();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        threads);
  }

  /** Cuts every connection without a word. */
  void cut() {
    sessions.forEach(SMPPServerSession::close);
  }

  @Override
  public void close() throws Exception {
    listener.close();
    cut();
    threads.shutdownNow();
    threads.awaitTermination(5, TimeUnit.SECONDS);
  }

  private record LoopbackFactory(ServerSocketConnection connection)
      implements org.jsmpp.session.connection.ServerConnectionFactory {
    @Override
    public ServerSocketConnection listen(int port) {
      return connection;
    }

    @Override
    public ServerSocketConnection listen(int port, int timeout) {
      return connection;
    }

    @Override
    public ServerSocketConnection listen(int port, int timeout, int backlog) {
      return connection;
    }
  }

  private final class Requests implements ServerMessageReceiverListener {
    @Override
    public SubmitSmResult onAcceptSubmitSm(SubmitSm submit, SMPPServerSession source)
        throws ProcessRequestException {
      submitted.add(submit);
      try {
        return new SubmitSmResult(new MessageId(onSubmit.answer(submit)), responseTlvs);
      } catch (ProcessRequestException e) {
        throw e;
      } catch (Exception e) {
        throw new ProcessRequestException(String.valueOf(e), 0x08);
      }
    }

    @Override
    public SubmitMultiResult onAcceptSubmitMulti(SubmitMulti multi, SMPPServerSession source) {
      throw new UnsupportedOperationException();
    }

    @Override
    public QuerySmResult onAcceptQuerySm(QuerySm query, SMPPServerSession source) {
      return onQuery.apply(query);
    }

    @Override
    public void onAcceptReplaceSm(ReplaceSm replace, SMPPServerSession source) {}

    @Override
    public void onAcceptCancelSm(CancelSm cancel, SMPPServerSession source) {}

    @Override
    public BroadcastSmResult onAcceptBroadcastSm(BroadcastSm sm, SMPPServerSession source) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void onAcceptCancelBroadcastSm(CancelBroadcastSm sm, SMPPServerSession source) {}

    @Override
    public QueryBroadcastSmResult onAcceptQueryBroadcastSm(
        QueryBroadcastSm sm, SMPPServerSession source) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DataSmResult onAcceptDataSm(DataSm dataSm, Session source) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void onAcceptEnquireLink(org.jsmpp.bean.EnquireLink enquireLink, Session source) {}
  }
}
