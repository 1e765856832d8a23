package dev.snaptill.outbox;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.channel.Channels;
import dev.snaptill.channel.DeliveryReport;
import dev.snaptill.channel.DeliveryReport.State;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.LateAnswer;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import dev.snaptill.channel.SendResult.Part;
import dev.snaptill.store.Databases;
import dev.snaptill.store.OpenDatabase;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Address;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
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

/** What reports make of messages, on a real database; the carriers are fakes. */
@ParameterizedClass
@EnumSource(Databases.class)
class ReportVerticleTest {
  private static final OutboxConfig CONFIG =
      new OutboxConfig(
          3,
          2,
          List.of("first", "second"),
          Duration.ofMinutes(15),
          Duration.ofDays(3),
          Duration.ofHours(1));
  private static final Duration SOON = Duration.ofSeconds(60);

  @Parameter Databases database;
  @TempDir Path directory;
  private OpenDatabase db;
  private OutboxStore store;
  private final BlockingQueue<OutboundMessage> sent = new LinkedBlockingQueue<>();

  @BeforeEach
  void open() {
    db = new OpenDatabase(database, directory);
    store = new OutboxStore(db.pool, db.vault, db.ids, db.clock);
    db.deploy(
        new OutboxVerticle(
            CONFIG, db.bus, db.journal, store, db.pool, db.admission(10), db.metrics, db.clock));
    db.deploy(
        new ReportVerticle(
            CONFIG, db.bus, db.journal, store, db.pool, db.ids, db.metrics, db.clock));
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void channel(String name, Function<OutboundMessage, Future<SendResult>> answer) {
    db.bus.answer(
        Channels.send(name),
        message -> {
          sent.add(message);
          return answer.apply(message);
        });
  }

  private void channel(String name, SendResult always) {
    channel(name, message -> Future.succeededFuture(always));
  }

  private static SendResult accepted(String... ids) {
    return new SendResult.Accepted(
        ids[0], List.of(ids).stream().map(id -> new Part(id, id.toLowerCase())).toList());
  }

  private OutboundMessage queue(Purpose purpose) {
    Draft draft =
        Draft.text(
            7,
            purpose,
            "first",
            Address.tel("10658"),
            Address.tel("+8613800000001"),
            "Paid 10.00 CNY");
    OutboundMessage message = store.compose(draft);
    await(db.journal.submit(Unit.guardedBy(store.insert(draft, message))));
    Outbox.send(db.bus, List.of(message));
    return message;
  }

  private OutboundMessage nextSent() throws InterruptedException {
    OutboundMessage message = sent.poll(60, TimeUnit.SECONDS);
    assertThat(message).isNotNull();
    return message;
  }

  private void reaches(OutboundMessage message, OutboxStore.State state) {
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        db.ask(
                            "SELECT COALESCE((SELECT state FROM outbox WHERE id = "
                                + message.id()
                                + "), -1) FROM retention_mark WHERE kind = 1"))
                    .isEqualTo(state.ordinal()));
  }

  private Intake report(String id, State state) {
    return await(
        db.bus.ask(
            Channels.REPORT,
            new DeliveryReport("first", id, state, "WORD 00B", db.clock.instant()),
            SOON));
  }

  private long parts() {
    return db.ask("SELECT COUNT(*) FROM outbox_part");
  }

  private double counted(String result) {
    return db.counted("snaptill_outbox_reports", "result", result);
  }

  @Test
  void whatWasUnknownAndIsAnsweredAfterAllIsSent() {
    channel("first", new SendResult.Unknown("no answer in time"));
    OutboundMessage message = queue(Purpose.RECEIPT);
    reaches(message, OutboxStore.State.UNKNOWN);
    SendResult.Accepted answer = (SendResult.Accepted) accepted("A1");
    db.bus.publish(Channels.TAKEN_LATE, new LateAnswer("first", message.id(), answer));
    reaches(message, OutboxStore.State.SENT);
    assertThat(db.ask("SELECT COUNT(*) FROM outbox WHERE external_id = 'A1'")).isOne();
    report("a1", State.DELIVERED);
    reaches(message, OutboxStore.State.DELIVERED);
    // and once more changes nothing
    db.bus.publish(Channels.TAKEN_LATE, new LateAnswer("first", message.id(), answer));
    report("a1", State.DELIVERED);
    // written down later than what it would have changed
    reaches(queue(Purpose.ANSWER), OutboxStore.State.UNKNOWN);
    reaches(message, OutboxStore.State.DELIVERED);
    assertThat(parts()).isZero();
  }

  @Test
  void whatIsReportedDeliveredIsDelivered() {
    channel("first", accepted("A1"));
    OutboundMessage message = queue(Purpose.RECEIPT);
    reaches(message, OutboxStore.State.SENT);
    assertThat(report("a1", State.DELIVERED)).isInstanceOf(Intake.Stored.class);
    reaches(message, OutboxStore.State.DELIVERED);
    assertThat(parts()).isZero();
    assertThat(db.ask("SELECT COUNT(*) FROM outbox WHERE external_id = 'A1'")).isOne();
    assertThat(report("a1", State.DELIVERED))
        .as("the same again")
        .isInstanceOf(Intake.Repeat.class);
    assertThat(db.ask("SELECT COUNT(*) FROM report_early")).isZero();
  }

  @Test
  void whatNobodyReportsOnCostsNoRow() {
    channel("first", new SendResult.Accepted("A1"));
    reaches(queue(Purpose.RECEIPT), OutboxStore.State.SENT);
    assertThat(parts()).isZero();
  }

  @Test
  void aLongTextIsDeliveredWhenAllItsPartsAre() {
    channel("first", accepted("A1", "A2", "A3"));
    OutboundMessage message = queue(Purpose.RECEIPT);
    reaches(message, OutboxStore.State.SENT);
    report("a3", State.DELIVERED);
    report("a1", State.DELIVERED);
    report("a1", State.DELIVERED);
    reaches(message, OutboxStore.State.SENT);
    report("a2", State.DELIVERED);
    reaches(message, OutboxStore.State.DELIVERED);
    assertThat(parts()).isZero();
  }

  @Test
  void partsReportedAtOnceAreNotOverlooked() {
    channel("first", accepted("A1", "A2", "A3", "A4"));
    OutboundMessage message = queue(Purpose.RECEIPT);
    reaches(message, OutboxStore.State.SENT);
    List<Future<Intake>> all =
        List.of("a1", "a2", "a3", "a4").stream()
            .map(
                id ->
                    db.bus.ask(
                        Channels.REPORT,
                        new DeliveryReport("first", id, State.DELIVERED, null, db.clock.instant()),
                        SOON))
            .toList();
    all.forEach(OpenDatabase::await);
    reaches(message, OutboxStore.State.DELIVERED);
  }

  @Test
  void aReportBeforeTheCarriersAnswerWaitsForIt() throws Exception {
    Promise<SendResult> answer = Promise.promise();
    channel("first", message -> answer.future());
    OutboundMessage message = queue(Purpose.RECEIPT);
    nextSent();
    assertThat(report("a1", State.DELIVERED)).isInstanceOf(Intake.Stored.class);
    assertThat(db.ask("SELECT COUNT(*) FROM report_early")).isOne();
    answer.complete(accepted("A1"));
    reaches(message, OutboxStore.State.DELIVERED);
    Awaitility.await().atMost(SOON).until(() -> db.ask("SELECT COUNT(*) FROM report_early") == 0);
  }

  @Test
  void aReportAboutNothingOfOursIsDroppedSomeDay() {
    report("zz", State.FAILED);
    assertThat(db.ask("SELECT COUNT(*) FROM report_early")).isOne();
    db.clock.move(Duration.ofHours(2));
    Awaitility.await().atMost(SOON).until(() -> db.ask("SELECT COUNT(*) FROM report_early") == 0);
    assertThat(counted("unmatched")).isEqualTo(1);
  }

  @Test
  void anIntermediateReportChangesNothing() {
    channel("first", accepted("A1"));
    OutboundMessage message = queue(Purpose.RECEIPT);
    reaches(message, OutboxStore.State.SENT);
    assertThat(report("a1", State.UNDER_WAY)).isInstanceOf(Intake.Stored.class);
    assertThat(parts()).isOne();
  }

  @Test
  void aReceiptThatFailedGoesByTheCarrierThatStandsIn() throws Exception {
    channel("first", accepted("A1"));
    channel("second", new SendResult.Accepted("B1"));
    OutboundMessage message = queue(Purpose.RECEIPT);
    nextSent();
    reaches(message, OutboxStore.State.SENT);
    report("a1", State.FAILED);
    OutboundMessage again = nextSent();
    assertThat(again.channel()).isEqualTo("second");
    assertThat(again.text()).isEqualTo(message.text());
    assertThat(again.to()).isEqualTo(message.to());
    reaches(message, OutboxStore.State.FAILED);
    reaches(again, OutboxStore.State.SENT);
    assertThat(db.ask("SELECT COUNT(*) FROM outbox WHERE external_id = 'WORD 00B (id A1)'"))
        .isOne();
    assertThat(report("a1", State.FAILED)).as("the same again").isInstanceOf(Intake.Repeat.class);
    assertThat(sent).isEmpty();
  }

  @Test
  void anAnswerThatFailedStaysWhereItIs() throws Exception {
    channel("first", accepted("A1"));
    channel("second", new SendResult.Accepted("B1"));
    OutboundMessage message = queue(Purpose.ANSWER);
    nextSent();
    reaches(message, OutboxStore.State.SENT);
    report("a1", State.FAILED);
    reaches(message, OutboxStore.State.FAILED);
    assertThat(db.ask("SELECT COUNT(*) FROM outbox_open")).isZero();
    assertThat(sent).isEmpty();
  }

  @Test
  void expiredAndUnknownAreKeptAsTheyAreReported() {
    channel("first", message -> Future.succeededFuture(accepted("I" + message.id())));
    OutboundMessage one = queue(Purpose.ANSWER);
    OutboundMessage other = queue(Purpose.ANSWER);
    reaches(one, OutboxStore.State.SENT);
    reaches(other, OutboxStore.State.SENT);
    report("i" + one.id(), State.EXPIRED);
    report("i" + other.id(), State.UNKNOWN);
    reaches(one, OutboxStore.State.EXPIRED);
    reaches(other, OutboxStore.State.UNKNOWN);
  }

  @Test
  void whatOneCarrierRefusesForGoodAnotherMayTake() throws Exception {
    channel("first", new SendResult.Rejected("0x0B"));
    channel("second", new SendResult.Accepted("B1"));
    OutboundMessage message = queue(Purpose.RECEIPT);
    nextSent();
    reaches(nextSent(), OutboxStore.State.SENT);
    reaches(message, OutboxStore.State.FAILED);
  }

  @Test
  void theLastCarriersRefusalIsADeadLetter() throws Exception {
    channel("first", new SendResult.Rejected("0x0B"));
    channel("second", new SendResult.Rejected("0x45"));
    queue(Purpose.RECEIPT);
    nextSent();
    reaches(nextSent(), OutboxStore.State.FAILED);
    assertThat(sent).isEmpty();
    assertThat(db.ask("SELECT COUNT(*) FROM outbox WHERE external_id IN ('0x0B', '0x45')"))
        .isEqualTo(2);
  }

  @Test
  void triesAreBounded() throws Exception {
    channel("first", new SendResult.RetryAfter(Duration.ofSeconds(1), "0x58"));
    OutboundMessage message = queue(Purpose.ANSWER);
    for (int i = 0; i < 3; i++) {
      nextSent();
      if (i < 2) {
        int parked = i + 1;
        Awaitility.await()
            .atMost(SOON)
            .until(() -> db.ask("SELECT COALESCE(MAX(attempts), 0) FROM parked") == parked);
        db.clock.move(Duration.ofMinutes(1));
      }
    }
    reaches(message, OutboxStore.State.FAILED);
    assertThat(db.ask("SELECT COUNT(*) FROM outbox WHERE external_id = 'given up: 0x58'")).isOne();
    assertThat(db.ask("SELECT COUNT(*) FROM parked")).isZero();
  }

  @Test
  void aReceiptDoesNotWaitLongForACarrierWhereAnotherStandsIn() throws Exception {
    channel("first", new SendResult.RetryAfter(Duration.ofSeconds(1), "no bind is up"));
    channel("second", new SendResult.Accepted("B1"));
    OutboundMessage message = queue(Purpose.RECEIPT);
    nextSent();
    Awaitility.await().atMost(SOON).until(() -> db.ask("SELECT COUNT(*) FROM parked") == 1);
    db.clock.move(Duration.ofMinutes(1));
    assertThat(nextSent().channel()).isEqualTo("first");
    OutboundMessage moved = nextSent();
    assertThat(moved.channel()).isEqualTo("second");
    reaches(moved, OutboxStore.State.SENT);
    reaches(message, OutboxStore.State.FAILED);
  }

  @Test
  void whatIsNotReportedInTimeIsAskedFor() {
    channel("first", accepted("A1"));
    db.bus.answer(
        Channels.query("first"),
        query -> {
          assertThat(query.part()).isEqualTo(new Part("A1", "a1"));
          assertThat(query.from()).isEqualTo(Address.tel("10658"));
          return Future.succeededFuture(
              new DeliveryReport("first", "a1", State.DELIVERED, "2", db.clock.instant()));
        });
    OutboundMessage message = queue(Purpose.RECEIPT);
    reaches(message, OutboxStore.State.SENT);
    db.clock.move(Duration.ofMinutes(16));
    await(db.bus.ask(ReportVerticle.LOOK, db.clock.instant(), SOON));
    reaches(message, OutboxStore.State.DELIVERED);
  }

  @Test
  void nobodyWaitsForEver() {
    channel("first", accepted("A1", "A2"));
    OutboundMessage message = queue(Purpose.RECEIPT);
    reaches(message, OutboxStore.State.SENT);
    db.clock.move(Duration.ofDays(4));
    await(db.bus.ask(ReportVerticle.LOOK, db.clock.instant(), SOON));
    Awaitility.await().atMost(SOON).until(() -> parts() == 0);
    reaches(message, OutboxStore.State.SENT);
  }
}
