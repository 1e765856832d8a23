package dev.snaptill.channel.smpp;

import dev.snaptill.channel.SendResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One text on its way out: its parts go one after the other over one bind, so that a refusal of the
 * first costs nothing and they arrive in order. Lives on the loop.
 */
final class Sending {
  private static final Duration NO_BIND_WAIT = Duration.ofSeconds(5);

  /** How often a later part is tried again before the whole text is. */
  private static final int MOST_TRIES = 5;

  private final CarrierConfig config;
  private final Loop loop;
  private final SmppMetrics metrics;
  private final Supplier<Optional<SubmitWindow>> windows;
  private final List<SubmitPdu> parts;
  private final Consumer<SendResult> done;
  private @Nullable SubmitWindow window;
  private String firstId = "";
  private int part;
  private int tries;

  Sending(
      CarrierConfig config,
      Loop loop,
      SmppMetrics metrics,
      Supplier<Optional<SubmitWindow>> windows,
      List<SubmitPdu> parts,
      Consumer<SendResult> done) {
    this.config = config;
    this.loop = loop;
    this.metrics = metrics;
    this.windows = windows;
    this.parts = parts;
    this.done = done;
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
    } else {
      to.submit(parts.get(part), this::ended);
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
      metrics.submitted("unsent");
      done.accept(new SendResult.RetryAfter(config.throttlePause(), notSent.why()));
    } else if (outcome instanceof SubmitWindow.Outcome.CutOff cutOff) {
      // a receipt twice, with the same number, rather than none from a carrier that crashed
      metrics.submitted("cut_off");
      done.accept(new SendResult.RetryAfter(config.throttlePause(), cutOff.why()));
    }
  }

  private void accepted(String messageId) {
    metrics.submitted("accepted");
    if (part == 0) {
      firstId = messageId;
    }
    part++;
    tries = 0;
    if (part == parts.size()) {
      done.accept(new SendResult.Accepted(firstId));
    } else {
      next();
    }
  }

  private void refused(int status) {
    if (!Status.temporary(status)) {
      metrics.submitted("rejected");
      done.accept(new SendResult.Rejected(status == -1 ? "generic_nack" : Status.text(status)));
      return;
    }
    metrics.submitted("throttled");
    // a phone that has half of a text should get the rest of it, not another beginning
    if (part > 0 && ++tries < MOST_TRIES) {
      loop.after(config.throttlePause(), this::next);
      return;
    }
    done.accept(new SendResult.RetryAfter(config.throttlePause(), Status.text(status)));
  }
}
