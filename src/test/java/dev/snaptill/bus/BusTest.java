package dev.snaptill.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusTest {
  private record Question(String text) {}

  private record Answer(Question to) {}

  private static final Ask<Question, Answer> ASK =
      new Ask<>("test.ask", Question.class, Answer.class);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private Future<Answer> ask(Question question, Duration within) {
    return bus.ask(ASK, question, within);
  }

  @Test
  void handsMessagesOverByReference() throws Exception {
    bus.answer(ASK, question -> Future.succeededFuture(new Answer(question)));
    Question question = new Question("why");
    assertThat(await(ask(question, Duration.ofSeconds(30))).to()).isSameAs(question);
  }

  @Test
  void aFailedAnswerFailsTheAskerAtOnce() {
    bus.answer(ASK, question -> Future.failedFuture("no idea"));
    assertThatThrownBy(() -> await(ask(new Question(""), Duration.ofDays(1))))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("no idea");
  }

  @Test
  void anAnswererThatThrowsFailsTheAskerAtOnce() {
    bus.answer(
        ASK,
        question -> {
          throw new IllegalStateException("broken");
        });
    assertThatThrownBy(() -> await(ask(new Question(""), Duration.ofDays(1))))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("broken");
  }

  @Test
  void tellsNobodyThereFromNoAnswer() {
    assertThatThrownBy(() -> await(ask(new Question(""), Duration.ofDays(1))))
        .cause()
        .isInstanceOfSatisfying(
            ReplyException.class,
            e -> assertThat(e.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
    bus.answer(ASK, question -> Future.future(promise -> {}));
    assertThatThrownBy(() -> await(ask(new Question(""), Duration.ofMillis(10))))
        .cause()
        .isInstanceOfSatisfying(
            ReplyException.class, e -> assertThat(e.failureType()).isEqualTo(ReplyFailure.TIMEOUT));
  }
}
