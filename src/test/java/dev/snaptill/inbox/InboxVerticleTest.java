package dev.snaptill.inbox;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.channel.Channels;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.MediaRef;
import dev.snaptill.channel.Trust;
import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.Outcome;
import dev.snaptill.inbox.Inbox.StoredMessage;
import dev.snaptill.ops.Admission;
import dev.snaptill.outbox.Draft;
import dev.snaptill.outbox.Outbox;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.outbox.Purpose;
import dev.snaptill.outbox.Queued;
import dev.snaptill.store.Databases;
import dev.snaptill.store.Journal;
import dev.snaptill.store.OpenDatabase;
import dev.snaptill.store.Sweep;
import dev.snaptill.value.Address;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** On a real database and bus; what a message comes to is answered by a fake. */
@ParameterizedClass
@EnumSource(Databases.class)
class InboxVerticleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Address ANN = Address.tel("+8613800000001");

  @Parameter Databases database;
  @TempDir Path directory;
  private OpenDatabase db;
  private Admission admission;
  private final BlockingQueue<StoredMessage> handled = new LinkedBlockingQueue<>();

  @BeforeEach
  void open() {
    db = new OpenDatabase(database, directory);
    admission = db.admission(10);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void inbox(Journal journal) {
    db.deploy(
        new InboxVerticle(
            db.bus,
            journal,
            db.pool,
            new OutboxStore(db.pool, db.vault, db.ids, db.clock),
            db.vault,
            db.ids,
            admission,
            PATIENCE,
            db.metrics,
            db.clock));
  }

  private void inbox() {
    inbox(db.journal);
  }

  private void handler(Function<StoredMessage, Future<Handled>> answer) {
    db.bus.answer(
        Inbox.HANDLE,
        stored -> {
          handled.add(stored);
          return answer.apply(stored);
        });
  }

  private void handler() {
    handler(stored -> Future.succeededFuture(Handled.of(Outcome.HELPED, List.of())));
  }

  private InboundMessage message(String hardKey, String softKey, String text) {
    return message(hardKey, softKey, ANN, text);
  }

  private InboundMessage message(String hardKey, String softKey, Address from, String text) {
    return new InboundMessage(
        "carrier",
        hardKey,
        softKey,
        from,
        Address.tel("10658"),
        text,
        List.of(),
        null,
        null,
        db.clock.instant(),
        null,
        Trust.OPERATOR);
  }

  private Future<Intake> hand(InboundMessage message) {
    return db.bus.ask(Channels.RECEIVE, message, PATIENCE);
  }

  private Intake receive(InboundMessage message) {
    return await(hand(message));
  }

  private Sweep.Swept sweep() {
    return await(
        db.bus.ask(Sweep.actor(InboxVerticle.NAME), new Sweep.Window(0, Long.MAX_VALUE), PATIENCE));
  }

  private StoredMessage nextHandled() throws InterruptedException {
    StoredMessage stored = handled.poll(60, TimeUnit.SECONDS);
    assertThat(stored).isNotNull();
    return stored;
  }

  private long rows(String where) {
    return db.ask("SELECT COUNT(*) FROM inbox WHERE " + where);
  }

  private void allEnded(int messages) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(db.ask("SELECT COUNT(*) FROM inbox_end")).isEqualTo(messages);
              assertThat(db.ask("SELECT COUNT(*) FROM inbox_open")).isZero();
              assertThat(admission.inside()).isZero();
            });
  }

  @Test
  void isAcknowledgedOnlyAfterTheCommit() throws Exception {
    CountDownLatch databaseIsBack = new CountDownLatch(1);
    Journal waiting =
        new Journal(
            db.vertx,
            () -> {
              try {
                databaseIsBack.await();
              } catch (InterruptedException e) {
                throw new SQLException(e);
              }
              return db.database.journalSource().open();
            },
            Journal.Limits.DEFAULT,
            () -> {},
            new SimpleMeterRegistry());
    try {
      inbox(waiting);
      handler();
      Future<Intake> intake = hand(message(null, "a", "HELP"));
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(admission.inside()).isOne());
      sweep(); // asked later, and answered
      assertThat(intake.isComplete()).isFalse();
      assertThat(handled).isEmpty();
      databaseIsBack.countDown();
      Intake.Stored stored = (Intake.Stored) await(intake);
      assertThat(rows("id = " + stored.id())).isOne();
      assertThat(nextHandled().id()).isEqualTo(stored.id());
      allEnded(1);
    } finally {
      waiting.close();
    }
  }

  @Test
  void aRepeatUnderAHardKeyIsAcknowledgedAndNotHandledAgain() throws Exception {
    inbox();
    handler();
    Intake.Stored first = (Intake.Stored) receive(message("id-1", "a", "HELP"));
    nextHandled();
    allEnded(1);
    assertThat(receive(message("id-1", "b", "HELP"))).isEqualTo(new Intake.Repeat(first.id()));
    allEnded(1);
    assertThat(handled).isEmpty();
    assertThat(db.counted("snaptill_messages_total", "intake", "repeat")).isOne();
  }

  @Test
  void repeatsThatComeAtOnceAreOneMessage() throws Exception {
    inbox();
    handler();
    InboundMessage message = message("id-1", "a", "HELP");
    Future<Intake> first = hand(message);
    Future<Intake> second = hand(message);
    assertThat(List.of(await(first), await(second)))
        .extracting(intake -> (Object) intake.getClass())
        .containsExactlyInAnyOrder(Intake.Stored.class, Intake.Repeat.class);
    nextHandled();
    allEnded(1);
    assertThat(handled).isEmpty();
  }

  @Test
  void anIdThatIsUsedAgainForAnotherMessageSwallowsNothing() throws Exception {
    inbox();
    handler();
    assertThat(receive(message("id-1", "a", "one"))).isInstanceOf(Intake.Stored.class);
    Intake second = receive(message("id-1", "a", "two"));
    assertThat(second).isInstanceOf(Intake.Stored.class);
    assertThat(receive(message("id-1", "a", Address.tel("+8613800000002"), "one")))
        .isInstanceOf(Intake.Stored.class);
    allEnded(3);
    assertThat(db.counted("snaptill_inbox_reused_ids_total")).isEqualTo(3 - 1);
    // and a repeat of the second one is known for what it is
    assertThat(receive(message("id-1", "a", "two")))
        .isEqualTo(new Intake.Repeat(((Intake.Stored) second).id()));
    allEnded(3);
    assertThat(handled).hasSize(3);
  }

  @Test
  void equalMessagesWithoutAnIdEachHaveTheirRow() throws Exception {
    inbox();
    handler();
    Intake first = receive(message(null, "a", "HELP"));
    Intake second = receive(message(null, "a", "HELP"));
    assertThat(first).isInstanceOf(Intake.Stored.class).isNotEqualTo(second);
    allEnded(2);
    assertThat(rows("1 = 1")).isEqualTo(2);
    StoredMessage earlier = nextHandled();
    StoredMessage later = nextHandled();
    assertThat(later.dedupeKey()).isEqualTo(earlier.dedupeKey());
    InboxStore store = new InboxStore(db.pool, db.vault);
    StoredMessage last = earlier.id() > later.id() ? earlier : later;
    StoredMessage before = last == earlier ? later : earlier;
    assertThat(await(store.repeatOf(last, Outcome.HELPED))).isEqualTo(before.id());
    assertThat(await(store.repeatOf(last, Outcome.PAYMENT))).isZero();
    assertThat(await(store.repeatOf(before, Outcome.HELPED))).isZero();
  }

  @Test
  void aMessageOfYesterdayIsNoRepeat() throws Exception {
    inbox();
    handler();
    receive(message(null, "a", "HELP"));
    allEnded(1);
    nextHandled();
    db.clock.move(InboxStore.REPEAT_WINDOW);
    receive(message(null, "a", "HELP"));
    StoredMessage later = nextHandled();
    assertThat(await(new InboxStore(db.pool, db.vault).repeatOf(later, Outcome.HELPED))).isZero();
  }

  @Test
  void tooMuchUnfinishedWorkIsToldToComeAgain() {
    admission = db.admission(2);
    inbox();
    handler(stored -> Future.future(never -> {}));
    receive(message(null, "a", "HELP"));
    receive(message(null, "b", "HELP"));
    assertThat(receive(message(null, "c", "HELP"))).isEqualTo(new Intake.Busy());
    assertThat(rows("1 = 1")).isEqualTo(2);
  }

  @Test
  void aClosedIntakeTellsToComeAgain() {
    inbox();
    db.bus.publish(Channels.INTAKE, false);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(receive(message(null, "a", "HELP"))).isEqualTo(new Intake.Busy()));
  }

  @Test
  void whatCouldNotBeHandledIsHandledAfterTheSweep() throws Exception {
    inbox();
    int[] times = {0};
    handler(
        stored ->
            times[0]++ == 0
                ? Future.failedFuture("no bank")
                : Future.succeededFuture(Handled.of(Outcome.REFUSED, List.of())));
    MediaRef picture = new MediaRef("b".repeat(64), 5, "image/\u001fjpeg");
    InboundMessage sent =
        new InboundMessage(
            "carrier",
            null,
            "soft",
            ANN,
            Address.tel("10658"),
            "付款\u001f1234\n5678",
            List.of(picture),
            InboundMessage.RefusedMedia.TOO_BIG,
            null,
            db.clock.instant(),
            "reply\u001fhandle",
            Trust.WEAK);
    Intake.Stored stored = (Intake.Stored) receive(sent);
    assertThat(nextHandled().message()).isSameAs(sent);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(admission.inside()).isZero());
    assertThat(sweep()).isEqualTo(new Sweep.Swept(stored.id(), 1));
    InboundMessage again = nextHandled().message();
    assertThat(again.text()).isEqualTo("付款 1234\n5678");
    assertThat(again.sender()).isEqualTo(ANN);
    assertThat(again.trust()).isEqualTo(Trust.WEAK);
    assertThat(again.refusedMedia()).isEqualTo(InboundMessage.RefusedMedia.TOO_BIG);
    assertThat(again.replyHandle()).isEqualTo("reply handle");
    assertThat(again.media()).containsExactly(new MediaRef(picture.sha256(), 5, "image/ jpeg"));
    allEnded(1);
    assertThat(sweep()).isEqualTo(new Sweep.Swept(Long.MAX_VALUE, 0));
  }

  @Test
  void whatIsInHandIsNotSweptUp() throws Exception {
    inbox();
    handler(stored -> Future.future(never -> {}));
    Intake.Stored stored = (Intake.Stored) receive(message(null, "a", "HELP"));
    nextHandled();
    assertThat(sweep()).isEqualTo(new Sweep.Swept(stored.id(), 0));
    assertThat(handled).isEmpty();
  }

  @Test
  void aJournalThatIsDownTakesNoMessage() {
    inbox();
    handler();
    db.journal.close();
    assertThat(receive(message(null, "a", "HELP"))).isInstanceOf(Intake.Failed.class);
    assertThat(admission.inside()).isZero();
    assertThat(handled).isEmpty();
  }

  @Test
  void theAnswerIsCommittedWithTheMessagesEndAndThenSent() throws Exception {
    inbox();
    BlockingQueue<Queued> queued = new LinkedBlockingQueue<>();
    db.bus.consume(Outbox.QUEUED, queued::add);
    handler(
        stored ->
            Future.succeededFuture(
                Handled.of(
                    Outcome.HELPED,
                    List.of(
                        Draft.text(
                            stored.id(),
                            Purpose.ANSWER,
                            "carrier",
                            Address.tel("10658"),
                            ANN,
                            "Help!")))));
    Intake.Stored stored = (Intake.Stored) receive(message(null, "a", "HELP"));
    Queued answer = queued.poll(60, TimeUnit.SECONDS);
    assertThat(answer).isNotNull();
    assertThat(answer.message().text()).isEqualTo("Help!");
    assertThat(
            db.ask(
                "SELECT COUNT(*) FROM inbox_end WHERE id = "
                    + stored.id()
                    + " AND outcome = 'HELPED'"))
        .isOne();
    assertThat(db.ask("SELECT cause FROM outbox_open WHERE id = " + answer.message().id()))
        .isEqualTo(stored.id());
  }

  @Test
  void nothingReadableIsStored() throws Exception {
    inbox();
    handler();
    receive(message("id-1", "soft", "my secret code"));
    try (var connection = db.database.connection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT content, dedupe_key FROM inbox")) {
      row.next();
      for (int column = 1; column <= 2; column++) {
        assertThat(new String(row.getBytes(column), java.nio.charset.StandardCharsets.ISO_8859_1))
            // three bytes alone are in a ciphertext by chance now and then
            .doesNotContain("secret", "1380000", "id-1");
      }
    }
  }
}
