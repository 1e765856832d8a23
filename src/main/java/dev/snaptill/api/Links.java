package dev.snaptill.api;

import dev.snaptill.channel.LinkStatus;
import dev.snaptill.ops.Traces;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/** Carriers and MMSCs, as an operator has them in hand. */
public interface Links {

  /** What came of a wish. */
  record Done(boolean ok, String what) {}

  /**
   * What a new configuration came to.
   *
   * @param ok false if it is bad: then nothing has changed
   * @param applied what has changed and is in use
   * @param restart what has changed and takes a restart
   * @param problem what is wrong with it, line by line; empty if nothing
   */
  record Reloaded(boolean ok, List<String> applied, List<String> restart, String problem) {
    public Reloaded {
      applied = List.copyOf(applied);
      restart = List.copyOf(restart);
    }
  }

  /** All of them, in the order of the configuration. */
  Future<List<LinkStatus>> all();

  /** Stops or starts one; a stop waits for what is under way. */
  Future<Done> run(String name, boolean run);

  /** Reads the configuration file again. */
  Future<Reloaded> reload();

  Traces traces();

  /** Names of those that carry texts only. */
  Set<String> textsOnly();

  /** For a gateway that has none. */
  static Links none() {
    return new Links() {
      private final Traces traces = Traces.none();

      @Override
      public Future<List<LinkStatus>> all() {
        return Future.succeededFuture(List.of());
      }

      @Override
      public Future<Done> run(String name, boolean run) {
        return Future.succeededFuture(new Done(false, "there is none of that name"));
      }

      @Override
      public Future<Reloaded> reload() {
        return Future.succeededFuture(
            new Reloaded(false, List.of(), List.of(), "there is no configuration file"));
      }

      @Override
      public Traces traces() {
        return traces;
      }

      @Override
      public Set<String> textsOnly() {
        return Set.of();
      }
    };
  }
}
