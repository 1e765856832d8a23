package dev.snaptill.reconciliation;

/** Is told how long work goes on. */
@FunctionalInterface
public interface Progress {
  Progress NONE = (what, more) -> {};

  /**
   * @param what is being done, in words
   * @param more how many more of it are done than when this was called last
   */
  void at(String what, long more);
}
