package dev.snaptill.simulator.mmsc;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What this MMSC does wrong on purpose. Every fault counts down; none is on at first. */
public final class MmscFaults {
  /** Until it is cleared. */
  public static final int ALWAYS = Integer.MAX_VALUE;

  /** What may go wrong, and what its value means. */
  public enum Kind {
    /** A SubmitReq gets an HTTP status (value, 500 by default) and is forgotten. */
    HTTP(500),
    /** A SubmitReq or CancelReq is answered with a StatusCode (value, 4006) and forgotten. */
    REFUSE(4006),
    /** A SubmitReq is answered 1100, with its recipients in the details; nobody gets it. */
    PARTIAL(0),
    /** Answers are in REL-5 whatever was asked. */
    REL5(0),
    /** A request is answered only after so many milliseconds (value, 3000). */
    SLOW(3000),
    /** The connection is cut before anything is taken. */
    DROP(0),
    /** A SubmitReq is taken and the connection is cut instead of an answer. */
    LOST(0),
    /** A message is taken and not delivered until it is released. */
    HOLD(0),
    /** A message is never delivered; its report has the MMStatus of that index in STATUSES. */
    UNDELIVERED(0),
    /** The Content-ID of a DeliverReq's content differs from its href by a digit. */
    MISMATCHED_ID(0),
    /** A DeliverReq's SOAP part has no Content-ID, and there is no start parameter. */
    BARE_SOAP(0),
    /** A DeliverReq is posted again although it was answered: same ids, newly packed. */
    REPOST(0);

    private final int usual;

    Kind(int usual) {
      this.usual = usual;
    }

    /** As people write it: {@code mismatched-id}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads {@link #word()}.
     *
     * @throws IllegalArgumentException naming those there are
     */
    public static Kind of(String word) {
      for (Kind kind : values()) {
        if (kind.word().equals(word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("fault: one of " + words());
    }

    private static String words() {
      StringBuilder all = new StringBuilder("clear, release");
      for (Kind kind : values()) {
        all.append(", ").append(kind.word());
      }
      return all.toString();
    }
  }

  private static final String[] STATUSES = {
    "Rejected", "Expired", "Unreachable", "NotSupported", "Indeterminate", "Deferred", "Forwarded"
  };

  private record Set(int value, AtomicInteger left) {}

  private final Map<Kind, Set> on = new ConcurrentHashMap<>();

  MmscFaults() {}

  /** The next {@code count} SubmitReq get this HTTP status and are forgotten. */
  public void failHttp(int httpStatus, int count) {
    set(Kind.HTTP, httpStatus, count);
  }

  /** The next {@code count} SubmitReq are answered with this StatusCode and forgotten. */
  public void refuse(int statusCode, int count) {
    set(Kind.REFUSE, statusCode, count);
  }

  /** The next {@code count} times. */
  public void set(Kind kind, int count) {
    set(kind, kind.usual, count);
  }

  public void set(Kind kind, int value, int count) {
    if (kind == Kind.HTTP && (value < 400 || value > 599)) {
      throw new IllegalArgumentException("value: an HTTP status from 400 to 599");
    }
    if (kind == Kind.UNDELIVERED && (value < 0 || value >= STATUSES.length)) {
      throw new IllegalArgumentException("value: 0 to " + (STATUSES.length - 1));
    }
    if (value < 0 || value > 600_000 || count < 0) {
      throw new IllegalArgumentException("value: 0 to 600000, and next: 0 or more");
    }
    on.put(kind, new Set(value, new AtomicInteger(count)));
  }

  public void clear() {
    on.clear();
  }

  /** How often each will still happen. */
  public Map<String, Integer> left() {
    Map<String, Integer> all = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      Set set = on.get(kind);
      if (set != null && set.left.get() > 0) {
        all.put(kind.word(), set.left.get());
      }
    }
    return all;
  }

  /** Whether it happens now; counts it. */
  boolean take(Kind kind) {
    Set set = on.get(kind);
    return set != null && set.left.getAndUpdate(n -> n == ALWAYS ? n : Math.max(0, n - 1)) > 0;
  }

  /** Its value if it happens now, else the other; counts it. */
  int take(Kind kind, int otherwise) {
    Set set = on.get(kind);
    return set != null && take(kind) ? set.value : otherwise;
  }

  /** The MMStatus of a message that is never delivered; empty if it is. */
  String undelivered() {
    int which = take(Kind.UNDELIVERED, -1);
    return which < 0 ? "" : STATUSES[which];
  }
}
