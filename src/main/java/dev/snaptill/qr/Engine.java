package dev.snaptill.qr;

/**
 * One way to find codes in a grey picture. Not safe for use by two threads: detectors keep scratch
 * buffers, so that each worker has its own set.
 */
interface Engine {
  /** Part of a stage's name. */
  String name();

  /** Adds what it reads; finding nothing is no error. */
  void read(Grey grey, Finds finds);
}
