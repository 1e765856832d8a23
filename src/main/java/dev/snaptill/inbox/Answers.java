package dev.snaptill.inbox;

import dev.snaptill.channel.InboundMessage;
import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.Outcome;
import dev.snaptill.inbox.Inbox.StoredMessage;
import dev.snaptill.outbox.Draft;
import dev.snaptill.outbox.Purpose;
import dev.snaptill.outbox.Routes;
import dev.snaptill.outbox.Say;
import dev.snaptill.outbox.Texts;
import dev.snaptill.party.Party;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words an answer and sends it back the way the message came. */
final class Answers {
  private final Routes routes;

  Answers(Routes routes) {
    this.routes = routes;
  }

  /**
   * One answer by text.
   *
   * @param party who is answered, for the language; null if unknown or not looked up
   */
  Handled say(
      StoredMessage stored, @Nullable Party party, Outcome outcome, Say say, Object... values) {
    return Handled.of(
        outcome, List.of(draft(stored, Texts.say(say, language(stored, party), values))));
  }

  Draft draft(StoredMessage stored, String text) {
    InboundMessage message = stored.message();
    return Draft.text(
        stored.id(),
        Purpose.ANSWER,
        routes.textsFor(message.channel(), message.sender()),
        message.recipient(),
        message.sender(),
        text);
  }

  /** The party's own language, else that of the script the message is written in. */
  static String language(StoredMessage stored, @Nullable Party party) {
    return party != null ? party.language() : script(stored.message().text());
  }

  private static String script(String text) {
    boolean chinese =
        text.codePoints()
            .anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
    return chinese ? "zh" : "en";
  }
}
