package dev.snaptill.simulation;

/**
 * One life of the gateway's process: from its start to its death everything it does is an event of
 * this life; when it dies, all that it had in memory, and had been about to do, is gone.
 */
final class Life {
  private final Schedule schedule;
  private final Faults faults;
  private final Runnable died;
  private boolean alive = true;
  private Runnable eachStep = () -> {};

  /**
   * @param died run once, when it has died
   */
  Life(Schedule schedule, Faults faults, Runnable died) {
    this.schedule = schedule;
    this.faults = faults;
    this.died = died;
  }

  /** Run before everything that happens in this life. */
  void beforeEach(Runnable act) {
    eachStep = act;
  }

  boolean alive() {
    return alive;
  }

  /** Lets something happen if the process still lives then; sometimes it dies instead. */
  void in(long millis, Runnable act) {
    schedule.in(
        millis,
        () -> {
          if (!alive) {
            return;
          }
          try {
            if (faults.strikes(0.0006)) {
              die("between two steps");
            }
            eachStep.run();
            act.run();
          } catch (Faults.Died e) {
            died.run();
          }
        });
  }

  /** A time that is waited for: nothing to die of, as most come in vain. */
  void timer(long millis, Runnable act) {
    schedule.in(
        millis,
        () -> {
          if (alive) {
            try {
              act.run();
            } catch (Faults.Died e) {
              died.run();
            }
          }
        });
  }

  /** Ends the process here and now. */
  void die(String where) {
    alive = false;
    schedule.tell("gateway", "dies " + where);
    throw new Faults.Died(where);
  }
}
