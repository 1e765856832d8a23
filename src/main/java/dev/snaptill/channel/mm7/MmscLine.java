package dev.snaptill.channel.mm7;

import dev.snaptill.channel.LinkStatus;
import dev.snaptill.ops.Activity;
import java.time.Clock;
import java.util.List;

/** One MMSC as it stands: its configuration, whether it runs, and what went on there. */
final class MmscLine {
  private final MmscConfig mmsc;
  private final MmscAuthenticator authenticator;
  private final RequestParser parser;
  private final Activity activity;
  private final Backoff backoff = new Backoff();
  private volatile boolean running = true;
  private volatile boolean answers = true;

  MmscLine(MmscConfig mmsc, Nonces nonces, Clock clock) {
    this(mmsc, nonces, new Activity(clock));
  }

  private MmscLine(MmscConfig mmsc, Nonces nonces, Activity activity) {
    this.mmsc = mmsc;
    this.authenticator = new MmscAuthenticator(mmsc, nonces);
    this.parser = new RequestParser(mmsc);
    this.activity = activity;
  }

  /** The same MMSC by a new configuration; what was counted and whether it runs stay. */
  MmscLine with(MmscConfig changed, Nonces nonces) {
    MmscLine line = new MmscLine(changed, nonces, activity);
    line.running = running;
    return line;
  }

  MmscConfig mmsc() {
    return mmsc;
  }

  String name() {
    return mmsc.name();
  }

  MmscAuthenticator authenticator() {
    return authenticator;
  }

  RequestParser parser() {
    return parser;
  }

  Activity activity() {
    return activity;
  }

  /** Of the sending side only; used on its event loop. */
  Backoff backoff() {
    return backoff;
  }

  boolean isRunning() {
    return running;
  }

  void run(boolean wanted) {
    running = wanted;
  }

  /** Whether the last request we sent was answered. */
  void answers(boolean does) {
    answers = does;
  }

  LinkStatus status() {
    Activity.Snapshot now = activity.now();
    boolean up = running && answers;
    return new LinkStatus(
        name(),
        "mm7",
        running,
        up,
        mmsc.window(),
        now.inUse(),
        now.received(),
        now.sent(),
        now.receivedPerSecond(),
        now.sentPerSecond(),
        List.of(
            new LinkStatus.Part("in", running ? "listening" : "stopped", running, 0),
            new LinkStatus.Part(
                "out", !running ? "stopped" : answers ? "answers" : "silent", up, now.inUse())),
        now.lastError(),
        now.lastErrorAt());
  }
}
