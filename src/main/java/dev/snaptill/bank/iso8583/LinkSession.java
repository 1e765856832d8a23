package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.AnswerCodes;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.iso8583.Requests.Network;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversation with one bank front-end, over one connection after another: sign-on, key
 * exchange, operations and their answers, echo, sign-off. Knows no sockets and no timers; all calls
 * come from one thread.
 */
final class LinkSession {
  private static final Logger LOG = LoggerFactory.getLogger(LinkSession.class);

  private static final Duration SIGN_OFF_WAIT = Duration.ofSeconds(5);

  /** Messages with a bad MAC in a row before we sign on again. */
  private static final int BAD_MACS = 3;

  /** A connection as the session sees it. */
  interface Wire {
    void send(byte[] frame);

    /** Whether the bank has stopped reading. */
    boolean full();

    void close();
  }

  /** Who is told what happens. */
  interface Host {
    void state(LinkSession link, boolean ready, String why);

    /** The connection is gone and a new one is wanted. */
    void lost(LinkSession link);

    /** An echo was answered, or was not. */
    void echoed(LinkSession link, boolean answered);

    /**
     * The bank told its business day.
     *
     * @return whether it can be that
     */
    boolean day(LocalDate day);
  }

  private enum State {
    DOWN,
    SIGNING_ON,
    /** Signed on, but a MAC key is still to come. */
    KEYING,
    READY,
    DRAINING,
    SIGNING_OFF,
    STOPPED
  }

  private final Shared shared;
  private final BankConfig config;
  private final String name;
  private final Host host;
  private final Seal seal;
  private final NewKeys newKeys;
  private final BankCalls bankCalls;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  private State state = State.DOWN;
  private String why = "not connected yet";
  private @Nullable Wire wire;
  private FrameReader frames;
  private @Nullable Exchange exchange;
  private int echoesMissed;
  private int badMacs;
  private long lastHeard;
  private long keyingSince;

  /** Whether to begin with the key of the configuration, since the bank knows no newer one. */
  private boolean beginAgain;

  /**
   * @param name for logs
   */
  LinkSession(Shared shared, String name, Host host, Seal seal) {
    this.shared = shared;
    this.config = shared.config();
    this.name = name;
    this.host = host;
    this.seal = seal;
    this.newKeys = new NewKeys(config);
    this.bankCalls = new BankCalls(shared, newKeys, host::day);
    this.frames = new FrameReader(config.profile().length());
  }

  /** A new connection: signs on before any traffic. */
  void connected(Wire connection) {
    wire = connection;
    frames = new FrameReader(config.profile().length());
    echoesMissed = 0;
    badMacs = 0;
    lastHeard = now();
    signOn("signing on");
  }

  /** The connection ended from the other side; of no effect if it was given up before. */
  void disconnected(Wire connection, String reason) {
    if (connection == wire) {
      drop(reason);
    }
  }

  boolean isConnected() {
    return wire != null;
  }

  /** Whether operations can be sent. */
  boolean isReady() {
    return state == State.READY;
  }

  /** Whether it would take one more. */
  boolean hasRoom() {
    return wire != null && !wire.full() && waiting() < config.maxInFlight();
  }

  /** How many operations wait for their answer. */
  int waiting() {
    return wire == null ? 0 : shared.operations().waiting(wire);
  }

  String why() {
    return why;
  }

  @Nullable KeyRing keys() {
    return seal.keys();
  }

  /** Sends an operation if the link is ready. The future never fails. */
  CompletableFuture<BankAnswer> submit(BankOperation operation) {
    Wire connection = wire;
    return state == State.READY && connection != null
        ? shared.operations().submit(operation, connection, seal)
        : shared.operations().refuse(operation, "the link is not ready: " + why);
  }

