package dev.snaptill.simulator.mmsc;

import java.util.concurrent.atomic.AtomicInteger;

/** What this MMSC does wrong on purpose. Every fault counts down; none is on at first. */
public final class MmscFaults {
  private final AtomicInteger http = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile int httpStatus = 503;
  private volatile int statusCode = 4006;

  MmscFaults() {}

  /** The next {@code count} SubmitReq get this HTTP status and are forgotten. */
  public void failHttp(int httpStatus, int count) {
    this.httpStatus = httpStatus;
    http.set(count);
  }

  /** The next {@code count} SubmitReq are answered with this StatusCode and forgotten. */
  public void refuse(int statusCode, int count) {
    this.statusCode = statusCode;
    refused.set(count);
  }

  int nextHttpStatus() {
    return takeOne(http) ? httpStatus : 200;
  }

  int nextStatusCode() {
    return takeOne(refused) ? statusCode : 1000;
  }

  private static boolean takeOne(AtomicInteger left) {
    return left.get() > 0 && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }
}
