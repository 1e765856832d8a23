package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.AnswerCodes;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.LateAnswer;
import dev.snaptill.bank.iso8583.Requests.Network;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversation with one bank front-end, over one connection after another: sign-on, operations
 * and their answers, echo, sign-off. Knows no sockets and no timers; all calls come from one
 * thread.
 */
final class LinkSession {
  private static final Logger LOG = LoggerFactory.getLogger(LinkSession.class);

  /** Echoes unanswered in a row before the connection is given up (bank.md, network: 2 to 3). */
  private static final int ECHOES_MISSED = 2;

  private static final Duration SIGN_OFF_WAIT = Duration.ofSeconds(5);

  /** A connection as the session sees it. */
  interface Wire {
    void send(byte[] frame);

    /** Whether the bank has stopped reading. */
    boolean full();

    void close();
  }

  /** Who is told what happens. */
  interface Host {
    void state(boolean ready, String why);

    void late(LateAnswer answer);

    /** The connection is gone and a new one is wanted. */
    void lost();
  }

  private enum State {
    DOWN,
    SIGNING_ON,
    READY,
    DRAINING,
    SIGNING_OFF,
    STOPPED
  }

  private final BankConfig config;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Host host;
  private final LinkMetrics metrics;
  private final Requests requests;
  private final Codec codec;
  private final Operations operations;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  private State state = State.DOWN;
  private String why = "not connected yet";
  private @Nullable Wire wire;
  private FrameReader frames;
  private @Nullable Exchange exchange;
  private int networkStan;
  private int echoesMissed;
  private long lastHeard;

  /** A network message that waits for its 0810. */
  private record Exchange(Network kind, String f7, String f11, long since) {
    boolean answeredBy(Message answer) {
      return f7.equals(answer.get(7)) && f11.equals(answer.get(11));
    }
  }

  /**
   * @param nanos monotonic nanoseconds, for time-outs
   */
  LinkSession(BankConfig config, Clock clock, LongSupplier nanos, Host host, LinkMetrics metrics) {
    this.config = config;
    this.clock = clock;
    this.nanos = nanos;
    this.host = host;
    this.metrics = metrics;
    this.requests = new Requests(config);
    this.codec = new Codec(config.profile());
    this.operations = new Operations(config, clock, nanos, host::late, metrics);
    this.frames = new FrameReader(config.profile().length());
  }

  /** A new connection: signs on before any traffic. */
  void connected(Wire connection) {
    wire = connection;
    frames = new FrameReader(config.profile().length());
    echoesMissed = 0;
    lastHeard = nanos.getAsLong();
    signOn("signing on");
  }

  /** The connection ended from the other side; of no effect if it was given up before. */
  void disconnected(Wire connection, String reason) {
    if (connection == wire) {
      drop(reason);
    }
  }

  /** Sends an operation if the link is ready. The future never fails. */
  CompletableFuture<BankAnswer> submit(BankOperation operation) {
    Wire connection = wire;
    return state == State.READY && connection != null
        ? operations.submit(operation, connection)
        : operations.refuse(operation, "the link is not ready: " + why);
  }

