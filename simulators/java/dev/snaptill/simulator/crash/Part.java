package dev.snaptill.simulator.crash;

import java.util.Locale;

/** What can be killed. */
enum Part {
  GATEWAY,
  NORTH,
  SOUTH,
  CARRIER,
  /** A PostgreSQL server. The embedded database lives and dies with the gateway. */
  DATABASE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
