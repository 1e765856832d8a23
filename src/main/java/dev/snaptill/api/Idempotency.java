package dev.snaptill.api;

import dev.snaptill.store.JournalException;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import dev.snaptill.store.Vault;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets a creation take place once for each idempotency key. The row that remembers the answer is in
 * the same unit as what it answers for, so they stand or fall together.
 */
final class Idempotency {
  private static final int MOST_ATTEMPTS = 3;
  private static final Unit.Outcome KEY_IS_KNOWN = new Unit.Outcome.Refused(0);

  private final Commits commits;
  private final IdempotencyStore store;
  private final Vault vault;
  private final Clock clock;
  private final Function<String, byte[]> keyHash;
  private final Function<String, byte[]> bodyHash;
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  Idempotency(Commits commits, IdempotencyStore store, Vault vault, Clock clock) {
    this.commits = commits;
    this.store = store;
    this.vault = vault;
    this.clock = clock;
    this.keyHash = vault.indexer("idempotency-key");
    this.bodyHash = vault.indexer("idempotency-body");
  }

  /**
   * A request to create something.
   *
   * @param key the client's Idempotency-Key, or null
   * @param what method, path and body: the same key must always come with the same
   */
  record Request(Caller caller, @Nullable String key, String what) {

    /** Names the act: the same for a repeat, and else like no other. */
    String name() {
      return "api/" + caller.owner() + "/" + (key == null ? "-" + UUID.randomUUID() : "=" + key);
    }
  }

  /** Draws up what is to be created. */
  interface Draft {
    /**
     * Draws it up.
     *
     * @param name the request's name
     * @param attempt 0, or higher after something new turned out to exist already
     */
    Future<Creation> draw(String name, int attempt);
  }

  /** Creates once for each key; without a key, each time. */
  Future<Answer> once(Request request, Draft draft) {
    if (request.key() == null) {
      String name = request.name();
      return Commits.patiently(attempt(name, draft, 0, this::write));
    }
    byte[] key = keyHash.apply(request.key());
    String place = request.caller().owner() + "/" + HexFormat.of().formatHex(key);
    if (!running.add(place)) {
      return Future.failedFuture(ProblemException.inProgress());
    }
    // The common case asks nothing first: the unit's guard finds out whether the key is new.
    return Commits.patiently(
        attempt(request.name(), draft, 0, creation -> write(request, key, creation))
            .recover(
                e ->
                    e instanceof ProblemException problem
                        ? remembered(request, key).map(kept -> kept.orElseThrow(() -> problem))
                        : Future.failedFuture(e))
            .onComplete(done -> running.remove(place)));
  }

  /**
   * The row that remembers an answer.
   *
   * @param insert guard: refuses if the key is known
   * @param delete undoes it
   */
  record Memo(Statement insert, Statement delete) {}

  /** Something that another actor commits. */
  interface Deed {
    /**
     * Has it done together with the memo of its answer, if there is a key.
     *
     * @return the answer; empty if the memo's guard refused
     */
    Future<Optional<Answer>> carryOut(Function<Answer, @Nullable Memo> memo);
  }

  /** Has something done once for each key by another actor; without a key, each time. */
  Future<Answer> onceElsewhere(Request request, Deed deed) {
    String text = request.key();
    if (text == null) {
      return Commits.patiently(deed.carryOut(answer -> null).map(Optional::orElseThrow));
    }
    byte[] key = keyHash.apply(text);
    String place = request.caller().owner() + "/" + HexFormat.of().formatHex(key);
    if (!running.add(place)) {
      return Future.failedFuture(ProblemException.inProgress());
    }
    return Commits.patiently(
        deed.carryOut(answer -> memo(request, key, answer))
            .compose(
                done ->
                    done.map(Future::succeededFuture)
                        .orElseGet(
                            () ->
                                remembered(request, key)
                                    .map(kept -> kept.orElseThrow(ProblemException::inProgress))))
            .recover(
                e ->
                    e instanceof ProblemException problem
                        ? remembered(request, key).map(kept -> kept.orElseThrow(() -> problem))
                        : Future.failedFuture(e))
            .onComplete(done -> running.remove(place)));
  }

  private Memo memo(Request request, byte[] key, Answer answer) {
    Instant now = clock.instant();
    long owner = request.caller().owner();
    return new Memo(
        IdempotencyStore.insert(
            owner,
            key,
            bodyHash.apply(request.what()),
            answer.status(),
            vault.seal(answer.body().getBytes()),
            now),
        IdempotencyStore.delete(owner, key, now));
  }

  private static Future<Answer> attempt(
      String name, Draft draft, int attempt, Function<Creation, Future<Answer>> write) {
    return draft
        .draw(name, attempt)
        .compose(write)
        .recover(
            e ->
                e instanceof JournalException.DuplicateKey && attempt < MOST_ATTEMPTS
                    ? attempt(name, draft, attempt + 1, write)
                    : Future.failedFuture(e));
  }

  private Future<Answer> write(Creation creation) {
    return commits
        .submitWithoutLimit(creation.unit())
        .map(
            outcome -> {
              if (!outcome.done()) {
                throw creation.refusal();
              }
              return creation.answer();
            });
  }

  private Future<Answer> write(Request request, byte[] key, Creation creation) {
    Answer answer = creation.answer();
    Memo memo = memo(request, key, answer);
    Unit unit = creation.unit(memo.insert(), memo.delete());
    return commits
        .submitWithoutLimit(unit)
        .compose(
            outcome ->
                outcome.done()
                    ? Future.succeededFuture(answer)
                    : outcome.equals(KEY_IS_KNOWN)
                        ? remembered(request, key)
                            .map(kept -> kept.orElseThrow(ProblemException::inProgress))
                        : Future.failedFuture(creation.refusal()));
  }

  /** The answer given before, if any. */
  private Future<Optional<Answer>> remembered(Request request, byte[] key) {
    return store
        .find(request.caller().owner(), key)
        .map(found -> found.map(kept -> replay(kept, request)));
  }

  private Answer replay(IdempotencyStore.Kept kept, Request request) {
    if (!MessageDigest.isEqual(kept.bodyHash(), bodyHash.apply(request.what()))) {
      throw ProblemException.unprocessable(
          "key-reused", "This Idempotency-Key was used for another request; take a new one");
    }
    return new Answer(
        kept.status(),
        "application/json",
        Buffer.buffer(vault.open(kept.response())),
        Map.of(Answer.REPLAYED, "true"));
  }
}
