package dev.snaptill.simulator.carrier;

import java.util.concurrent.CompletableFuture;

/**
 * A message on its way from a phone to the ESME, whole; guarded by the lock of {@link Deliveries}.
 */
final class Delivery {
  private final String id;
  private final String from;
  private final String to;
  private final String text;
  private final boolean receipt;
  private final long since = System.nanoTime();
  private final CompletableFuture<Integer> answer = new CompletableFuture<>();
  private int unanswered;
  private int attempts;
  private int status;

  Delivery(String id, String from, String to, String text, boolean receipt, int parts) {
    this.id = id;
    this.from = from;
    this.to = to;
    this.text = text;
    this.receipt = receipt;
    this.unanswered = parts;
  }

  String id() {
    return id;
  }

  String from() {
    return from;
  }

  String to() {
    return to;
  }

  String text() {
    return text;
  }

  /** A delivery receipt is the carrier's own act and no phone's message. */
  boolean isReceipt() {
    return receipt;
  }

  CompletableFuture<Integer> answer() {
    return answer;
  }

  long age() {
    return System.nanoTime() - since;
  }

  void attempted() {
    attempts++;
  }

  int attempts() {
    return attempts;
  }

  /** Notes a part's final status; true when it was the last part. */
  boolean settled(int partStatus) {
    if (status == 0) {
      status = partStatus;
    }
    return --unanswered == 0;
  }

  int status() {
    return status;
  }
}
