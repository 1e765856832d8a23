package dev.snaptill.inbox;

import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.StoredMessage;
import dev.snaptill.outbox.Say;
import dev.snaptill.party.Party;
import io.vertx.core.Future;
import java.util.List;

/**
 * Stands before every text that moves money or widens power, where its sender can't be believed or
 * the amount is large: the registered phone is asked first (vouchers.md, "Who is the payer?").
 */
interface Gate {

  /**
   * What waits for a yes.
   *
   * @param party who has to say it, on its registered phone
   * @param command the act as {@link dev.snaptill.command.Grammar} reads it, with everything in it
   *     that the question names: a refund of "the rest" must say how much that is. It is carried
   *     out again, and judged again, once confirmed
   * @param say asks for it; the one-time number follows the values
   */
  record Act(Party party, String command, Say say, List<Object> values) {}

  /**
   * Sends the question with a one-time number. Nothing is reserved meanwhile.
   *
   * <p>Once the number has come back, the deed of the command is called with a message that {@link
   * StoredMessage#isConfirmed()}, under the id of the message that said yes. Its {@code proof} uses
   * the confirmation up. An end other than {@link Inbox.Outcome#PAYMENT} is committed together with
   * it by the inbox; who commits the act elsewhere, as a payment is, commits the proof there.
   */
  Future<Handled> ask(StoredMessage stored, Act act);
}
