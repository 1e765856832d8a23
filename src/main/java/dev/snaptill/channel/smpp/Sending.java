package dev.snaptill.channel.smpp;

import dev.snaptill.channel.SendResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One text on its way out: its parts go one after the other over one bind, so that a refusal of the
 * first costs nothing and they arrive in order. Lives on the loop.
 */
final class Sending {
  private static final Duration NO_BIND_WAIT = Duration.ofSeconds(5);

  /** Whoever asked to send waits two minutes, and takes silence for an unknown fate. */
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(60);

  private static final int MOST_MOVES = 3;

  /** How often a later part is tried again before the whole text is. */
  private static final int MOST_TRIES = 5;

  private final CarrierConfig config;
  private final Loop loop;
  private final SmppMetrics metrics;
  private final Supplier<Optional<SubmitWindow>> windows;
  private final List<SubmitPdu> parts;
  private final Consumer<SendResult> done;
  private final Consumer<SendResult.Accepted> late;
  private final List<SendResult.Part> accepted = new ArrayList<>();
  private final long start;
  private @Nullable SubmitWindow window;
  private int tries;
  private int moves;

  /**
   * @param late told if the text turns out to have been taken after it was said to be unknown
   */
  Sending(
      CarrierConfig config,
      Loop loop,
      SmppMetrics metrics,
      Supplier<Optional<SubmitWindow>> windows,
      List<SubmitPdu> parts,
      Consumer<SendResult> done,
      Consumer<SendResult.Accepted> late) {
    this.late = late;
    this.config = config;
    this.loop = loop;
    this.metrics = metrics;
    this.windows = windows;
    this.parts = parts;
    this.done = done;
    this.start = loop.nanos();
  }

  /** Sends the part that is due. */
  void next() {
    SubmitWindow to = window;
    if (to == null || !to.isOpen()) {
      to = windows.get().orElse(null);
      window = to;
    }
    if (to == null) {
      metrics.submitted("unsent");
      done.accept(new SendResult.RetryAfter(NO_BIND_WAIT, "no bind is up"));
    } else if (loop.nanos() - start > LONGEST) {
      metrics.submitted("unsent");
      done.accept(new SendResult.RetryAfter(config.throttlePause(), "its parts took too long"));
    } else {
      // an earlier part's late answer helps nobody: the rest of the text was never sent
      boolean last = accepted.size() == parts.size() - 1;
      to.submit(parts.get(accepted.size()), this::ended, last ? this::acceptedLate : null);
    }
  }

  private void ended(SubmitWindow.Outcome outcome) {
    if (outcome instanceof SubmitWindow.Outcome.Accepted accepted) {
      accepted(accepted.messageId());
    } else if (outcome instanceof SubmitWindow.Outcome.Refused refused) {
      refused(refused.status());
    } else if (outcome instanceof SubmitWindow.Outcome.NoAnswer noAnswer) {
      metrics.submitted("unknown");
      done.accept(new SendResult.Unknown(noAnswer.why()));
    } else if (outcome instanceof SubmitWindow.Outcome.NotSent notSent) {
      unsent(notSent.why());
    } else if (outcome instanceof SubmitWindow.Outcome.CutOff cutOff) {
      // a receipt twice, with the same number, rather than none from a carrier that crashed
      metrics.submitted("cut_off");
      done.accept(new SendResult.RetryAfter(config.throttlePause(), cutOff.why()));
    }
  }

  /** It never left: another bind may take it at once. */
  private void unsent(String why) {
    SubmitWindow before = window;
    window = null;
    SubmitWindow other = windows.get().orElse(null);
    if (other != null && other != before && moves++ < MOST_MOVES) {
      next();
      return;
    }
    metrics.submitted("unsent");
    done.accept(new SendResult.RetryAfter(config.throttlePause(), why));
  }

  private void acceptedLate(String messageId) {
    remember(messageId);
    late.accept(whole());
  }

  private void accepted(String messageId) {
    metrics.submitted("accepted");
    remember(messageId);
    tries = 0;
    if (accepted.size() == parts.size()) {
      done.accept(whole());
    } else {
      next();
    }
  }

  private SendResult.Accepted whole() {
    // a part whose id nobody told can never be reported, and then neither can the whole
    boolean reported = accepted.stream().noneMatch(part -> part.key().isEmpty());
    return new SendResult.Accepted(
        accepted.get(0).id(), reported ? List.copyOf(accepted) : List.of());
  }

  private void remember(String messageId) {
    QuirksConfig quirks = config.quirks();
    accepted.add(
        new SendResult.Part(
            messageId,
            quirks.receipts() == QuirksConfig.ReceiptsWanted.NONE
                ? ""
                : MessageIds.canonical(messageId, quirks.idInResponse())));
  }

  private void refused(int status) {
    if (!config.quirks().retryCodes().contains(status)) {
      metrics.submitted("rejected");
      done.accept(new SendResult.Rejected(status == -1 ? "generic_nack" : Status.text(status)));
      return;
    }
    metrics.submitted("throttled");
    // a phone that has half of a text should get the rest of it, not another beginning
    if (!accepted.isEmpty() && ++tries < MOST_TRIES) {
      loop.after(config.throttlePause(), this::next);
      return;
    }
    done.accept(new SendResult.RetryAfter(config.throttlePause(), Status.text(status)));
  }
}
