package dev.snaptill.simulator.phone;

import dev.snaptill.simulator.mmsc.Picture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * A phone with a number, a name and one thread of messages, the newest {@value #MOST}. Thread-safe.
 */
public final class Phone {
  private static final int MOST = 1_000;

  private final String number;
  private final String name;
  private final Phones network;
  private final List<PhoneMessage> thread = new ArrayList<>();
  private long lastId;

  Phone(String number, String name, Phones network) {
    this.number = number;
    this.name = name;
    this.network = network;
  }

  public String number() {
    return number;
  }

  public String name() {
    return name;
  }

  /** Sends a text to the short code; completes true when the carrier took it for good. */
  public CompletableFuture<Boolean> sendText(String text) {
    return network.sendText(this, network.shortCode(), text);
  }

  public CompletableFuture<Boolean> sendText(String to, String text) {
    return network.sendText(this, to, text);
  }

  /** Sends a picture to the short code by MMS; the text may be empty. */
  public CompletableFuture<Boolean> sendPicture(String text, Picture... pictures) {
    return network.sendPictures(this, network.shortCode(), text, List.of(pictures));
  }

  public CompletableFuture<Boolean> sendPicture(String to, String text, List<Picture> pictures) {
    return network.sendPictures(this, to, text, pictures);
  }

  public synchronized List<PhoneMessage> messages() {
    return List.copyOf(thread);
  }

  public synchronized Optional<PhoneMessage> message(long id) {
    return thread.stream().filter(m -> m.id() == id).findFirst();
  }

  /** The id of the newest message; messages from here on have higher ones. */
  public synchronized long lastId() {
    return lastId;
  }

  /**
   * Waits for an incoming message whose text is as wanted, one already there included.
   *
   * @throws AssertionError when none came in time, with what did come
   */
  public PhoneMessage awaitText(Predicate<String> wanted, Duration limit) {
    return awaitText(wanted, 0, limit);
  }

  /** As {@link #awaitText(Predicate, Duration)}, of messages with an id above {@code afterId}. */
  public PhoneMessage awaitText(Predicate<String> wanted, long afterId, Duration limit) {
    return await(message -> wanted.test(message.text()), afterId, limit);
  }

  /** Waits for an incoming message with a picture. */
  public PhoneMessage awaitPicture(long afterId, Duration limit) {
    return await(message -> !message.pictures().isEmpty(), afterId, limit);
  }

  public synchronized PhoneMessage await(
      Predicate<PhoneMessage> wanted, long afterId, Duration limit) {
    long until = System.nanoTime() + limit.toNanos();
    while (true) {
      for (PhoneMessage message : thread) {
        if (message.id() > afterId
            && message.direction() == PhoneMessage.Direction.IN
            && wanted.test(message)) {
          return message;
        }
      }
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(
            "%s (%s) did not get the wanted message within %s; its thread: %s"
                .formatted(name, number, limit, describe()));
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for a message", e);
      }
    }
  }

  synchronized PhoneMessage add(
      PhoneMessage.Direction direction, String peer, String text, List<Picture> pictures) {
    PhoneMessage.State state =
        direction == PhoneMessage.Direction.IN
            ? PhoneMessage.State.RECEIVED
            : PhoneMessage.State.SENDING;
    PhoneMessage message =
        new PhoneMessage(
            ++lastId, direction, peer, text, List.copyOf(pictures), Instant.now(), state, "");
    thread.add(message);
    if (thread.size() > MOST) {
      thread.remove(0);
    }
    notifyAll();
    return message;
  }

  /** Replaces an outgoing message by its settled self, if it is still remembered. */
  synchronized Optional<PhoneMessage> settle(long id, PhoneMessage.State state, String note) {
    for (int i = thread.size() - 1; i >= 0; i--) {
      if (thread.get(i).id() == id) {
        PhoneMessage settled = thread.get(i).settled(state, note);
        thread.set(i, settled);
        return Optional.of(settled);
      }
    }
    return Optional.empty();
  }

  private String describe() {
    return thread.stream()
        .map(m -> m.direction() + " " + m.text() + (m.pictures().isEmpty() ? "" : " [picture]"))
        .toList()
        .toString();
  }
}
