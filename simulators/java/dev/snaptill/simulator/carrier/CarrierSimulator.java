package dev.snaptill.simulator.carrier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jsmpp.PDUStringException;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.InterfaceVersion;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.extra.SessionState;
import org.jsmpp.session.BindRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An SMSC: ESMEs bind to it over SMPP 3.4, phones send and receive through it. A submit_sm is
 * answered only after it is on disk; a phone's message is sent again until it is answered for good.
 */
public final class CarrierSimulator implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CarrierSimulator.class);
  private static final long BIND_TIME_MILLIS = 5_000;
  private static final int MOST_LINKS = 100;

  private record Accepted(SubmittedPart part, boolean receipt, boolean silent) {}

  private final CarrierConfig config;
  private final CarrierLog journal;
  private final CarrierFaults faults = new CarrierFaults();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(daemon("carrier-timer"));
  private final ExecutorService callbacks =
      Executors.newSingleThreadExecutor(daemon("carrier-callbacks"));
  private final ExecutorService binders = Executors.newCachedThreadPool(daemon("carrier-bind"));
  private final Deliveries deliveries;
  private final SubmitReceiver receiver;
  private final CarrierPduSender sender = new CarrierPduSender(this::hold);
  private final ConcurrentMap<String, Accepted> held = new ConcurrentHashMap<>();
  private final Set<CarrierSession> sessions = ConcurrentHashMap.newKeySet();
  private final Joiner joiner = new Joiner();
  private final List<Consumer<ShortMessage>> listeners = new CopyOnWriteArrayList<>();
  private final Recent<Acknowledged> acknowledged;
  private final Recent<ShortMessage> submitted;
  private final long firstId = System.currentTimeMillis() * 1000;
  private final AtomicLong lastId = new AtomicLong(firstId);
  private final AtomicInteger reference = new AtomicInteger();
  private final ServerSocket server;

  /** Listens at once; throws IOException when the port or the log cannot be had. */
  public CarrierSimulator(CarrierConfig config) throws IOException {
    this.config = config;
    this.acknowledged = new Recent<>(config.remember());
    this.submitted = new Recent<>(config.remember());
    this.server = new ServerSocket(config.port(), 50, InetAddress.getByName(config.host()));
    try {
      this.journal = new CarrierLog(config.log());
    } catch (IOException e) {
      server.close();
      throw e;
    }
    this.deliveries = new Deliveries(config, timer, faults, this::settled);
    this.receiver = new SubmitReceiver(faults, this::nextId, this::accepted, this::isKnown);
    Thread acceptor = new Thread(this::accept, "carrier-accept");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  public int port() {
    return server.getLocalPort();
  }

  public CarrierFaults faults() {
    return faults;
  }

  /** Told of every whole message for a phone, after it is on disk, in order, on one thread. */
  public void onMessage(Consumer<ShortMessage> listener) {
    listeners.add(listener);
  }

  /**
   * Sends a phone's text to the ESME, in parts if it is long; may wait here for a bind.
   *
   * @param from E.164 with its plus, sent as an international number
   * @param to the short code
   * @return the command status of the final deliver_sm_resp (the first that isn't 0 among parts),
   *     after it is in the log; completes on the carrier's callback thread
   */
  public CompletableFuture<Integer> deliver(String from, String to, String text) {
    List<TextCoder.Encoded> encoded = TextCoder.encode(text, reference.incrementAndGet() & 0xFF);
    Delivery delivery = new Delivery(nextId(), from, to, text, false, encoded.size());
    deliveries.offer(
        encoded.stream()
            .map(
                e ->
                    new DeliveryPart(
                        delivery, e.esmClass(), e.dataCoding(), e.octets(), strangeTlvs()))
            .toList());
    return delivery.answer();
  }

  /** One of a vendor's own range and one of no known kind. */
  private OptionalParameter[] strangeTlvs() {
    return faults.unknownTlvs()
        ? new OptionalParameter[] {
          new OptionalParameter.OctetString((short) 0x1501, new byte[] {1, 2, 3}),
          new OptionalParameter.OctetString((short) 0x3F01, "odd".getBytes(UTF_8))
        }
        : new OptionalParameter[0];
  }

  private boolean isKnown(String id) {
    long number;
    try {
      number = Long.parseLong(id, 16);
    } catch (NumberFormatException e) {
      return false;
    }
    return number > firstId && number <= lastId.get();
  }

  /** Messages of phones that were answered for good, oldest first, the newest {@code remember}. */
  public List<Acknowledged> acknowledged() {
    return acknowledged.list();
  }

  public long acknowledgedCount() {
    return acknowledged.count();
  }

  /** Whole messages accepted for phones, oldest first, the newest {@code remember}. */
  public List<ShortMessage> submitted() {
    return submitted.list();
  }

  public long submittedCount() {
    return submitted.count();
  }

  /** deliver_sm queued or on the wire. */
  public int waiting() {
    return deliveries.waiting();
  }

  /** Binds that stand now. */
  public int binds() {
    return (int) sessions.stream().filter(s -> s.getSessionState().isBound()).count();
  }

  /** Breaks every link with a TCP reset; ESMEs may bind again at once. */
  public void cutLinks() {
    sessions.forEach(CarrierSession::cut);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      log.debug("closing the SMPP port: {}", e.getMessage());
    }
    sessions.forEach(CarrierSession::close);
    timer.shutdownNow();
    binders.shutdownNow();
    journal.close();
    callbacks.shutdown();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        if (sessions.size() >= MOST_LINKS) {
          socket.close();
        } else {
          binders.execute(() -> bind(socket));
        }
      } catch (IOException | RejectedExecutionException e) {
        if (!server.isClosed()) {
          log.warn("an ESME could not connect: {}", e.getMessage());
        }
      }
    }
  }

  private void bind(Socket socket) {
    CarrierSession session = null;
    try {
      CarrierConnection connection = new CarrierConnection(socket);
      connection.setSoTimeout((int) BIND_TIME_MILLIS);
      session =
          new CarrierSession(
              connection,
              (state, old, source) -> stateChanged(state, (CarrierSession) source),
              receiver,
              sender,
              deliveries);
      sessions.add(session);
      session.setTransactionTimer(10_000);
      BindRequest request = session.waitForBind(BIND_TIME_MILLIS);
      int refusal = refusalOf(request);
      if (refusal != 0) {
        log.info("bind refused with 0x{}", Integer.toHexString(refusal));
        request.reject(refusal);
        CarrierSession refused = session;
        // an ESME that sees the link end together with the refusal may lose the refusal
        timer.schedule(() -> binders.execute(refused::close), 1, TimeUnit.SECONDS);
        return;
      }
      request.accept(config.systemId(), InterfaceVersion.IF_34);
      if (session.getSessionState().isReceivable()) {
        deliveries.bound(session);
      }
      if (!session.getSessionState().isBound()) {
        deliveries.lost(session);
      }
    } catch (IOException | TimeoutException | PDUStringException | RuntimeException e) {
      log.info("no bind: {}", e.getMessage());
      if (session != null) {
        session.close();
      }
    }
  }

  private int refusalOf(BindRequest request) {
    if (faults.bindRefusal() != 0) {
      return faults.bindRefusal();
    }
    if (!config.systemId().equals(request.getSystemId())) {
      return SMPPConstant.STAT_ESME_RINVSYSID;
    }
    return config.password().equals(request.getPassword()) ? 0 : SMPPConstant.STAT_ESME_RINVPASWD;
  }

  private void stateChanged(SessionState state, CarrierSession session) {
    if (state == SessionState.CLOSED || state == SessionState.UNBOUND) {
      sessions.remove(session);
      deliveries.lost(session);
    }
  }

  private String nextId() {
    return Long.toHexString(lastId.incrementAndGet()).toUpperCase(Locale.ROOT);
  }

  private void accepted(String id, SubmitSm submit) {
    SubmittedPart part = SubmittedPart.of(id, submit, Instant.now());
    boolean receipt =
        config.receipts()
            && Receipts.wanted(submit.getRegisteredDelivery(), faults.receipts().state());
    held.put(id, new Accepted(part, receipt, faults.nextIsSilent()));
  }

  private void hold(String messageId, Runnable send) {
    Accepted accepted = held.remove(messageId);
    if (accepted == null) {
      return;
    }
    journal.submitted(
        accepted.part(),
        () -> {
          ReceiptHabits habits = faults.receipts();
          boolean early = habits.timing() == ReceiptHabits.Timing.EARLY;
          if (accepted.receipt() && early) {
            receipt(accepted.part(), habits);
          }
          if (!accepted.silent()) {
            send.run();
          }
          joiner.join(accepted.part()).ifPresent(this::pass);
          if (accepted.receipt() && !early) {
            receiptAfterAnswer(accepted.part(), habits);
          }
        });
  }

  private void receipt(SubmittedPart part, ReceiptHabits habits) {
    deliveries.offer(List.of(Receipts.of(part, nextId(), habits)));
  }

  private void receiptAfterAnswer(SubmittedPart part, ReceiptHabits habits) {
    switch (habits.timing()) {
      case LATE ->
          timer.schedule(
              () -> receipt(part, habits), habits.delay().toMillis(), TimeUnit.MILLISECONDS);
      case MISSING -> log.debug("no receipt for {}", part.id());
      default -> later(() -> receipt(part, habits));
    }
  }

  private void pass(ShortMessage message) {
    submitted.add(message);
    later(() -> listeners.forEach(listener -> listener.accept(message)));
  }

  private void settled(Delivery delivery) {
    if (delivery.isReceipt()) {
      return;
    }
    Acknowledged message =
        new Acknowledged(
            delivery.id(),
            delivery.from(),
            delivery.to(),
            delivery.text(),
            delivery.status(),
            delivery.attempts(),
            Instant.now());
    journal.acknowledged(
        message,
        () -> {
          acknowledged.add(message);
          later(() -> delivery.answer().complete(message.commandStatus()));
        });
  }

  private void later(Runnable act) {
    try {
      callbacks.execute(act);
    } catch (RejectedExecutionException e) {
      log.debug("closed before a callback");
    }
  }

  private static java.util.concurrent.ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
