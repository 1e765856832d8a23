package dev.snaptill.channel.smpp;

import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;

/** A message made ready for the wire, or why it never will be. */
sealed interface Prepared {
  /** In as many parts as it takes. */
  record Ready(Numbers.Wire from, Numbers.Wire to, Segments segments) implements Prepared {}

  record Refused(SendResult.Rejected why) implements Prepared {}

  /** Makes messages ready; one thread only. */
  final class Desk {
    private static final int MOST_PARTS = 10;

    private final Numbers numbers;
    private final TextStyle style;
    private final Clock clock;
    private int reference = ThreadLocalRandom.current().nextInt(65_536);

    Desk(Numbers numbers, TextStyle style, Clock clock) {
      this.numbers = numbers;
      this.style = style;
      this.clock = clock;
    }

    Prepared prepare(OutboundMessage message) {
      if (clock.instant().isAfter(message.notAfter())) {
        return refused("expired");
      }
      Numbers.Wire from = numbers.write(message.from());
      Numbers.Wire to = numbers.write(message.to());
      if (from == null || to == null) {
        return refused("address not for SMPP");
      }
      Segments segments = Segments.of(message.text(), style, reference++);
      return segments.segments().size() > MOST_PARTS
          ? refused("text too long")
          : new Ready(from, to, segments);
    }

    private static Prepared refused(String why) {
      return new Refused(new SendResult.Rejected(why));
    }
  }
}
