package dev.snaptill.inbox;

import dev.snaptill.channel.Trust;
import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.Outcome;
import dev.snaptill.inbox.Inbox.StoredMessage;
import dev.snaptill.outbox.Say;
import io.vertx.core.Future;

/** Where nobody can be asked for a yes: refuses what would need one. */
final class NoGate implements Gate {
  private final Answers answers;
  private final String confirmAbove;

  /**
   * @param confirmAbove the largest amount that needs no yes, as people read it
   */
  NoGate(Answers answers, String confirmAbove) {
    this.answers = answers;
    this.confirmAbove = confirmAbove;
  }

  @Override
  public Future<Handled> ask(StoredMessage stored, Act act) {
    boolean weak = stored.message().trust() == Trust.WEAK;
    return Future.succeededFuture(
        answers.say(
            stored,
            act.party(),
            Outcome.REFUSED,
            weak ? Say.NOT_BELIEVED : Say.CONFIRM_NOT_YET,
            confirmAbove));
  }
}
