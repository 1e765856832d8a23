package dev.snaptill.simulator.crash;

import java.util.Locale;

/** What can be killed. */
enum Part {
  GATEWAY,
  NORTH,
  SOUTH,
  CARRIER;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