  /** Bytes from the bank. Nothing in them can do worse than end this connection. */
  void received(Wire connection, byte[] chunk) {
    if (connection != wire) {
      return;
    }
    FrameReader.Cut cut = frames.take(chunk);
    for (byte[] frame : cut.messages()) {
      try {
        Message message = codec.decode(frame);
        lastHeard = nanos.getAsLong();
        handle(message);
      } catch (MalformedMessage e) {
        metrics.malformed();
        LOG.warn("{}: a message is refused: {}", config.name(), e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("{}: a message could not be handled", config.name(), e);
      }
    }
    if (cut.isBroken() && connection == wire) {
      metrics.malformed();
      drop("the bank sent a wrong length: " + cut.broken());
    }
  }

  private void handle(Message message) {
    String type = message.type();
    switch (type) {
      case "0210", "0211", "0410", "0411", "0430", "0431" -> answer(message);
      case "0810" -> networkAnswer(message);
      case "0800" -> networkRequest(message);
      default -> LOG.warn("{}: a {} is not expected here; ignored", config.name(), type);
    }
  }

  private void answer(Message answer) {
    Optional<String> code = operations.answered(answer);
    if (state == State.READY
        && code.map(AnswerCodes::of).filter(AnswerCodes.Meaning.SECURITY::equals).isPresent()) {
      signOn("signing on again after answer " + code.get());
    }
    signOffIfDrained();
  }

  /** Looks after time-outs and silence; to be called several times within each time-out. */
  void tick() {
    long now = nanos.getAsLong();
    operations.expire();
    signOffIfDrained();
    Exchange waiting = exchange;
    if (waiting != null) {
      Duration wait =
          waiting.kind() == Network.SIGN_OFF && config.answerTimeout().compareTo(SIGN_OFF_WAIT) > 0
              ? SIGN_OFF_WAIT
              : config.answerTimeout();
      if (now - waiting.since() >= wait.toNanos()) {
        exchange = null;
        unanswered(waiting);
      }
    } else if (state == State.READY && now - lastHeard >= config.echo().toNanos()) {
      send(Network.ECHO);
    }
  }

  private void unanswered(Exchange waiting) {
    switch (waiting.kind()) {
      case SIGN_ON -> drop("the sign-on was not answered");
      case SIGN_OFF -> drop("signed off without an answer");
      case ECHO -> {
        // A bank that answers operations lives, whatever it thinks of echoes.
        echoesMissed = lastHeard - waiting.since() > 0 ? 0 : echoesMissed + 1;
        if (echoesMissed >= ECHOES_MISSED) {
          drop(echoesMissed + " echoes were not answered");
        } else if (echoesMissed > 0 && state == State.READY) {
          send(Network.ECHO);
        }
      }
    }
  }

  private void signOn(String reason) {
    state = State.SIGNING_ON;
    tell(reason);
    send(Network.SIGN_ON);
  }

  private void send(Network kind) {
    Wire connection = wire;
    if (connection == null) {
      return;
    }
    networkStan = networkStan % 999_999 + 1;
    try {
      Message message = requests.network(kind, networkStan, clock.instant());
      exchange =
          new Exchange(
              kind,
              String.valueOf(message.get(7)),
              String.valueOf(message.get(11)),
              nanos.getAsLong());
      connection.send(config.profile().length().frame(codec.encode(message)));
    } catch (MalformedMessage e) {
      throw new IllegalStateException("the profile cannot carry network messages", e);
    }
  }

  private void networkAnswer(Message answer) {
    Exchange waiting = exchange;
    if (waiting == null || !waiting.answeredBy(answer)) {
      metrics.stray();
      return;
    }
    exchange = null;
    String code = answer.get(39);
    boolean good = "00".equals(code);
    switch (waiting.kind()) {
      case SIGN_ON -> {
        if (!good) {
          drop("the sign-on was refused with " + code);
        } else if (state == State.SIGNING_ON) {
          state = State.READY;
          tell("signed on");
        }
      }
      case ECHO -> {
        echoesMissed = 0;
        if (!good && state == State.READY) {
          signOn("signing on again after echo answer " + code);
        }
      }
      case SIGN_OFF -> drop("signed off");
    }
  }

  /** The bank may ask for an echo too; nothing else it could ask is understood (yet). */
  private void networkRequest(Message request) {
    Wire connection = wire;
    String f7 = request.get(7);
    String f11 = request.get(11);
    String f70 = request.get(70);
    if (connection == null || f7 == null || f11 == null || f70 == null) {
      metrics.stray();
      return;
    }
    if (connection.full()) {
      drop("the bank has stopped reading");
      return;
    }
    boolean echo = f70.equals(Network.ECHO.code);
    if (!echo) {
      LOG.warn("{}: the bank's 0800/{} is answered with 12", config.name(), f70);
    }
    Message answer =
        Message.of("0810").set(7, f7).set(11, f11).set(39, echo ? "00" : "12").set(70, f70).build();
    try {
      connection.send(config.profile().length().frame(codec.encode(answer)));
    } catch (MalformedMessage e) {
      LOG.error("{}: an 0810 could not be written: {}", config.name(), e.getMessage());
    }
  }

  /** Ends the connection; all that is in flight becomes Unknown. */
  private void drop(String reason) {
    Wire connection = wire;
    wire = null;
    exchange = null;
    boolean stopping = state.compareTo(State.DRAINING) >= 0;
    state = stopping ? State.STOPPED : State.DOWN;
    if (connection != null) {
      connection.close();
    }
    tell(reason);
    operations.lost(reason);
    if (stopping) {
      stopped.complete(null);
    } else {
      host.lost();
    }
  }

  private void tell(String reason) {
    why = reason;
    metrics.up(state == State.READY);
    LOG.info("{}: {}", config.name(), reason);
    host.state(state == State.READY, reason);
  }

  /**
   * Takes nothing more, waits for what is in flight (at most the answer time-out), signs off (at
   * most 5 s) and closes. Needs {@link #tick} to go on.
   */
  CompletableFuture<Void> stop() {
    if (state == State.DOWN) {
      state = State.STOPPED;
      stopped.complete(null);
    } else if (state.compareTo(State.DRAINING) < 0) {
      boolean signedOn = state == State.READY || operations.waiting() > 0;
      state = State.DRAINING;
      if (signedOn) {
        tell("stopping");
        signOffIfDrained();
      } else {
        drop("stopped");
      }
    }
    return stopped;
  }

  private void signOffIfDrained() {
    if (state == State.DRAINING && operations.waiting() == 0) {
      state = State.SIGNING_OFF;
      send(Network.SIGN_OFF);
    }
  }
}
