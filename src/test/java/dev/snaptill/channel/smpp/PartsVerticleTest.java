package dev.snaptill.channel.smpp;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.Trust;
import dev.snaptill.inbox.InboxVerticle;
import dev.snaptill.ops.Admission;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.store.Databases;
import dev.snaptill.store.OpenDatabase;
import dev.snaptill.value.Address;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
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

/** On a real database and bus; what becomes of whole messages is answered by a fake. */
@ParameterizedClass
@EnumSource(Databases.class)
class PartsVerticleTest {
  private static final Address ANN = Address.tel("+8613800000001");
  private static final Duration SOON = Duration.ofSeconds(60);

  @Parameter Databases database;
  @TempDir Path directory;
  private OpenDatabase db;
  private final BlockingQueue<InboundMessage> whole = new LinkedBlockingQueue<>();

  @BeforeEach
  void open() {
    db = new OpenDatabase(database, directory);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private String parts(Bus bus, Vertx vertx) {
    return await(
        vertx.deployVerticle(
            new PartsVerticle(
                new PartsVerticle.Config(Duration.ofMinutes(10), 1_000),
                bus,
                db.journal,
                db.pool,
                db.vault,
                db.ids,
                db.metrics,
                db.clock)));
  }

  private String parts() {
    return parts(db.bus, db.vertx);
  }

  private void receiving(Function<InboundMessage, Future<Intake>> answer) {
    db.bus.answer(
        Channels.RECEIVE,
        message -> {
          whole.add(message);
          return answer.apply(message);
        });
  }

  private void receiving() {
    receiving(message -> Future.succeededFuture(new Intake.Stored(1)));
  }

  private LongPart part(int reference, int total, int number, String text) {
    return part(UserDataHeader.Kind.UDH8, reference, total, number, text);
  }

  private LongPart part(
      UserDataHeader.Kind kind, int reference, int total, int number, String text) {
    return new LongPart(
        "carrier",
        ANN,
        Address.tel("10658"),
        Trust.OPERATOR,
        db.clock.instant(),
        new UserDataHeader.Part(kind, reference, total, number),
        new LongPart.Coding(3, DefaultCharset.GSM7, 0, 0),
        text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private Intake hand(LongPart part) {
    return await(db.bus.ask(Smpp.PART, part, SOON));
  }

  private InboundMessage next() throws InterruptedException {
    return whole.poll(60, TimeUnit.SECONDS);
  }

  /** What would come has been committed: the message handed in now would stand behind it. */
  private void assertNothingMore() throws InterruptedException {
    hand(part(99, 2, 1, "the "));
    hand(part(99, 2, 2, "end"));
    assertThat(next().text()).isEqualTo("the end");
    assertThat(whole).isEmpty();
  }

  private void awaitJoined(int rows) {
    Awaitility.await()
        .atMost(SOON)
        .until(() -> db.ask("SELECT COUNT(*) FROM sms_part WHERE waiting = 0") == rows);
  }

  @Test
  void partsInAnyOrderMakeOneMessage() throws Exception {
    receiving();
    parts();
    assertThat(hand(part(7, 3, 3, "C"))).isInstanceOf(Intake.Stored.class);
    assertThat(hand(part(7, 3, 1, "A"))).isInstanceOf(Intake.Stored.class);
    assertThat(hand(part(7, 3, 2, "B"))).isInstanceOf(Intake.Stored.class);
    InboundMessage message = next();
    assertThat(message.text()).isEqualTo("ABC");
    assertThat(message.sender()).isEqualTo(ANN);
    assertThat(message.trust()).isEqualTo(Trust.OPERATOR);
    awaitJoined(3);
    assertThat(db.ask("SELECT MAX(OCTET_LENGTH(content)) FROM sms_part")).isZero();
  }

  @Test
  void partsThatComeAllAtOnceMakeOneNameForTheInbox() {
    receiving();
    parts();
    List<LongPart> all = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      all.add(part(1, 9, i, String.valueOf(i)));
      all.add(part(1, 9, i, String.valueOf(i)));
    }
    Collections.shuffle(all, new java.util.Random(5));
    List<Future<Intake>> answers =
        all.stream().map(part -> db.bus.ask(Smpp.PART, part, SOON)).toList();
    await(Future.all(answers));
    Awaitility.await().atMost(SOON).until(() -> !whole.isEmpty());
    db.clock.move(Duration.ofMinutes(11)); // a part that came again late is no message
    awaitJoined(9);
    assertThat(whole).allMatch(message -> message.text().equals("123456789"));
    assertThat(whole.stream().map(InboundMessage::hardKey).distinct()).hasSize(1);
  }

  @Test
  void aRepeatedPartChangesNothing() throws Exception {
    receiving();
    parts();
    hand(part(7, 2, 1, "A"));
    hand(part(7, 2, 1, "A"));
    hand(part(7, 2, 2, "B"));
    assertThat(next().text()).isEqualTo("AB");
    awaitJoined(2);
    assertThat(hand(part(7, 2, 2, "B"))).isInstanceOf(Intake.Stored.class);
    assertThat(db.ask("SELECT COUNT(*) FROM sms_part WHERE waiting = 1")).isOne();
    assertNothingMore();
  }

  @Test
  void aMessageRepeatedWholeHasTheNameItHad() throws Exception {
    receiving();
    parts();
    hand(part(7, 2, 1, "A"));
    hand(part(7, 2, 2, "B"));
    String name = next().hardKey();
    awaitJoined(2);
    db.clock.move(Duration.ofHours(1));
    hand(part(7, 2, 2, "B"));
    hand(part(7, 2, 1, "A"));
    assertThat(next().hardKey()).isEqualTo(name);
  }

  @Test
  void aReferenceUsedAgainIsAnotherMessage() throws Exception {
    receiving();
    parts();
    hand(part(7, 2, 1, "A"));
    hand(part(7, 2, 2, "B"));
    String name = next().hardKey();
    awaitJoined(2);
    hand(part(7, 2, 1, "X"));
    hand(part(7, 2, 2, "B"));
    InboundMessage second = next();
    assertThat(second.text()).isEqualTo("XB");
    assertThat(second.hardKey()).isNotEqualTo(name);
  }

  @Test
  void referencesOfTwoKindsAreNeverTheSame() throws Exception {
    receiving();
    parts();
    hand(part(UserDataHeader.Kind.UDH8, 7, 2, 1, "A"));
    hand(part(UserDataHeader.Kind.UDH16, 7, 2, 2, "B"));
    hand(part(UserDataHeader.Kind.SAR, 7, 2, 2, "B"));
    hand(part(UserDataHeader.Kind.UDH8, 7, 3, 2, "B"));
    assertThat(db.ask("SELECT COUNT(*) FROM sms_part WHERE waiting = 1")).isEqualTo(4);
    assertNothingMore();
  }

  @Test
  void whatIsHeldSurvivesTheProcessAndIsHandedInOnce() throws Exception {
    String before = parts();
    hand(part(7, 2, 1, "A"));
    await(db.vertx.undeploy(before));
    // the last part is committed, and the process ends before it is handed in
    before = parts();
    hand(part(7, 2, 2, "B"));
    await(db.vertx.undeploy(before));
    receiving();
    parts();
    assertThat(next().text()).isEqualTo("AB");
    awaitJoined(2);
  }

  @Test
  void oneWhoseAnswerWasLostIsHandedInUnderTheSameName() throws Exception {
    List<String> names = Collections.synchronizedList(new ArrayList<>());
    receiving(
        message -> {
          names.add(message.hardKey());
          return names.size() == 1
              ? Future.failedFuture("the process died here")
              : Future.succeededFuture(new Intake.Repeat(1));
        });
    parts();
    hand(part(7, 2, 1, "A"));
    hand(part(7, 2, 2, "B"));
    awaitJoined(2);
    assertThat(names).hasSize(2);
    assertThat(names.get(1)).isEqualTo(names.get(0));
  }

  @Test
  void aBusyInboxGetsTheWholeMessageLater() throws Exception {
    receiving(
        message ->
            Future.succeededFuture(whole.size() == 1 ? new Intake.Busy() : new Intake.Stored(1)));
    parts();
    hand(part(7, 2, 1, "A"));
    assertThat(hand(part(7, 2, 2, "B"))).isInstanceOf(Intake.Stored.class);
    awaitJoined(2);
    assertThat(whole).hasSize(2);
  }

  @Test
  void halfAMessageIsDroppedAfterItsTime() throws Exception {
    receiving();
    parts();
    hand(part(7, 2, 1, "A"));
    db.clock.move(Duration.ofMinutes(11));
    Awaitility.await().atMost(SOON).until(() -> db.ask("SELECT COUNT(*) FROM sms_part") == 0);
    // counted once the row is gone for others to see
    Awaitility.await()
        .atMost(SOON)
        .until(() -> db.counted("snaptill_smpp_parts_total", "result", "dropped") == 1);
    assertNothingMore();
  }

  @Test
  void oneThatIsCompleteIsNeverDropped() throws Exception {
    // nobody takes messages for longer than parts wait for each other
    parts();
    hand(part(7, 2, 1, "A"));
    hand(part(7, 2, 2, "B"));
    hand(part(8, 2, 1, "half"));
    db.clock.move(Duration.ofMinutes(11));
    Awaitility.await().atMost(SOON).until(() -> db.ask("SELECT COUNT(*) FROM sms_part") == 2);
    receiving();
    assertThat(next().text()).isEqualTo("AB");
  }

  @Test
  void joinedPartsAreForgottenAfterADay() throws Exception {
    receiving();
    parts();
    hand(part(7, 2, 1, "A"));
    hand(part(7, 2, 2, "B"));
    next();
    awaitJoined(2);
    db.clock.move(Duration.ofHours(25));
    Awaitility.await().atMost(SOON).until(() -> db.ask("SELECT COUNT(*) FROM sms_part") == 0);
  }

  @Test
  void charactersCutBetweenPartsReadWhole() throws Exception {
    receiving();
    parts();
    byte[] smile = "😀".getBytes(StandardCharsets.UTF_16BE);
    LongPart first = part(7, 2, 1, "");
    for (int number = 1; number <= 2; number++) {
      hand(
          new LongPart(
              "carrier",
              ANN,
              first.recipient(),
              Trust.WEAK,
              first.received(),
              new UserDataHeader.Part(UserDataHeader.Kind.UDH16, 700, 2, number),
              new LongPart.Coding(8, DefaultCharset.GSM7, 0, 0),
              number == 1 ? new byte[] {smile[0], smile[1]} : new byte[] {smile[2], smile[3]}));
    }
    assertThat(next().text()).isEqualTo("😀");
  }

  @Test
  void twoGatewaysThatGetHalfEachStoreItOnce() {
    Vertx otherVertx = Vertx.vertx();
    try {
      Bus other = new Bus(otherVertx);
      Admission admission = db.admission(100);
      for (Bus bus : List.of(db.bus, other)) {
        await(
            (bus == db.bus ? db.vertx : otherVertx)
                .deployVerticle(
                    new InboxVerticle(
                        bus,
                        db.journal,
                        db.pool,
                        new OutboxStore(db.pool, db.vault, db.ids, db.clock),
                        db.vault,
                        db.ids,
                        admission,
                        SOON,
                        db.metrics,
                        db.clock)));
      }
      parts();
      parts(other, otherVertx);
      for (int reference = 0; reference < 20; reference++) {
        await(
            Future.all(
                db.bus.ask(Smpp.PART, part(reference, 2, 1, "A"), SOON),
                other.ask(Smpp.PART, part(reference, 2, 2, "B" + reference), SOON)));
      }
      awaitJoined(40);
      assertThat(db.ask("SELECT COUNT(*) FROM inbox")).isEqualTo(20);
    } finally {
      await(otherVertx.close());
    }
  }
}
