package dev.snaptill;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.Trust;
import dev.snaptill.value.Address;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Asks phones for their consent at an operator's wish. */
record Invitations(Bus bus, Ids ids, Address shortCode, Clock clock) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** As if the phone had asked for it itself; what follows is the same. */
  Future<Boolean> invite(Address phone) {
    InboundMessage joins =
        new InboundMessage(
            "api",
            "invite/" + Ids.text(ids.next()),
            "",
            phone,
            shortCode,
            "JOIN",
            List.of(),
            null,
            null,
            clock.instant(),
            null,
            Trust.OPERATOR);
    return bus.ask(Channels.RECEIVE, joins, PATIENCE)
        .map(intake -> intake instanceof Intake.Stored);
  }
}
