package dev.snaptill.inbox;

import dev.snaptill.command.Command;
import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.StoredMessage;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** Who carries out which command. */
final class Deeds {
  private final Map<Class<? extends Command>, BiFunction<StoredMessage, Command, Future<Handled>>>
      deeds = new HashMap<>();

  <C extends Command> Deeds on(Class<C> kind, BiFunction<StoredMessage, C, Future<Handled>> deed) {
    deeds.put(kind, (stored, command) -> deed.apply(stored, kind.cast(command)));
    return this;
  }

  /** Whoever has not been given a deed yet has this one. */
  Deeds otherwise(BiFunction<StoredMessage, Command, Future<Handled>> deed) {
    for (Class<?> kind : Command.class.getPermittedSubclasses()) {
      deeds.putIfAbsent(kind.asSubclass(Command.class), deed);
    }
    return this;
  }

  /**
   * @throws IllegalStateException if a command is nobody's
   */
  Deeds complete() {
    for (Class<?> kind : Command.class.getPermittedSubclasses()) {
      if (!deeds.containsKey(kind)) {
        throw new IllegalStateException("nobody carries out " + kind.getSimpleName());
      }
    }
    return this;
  }

  Future<Handled> carryOut(StoredMessage stored, Command command) {
    BiFunction<StoredMessage, Command, Future<Handled>> deed = deeds.get(command.getClass());
    if (deed == null) {
      throw new IllegalStateException("nobody carries out " + command.getClass().getSimpleName());
    }
    return deed.apply(stored, command);
  }
}
