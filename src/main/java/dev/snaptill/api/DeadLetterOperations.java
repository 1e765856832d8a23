package dev.snaptill.api;

import dev.snaptill.bus.Bus;
import dev.snaptill.operator.Role;
import dev.snaptill.outbox.DeadLetterStore;
import dev.snaptill.outbox.DeadLetterStore.DeadLetter;
import dev.snaptill.outbox.Outbox;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages that never arrived: which they are, and once more. Never their texts or addresses. */
final class DeadLetterOperations {
  private static final int DEFAULT_HOURS = 24;
  private static final Duration LIFE = Duration.ofDays(2);

  private final DeadLetterStore letters;
  private final Links links;
  private final Bus bus;
  private final Commits commits;
  private final Trail trail;
  private final Clock clock;

  DeadLetterOperations(
      DeadLetterStore letters, Links links, Bus bus, Commits commits, Trail trail, Clock clock) {
    this.letters = letters;
    this.links = links;
    this.bus = bus;
    this.commits = commits;
    this.trail = trail;
    this.clock = clock;
  }

  void mount(Operations operations) {
    operations.answer("listDeadLetters", Role.VIEW, this::list);
    operations.answer("resendDeadLetter", Role.OPERATE, this::resend);
  }

  private Future<Answer> list(Call call) {
    int limit = call.limit();
    Instant since = clock.instant().minus(Duration.ofHours(call.whole("hours", DEFAULT_HOURS)));
    return letters
        .page(since, call.cursor().id(), call.query("channel"), limit + 1)
        .map(
            found -> {
              JsonArray data = new JsonArray();
              found.stream().limit(limit).forEach(letter -> data.add(json(letter)));
              String next =
                  found.size() > limit ? new Cursor(0, found.get(limit - 1).id()).text() : null;
              return Answer.ok(new JsonObject().put("data", data).put("next_cursor", next));
            });
  }

  private static JsonObject json(DeadLetter letter) {
    Long again = letter.again();
    return new JsonObject()
        .put("id", Ids.text(letter.id()))
        .put("about", Ids.text(letter.cause()))
        .put("purpose", letter.purpose().toLowerCase(java.util.Locale.ROOT))
        .put("channel", letter.channel())
        .put("state", Texts.lower(letter.state()))
        .put("attempts", letter.attempts())
        .put("code", letter.code())
        .put("composed", Texts.time(Instant.ofEpochMilli(Ids.millisOf(letter.id()))))
        .put("ended", Texts.time(letter.changed()))
        .put("may_be_resent", whyNot(letter) == null)
        .put("resent_as", again == null ? null : Ids.text(again));
  }

  private static @Nullable String whyNot(DeadLetter letter) {
    if (letter.again() != null) {
      return "It was sent again already";
    }
    if (!letter.mayGoAgain()) {
      return "Answers are not sent again: one-time numbers are among them";
    }
    return letter.hasContent() ? null : "Its text has been deleted, as all are after a while";
  }

  private Future<Answer> resend(Call call) {
    String wanted = call.body().getString("channel");
    return links
        .all()
        .compose(
            all -> {
              if (wanted != null && all.stream().noneMatch(l -> l.name().equals(wanted))) {
                throw ProblemException.badField("channel", "is no carrier and no MMSC");
              }
              return letters.byId(call.id("id"));
            })
        .compose(
            found -> {
              DeadLetter letter = found.orElseThrow(() -> ProblemException.notFound("dead letter"));
              String why = whyNot(letter);
              if (why != null) {
                throw ProblemException.conflict("not-resent", why);
              }
              return resend(call, letter, wanted == null ? letter.channel() : wanted);
            });
  }

  private Future<Answer> resend(Call call, DeadLetter letter, String channel) {
    Instant now = clock.instant();
    return letters
        .anew(letter, channel, now.plus(LIFE), links.textsOnly().contains(channel))
        .compose(
            anew -> {
              OutboxStore.Again again =
                  anew.orElseThrow(
                      () -> ProblemException.conflict("not-resent", "Its text is deleted"));
              return commits
                  .submit(
                      Unit.guardedBy(DeadLetterStore.resent(letter.id(), again.message().id(), now))
                          .then(
                              List.of(
                                  again.insert(),
                                  trail.entry(
                                      call,
                                      "message.resend",
                                      Ids.text(letter.id()),
                                      "by " + channel))))
                  .map(
                      outcome -> {
                        if (!outcome.done()) {
                          throw ProblemException.conflict(
                              "not-resent", "It was sent again already");
                        }
                        Outbox.send(bus, List.of(again.message()));
                        return Answer.json(
                            202,
                            new JsonObject()
                                .put("id", Ids.text(again.message().id()))
                                .put("channel", channel));
                      });
            });
  }
}