  /** Bytes from the bank. Nothing in them can do worse than end this connection. */
  void received(Wire connection, byte[] chunk) {
    if (connection != wire) {
      return;
    }
    FrameReader.Cut cut = frames.take(chunk);
    for (byte[] frame : cut.messages()) {
      if (connection != wire) {
        return;
      }
      try {
        take(seal.read(frame));
      } catch (MalformedMessage e) {
        shared.metrics().malformed();
        LOG.warn("{}: a message is refused: {}", name, e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("{}: a message could not be handled", name, e);
      }
    }
    if (cut.isBroken() && connection == wire) {
      shared.metrics().malformed();
      drop("the bank sent a wrong length: " + cut.broken());
    }
  }

  private void take(Message message) {
    KeyRing keys = seal.keys();
    boolean keyless =
        keys != null
            && (state == State.SIGNING_ON || state == State.KEYING)
            && keys.signing() == null;
    Trust trust = Trust.in(message, seal, newKeys, exchange, keyless);
    if (trust == Trust.NONE) {
      badMac(message);
      return;
    }
    badMacs = 0;
    lastHeard = now();
    String type = message.type();
    switch (type) {
      case "0210", "0211", "0410", "0411", "0430", "0431" -> answer(message);
      case "0810" -> networkAnswer(message, trust);
      case "0800" -> networkRequest(message, trust);
      default -> LOG.warn("{}: a {} is not expected here; ignored", name, type);
    }
  }

  /** Nothing such a message says is acted on: what it answers ends in its time-out. */
  private void badMac(Message message) {
    shared.metrics().badMac();
    badMacs++;
    LOG.error("{}: a {} has a bad MAC, or none; not acted on", name, message.type());
    if (badMacs < BAD_MACS) {
      return;
    }
    badMacs = 0;
    beginAgain = true;
    if (state == State.READY) {
      distrustKeys();
      signOn("signing on again after " + BAD_MACS + " bad MACs in a row");
    } else if (state == State.SIGNING_ON || state == State.KEYING) {
      drop(BAD_MACS + " bad MACs in a row");
    }
  }

  private void distrustKeys() {
    KeyRing keys = seal.keys();
    if (keys != null) {
      keys.distrust();
    }
  }

  private void answer(Message answer) {
    Optional<String> code = shared.operations().answered(answer);
    if (state == State.READY && code.isPresent() && isSecurity(code.get())) {
      distrustKeys();
      signOn("signing on again after answer " + code.get());
    }
    signOffIfDrained();
  }

  private static boolean isSecurity(@Nullable String code) {
    return code != null && AnswerCodes.of(code) == AnswerCodes.Meaning.SECURITY;
  }

  /** Looks after time-outs and silence; to be called several times within each time-out. */
  void tick() {
    shared.operations().expire();
    signOffIfDrained();
    Exchange waiting = exchange;
    if (waiting != null) {
      Duration wait = config.limits().networkTimeout();
      if (waiting.kind() == Network.SIGN_OFF && wait.compareTo(SIGN_OFF_WAIT) > 0) {
        wait = SIGN_OFF_WAIT;
      }
      if (now() - waiting.since() >= wait.toNanos()) {
        exchange = null;
        unanswered(waiting);
      }
    } else if (state == State.KEYING) {
      key();
    } else if (state == State.READY && !keyIfDue()) {
      if (now() - lastHeard >= config.echo().toNanos()) {
        send(Network.ECHO);
      }
    }
  }

  private void unanswered(Exchange waiting) {
    switch (waiting.kind()) {
      case SIGN_ON -> {
        beginAgain = true;
        drop("the sign-on was not answered");
      }
      case SIGN_OFF -> drop("signed off without an answer");
      case KEY -> keyFailed("the request for a MAC key was not answered");
      case ECHO -> {
        // A bank that answers operations lives, whatever it thinks of echoes.
        echoesMissed = lastHeard - waiting.since() > 0 ? 0 : echoesMissed + 1;
        host.echoed(this, echoesMissed == 0);
        if (echoesMissed >= config.limits().echoesMissed()) {
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

  /** Asks for an echo now, unless something else is being asked. */
  boolean probe() {
    if (state != State.READY || exchange != null) {
      return false;
    }
    send(Network.ECHO);
    return true;
  }

  private void send(Network kind) {
    Wire connection = wire;
    if (connection == null) {
      return;
    }
    KeyRing keys = seal.keys();
    boolean opening = kind == Network.SIGN_ON || kind == Network.KEY;
    MacKey key = keys == null ? null : opening && beginAgain ? keys.base() : keys.signing();
    try {
      Message message =
          shared
              .requests()
              .network(kind, shared.requests().nextNetworkStan(), shared.clock().instant());
      exchange =
          new Exchange(
              kind,
              String.valueOf(message.get(7)),
              String.valueOf(message.get(11)),
              now(),
              key == null);
      connection.send(seal.write(message, key));
    } catch (MalformedMessage e) {
      throw new IllegalStateException("the profile cannot carry network messages", e);
    }
  }

  private void networkAnswer(Message answer, Trust trust) {
    Exchange waiting = exchange;
    if (waiting == null || !waiting.isAnsweredBy(answer)) {
      shared.metrics().stray();
      return;
    }
    exchange = null;
    String code = answer.get(39);
    boolean good = "00".equals(code);
    switch (waiting.kind()) {
      case SIGN_ON -> signedOn(answer, good, trust);
      case KEY -> keyed(answer, good);
      case ECHO -> {
        echoesMissed = 0;
        host.echoed(this, good);
        if (!good && state == State.READY) {
          signOn("signing on again after echo answer " + code);
        }
      }
      case SIGN_OFF -> drop("signed off");
    }
  }

  private void signedOn(Message answer, boolean good, Trust trust) {
    if (!good) {
      beginAgain |= isSecurity(answer.get(39));
      drop("the sign-on was refused with " + answer.get(39));
    } else if (state == State.SIGNING_ON) {
      if (trust == Trust.FULL && config.cutOver()) {
        bankCalls.day(answer).ifPresent(host::day);
      }
      state = State.KEYING;
      keyingSince = now();
      key();
    }
  }

  /** Signed on: ready as soon as there is a key, if one is needed. */
  private void key() {
    KeyRing keys = seal.keys();
    if (keys == null || !keys.lacking()) {
      ready();
    } else if (!keyIfDue()
        && now() - keyingSince >= config.limits().networkTimeout().multipliedBy(2).toNanos()) {
      drop("no MAC key came");
    }
  }

  private boolean keyIfDue() {
    KeyRing keys = seal.keys();
    if (keys != null && keys.due() && keys.claim(this)) {
      send(Network.KEY);
      return true;
    }
    return false;
  }

  private void keyed(Message answer, boolean good) {
    if (!good) {
      beginAgain |= isSecurity(answer.get(39));
      keyFailed("the request for a MAC key was refused with " + answer.get(39));
      return;
    }
    try {
      install(newKeys.open(answer));
      LOG.info("{}: a new MAC key is in use", name);
    } catch (KeyBlock.Refused e) {
      shared.metrics().keyRefused();
      keyFailed(String.valueOf(e.getMessage()));
    }
  }

  private void install(MacKey key) {
    KeyRing keys = seal.keys();
    if (keys == null) {
      return;
    }
    keys.install(key);
    keys.release(this);
    if (state == State.KEYING) {
      ready();
    }
  }

  private void keyFailed(String reason) {
    KeyRing keys = seal.keys();
    if (keys != null) {
      keys.release(this);
    }
    if (state == State.KEYING) {
      drop(reason);
    } else {
      LOG.error("{}: {}; the old key stays in use", name, reason);
      if (keys != null) {
        keys.putOff();
      }
    }
  }

  private void ready() {
    beginAgain = false;
    state = State.READY;
    tell("signed on");
  }

  private void networkRequest(Message request, Trust trust) {
    Wire connection = wire;
    String f7 = request.get(7);
    String f11 = request.get(11);
    String f70 = request.get(70);
    if (connection == null || f7 == null || f11 == null || f70 == null) {
      shared.metrics().stray();
      return;
    }
    if (connection.full()) {
      drop("the bank has stopped reading");
      return;
    }
    BankCalls.Reply reply = bankCalls.reply(request, f70, trust);
    Message answer =
        Message.of("0810").set(7, f7).set(11, f11).set(39, reply.code()).set(70, f70).build();
    KeyRing keys = seal.keys();
    try {
      connection.send(seal.write(answer, keys == null ? null : keys.signing()));
    } catch (MalformedMessage e) {
      LOG.error("{}: an 0810 could not be written: {}", name, e.getMessage());
    }
    reply.key().ifPresent(this::install);
  }

  /** Ends the connection; all that is in flight on it becomes Unknown. */
  private void drop(String reason) {
    Wire connection = wire;
    wire = null;
    exchange = null;
    boolean stopping = state.compareTo(State.DRAINING) >= 0;
    state = stopping ? State.STOPPED : State.DOWN;
    KeyRing keys = seal.keys();
    if (keys != null) {
      keys.release(this);
    }
    if (connection != null) {
      connection.close();
    }
    tell(reason);
    if (connection != null) {
      shared.operations().lost(connection, reason);
    }
    if (stopping) {
      stopped.complete(null);
    } else {
      host.lost(this);
    }
  }

  private void tell(String reason) {
    why = reason;
    LOG.info("{}: {}", name, reason);
    host.state(this, state == State.READY, reason);
  }

  private long now() {
    return shared.nanos().getAsLong();
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
      boolean signedOn = state == State.READY || waiting() > 0;
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
    if (state == State.DRAINING && waiting() == 0) {
      state = State.SIGNING_OFF;
      send(Network.SIGN_OFF);
    }
  }
}
