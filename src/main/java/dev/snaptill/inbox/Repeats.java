package dev.snaptill.inbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.snaptill.command.Command;
import dev.snaptill.inbox.Inbox.StoredMessage;
import dev.snaptill.value.Address;
import java.time.Duration;
import java.util.Optional;

/**
 * What people may have meant to do once more. A repeat never acts by itself; replying {@code AGAIN
 * nn} within ten minutes does (journal.md, Deduplication). Kept in memory: after a restart the
 * sender is told that there is nothing to repeat, and sends its text again.
 */
final class Repeats {
  private final Cache<Offered, Command> commands =
      Caffeine.newBuilder().maximumSize(50_000).expireAfterWrite(Duration.ofMinutes(10)).build();

  private record Offered(Address sender, int number) {}

  /**
   * Keeps a command for its sender.
   *
   * @param first id of what it would repeat
   * @return the two digits to reply with, 10 to 99
   */
  int offer(StoredMessage stored, long first, Command command) {
    int number = (int) (10 + first % 90);
    commands.put(new Offered(stored.message().sender(), number), command);
    return number;
  }

  /** The command that the sender wants repeated; given out once. */
  Optional<Command> take(StoredMessage stored, int number) {
    return Optional.ofNullable(
        commands.asMap().remove(new Offered(stored.message().sender(), number)));
  }
}
