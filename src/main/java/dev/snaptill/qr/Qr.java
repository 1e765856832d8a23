package dev.snaptill.qr;

import dev.snaptill.bus.Ask;

/** What other features may ask of this one. */
public final class Qr {
  /**
   * Reads the codes in a message's pictures. Fails with {@link #BUSY} when all workers and the
   * queue are taken, and with the store's error when a picture is gone; allow for five pictures'
   * budget and the wait in the queue.
   */
  public static final Ask<ReadPhotos, PhotosRead> READ =
      new Ask<>("qr.read", ReadPhotos.class, PhotosRead.class);

  /** The failure's message when there is no room: nothing is wrong with the pictures, ask again. */
  public static final String BUSY = "qr: all workers are busy and the queue is full";

  private Qr() {}
}
