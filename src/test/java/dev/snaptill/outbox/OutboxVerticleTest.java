package dev.snaptill.outbox;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.channel.Channels;
import dev.snaptill.channel.MediaRef;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import dev.snaptill.ops.Admission;
import dev.snaptill.store.Databases;
import dev.snaptill.store.OpenDatabase;
import dev.snaptill.store.Sweep;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Address;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.ContextInternal;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
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

/** On a real database and bus; the channel is a fake that answers as told. */
@ParameterizedClass
@EnumSource(Databases.class)
class OutboxVerticleTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int PARKED = -1;
  private static final int SENT = OutboxStore.State.SENT.ordinal();
  private static final int FAILED = OutboxStore.State.FAILED.ordinal();
  private static final int EXPIRED = OutboxStore.State.EXPIRED.ordinal();
  private static final int UNKNOWN = OutboxStore.State.UNKNOWN.ordinal();
  private static final SendResult OK = new SendResult.Accepted("smsc-1");

  @Parameter Databases database;
  @TempDir Path directory;
  private OpenDatabase db;
  private OutboxStore store;
  private Admission admission;
  private String verticle;
  private final BlockingQueue<OutboundMessage> sent = new LinkedBlockingQueue<>();

  @BeforeEach
  void open() {
    db = new OpenDatabase(database, directory);
    store = new OutboxStore(db.pool, db.vault, db.ids, db.clock);
    admission = db.admission(10);
    verticle =
        db.deploy(
            new OutboxVerticle(
                db.bus, db.journal, store, db.pool, admission, db.metrics, db.clock));
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void channel(Function<OutboundMessage, Future<SendResult>> answer) {
    db.bus.answer(
        Channels.send("carrier"),
        message -> {
          sent.add(message);
          return answer.apply(message);
        });
  }

  private void channel(SendResult always) {
    channel(message -> Future.succeededFuture(always));
  }

  private OutboundMessage write(Draft draft) {
    OutboundMessage message = store.compose(draft);
    await(db.journal.submit(Unit.guardedBy(store.insert(draft, message))));
    return message;
  }

  private static Draft draft() {
    return Draft.text(
        7,
        Purpose.ANSWER,
        "carrier",
        Address.tel("10658"),
        Address.tel("+8613800000001"),
        "Paid 10.00 CNY");
  }

  private OutboundMessage queue() {
    OutboundMessage message = write(draft());
    Outbox.send(db.bus, List.of(message));
    return message;
  }

  private long state(OutboundMessage message) {
    return db.ask(
        "SELECT state FROM outbox WHERE id = "
            + message.id()
            + " UNION ALL SELECT -2 + parked FROM outbox_open WHERE id = "
            + message.id());
  }

  private void reaches(OutboundMessage message, int state) {
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(state(message)).isEqualTo(state);
              assertThat(admission.inside()).isZero();
            });
  }

  private OutboundMessage nextSent() throws InterruptedException {
    OutboundMessage message = sent.poll(60, TimeUnit.SECONDS);
    assertThat(message).isNotNull();
    return message;
  }

  private Sweep.Swept sweep(long after, long before) {
    return await(
        db.bus.ask(Sweep.actor(OutboxVerticle.NAME), new Sweep.Window(after, before), SOON));
  }

  @Test
  void whatIsTakenIsSentOnceAndItsIdKept() throws Exception {
    channel(OK);
    OutboundMessage message = queue();
    assertThat(nextSent()).isSameAs(message);
    reaches(message, SENT);
    assertThat(db.ask("SELECT COUNT(*) FROM outbox WHERE external_id = 'smsc-1'")).isOne();
    Outbox.send(db.bus, List.of());
    assertThat(sweep(0, Long.MAX_VALUE)).isEqualTo(new Sweep.Swept(Long.MAX_VALUE, 0));
    assertThat(sent).isEmpty();
  }

  @Test
  void whatIsToBeRetriedIsParkedAndSentWhenDue() throws Exception {
    SendResult[] answers = {
      new SendResult.RetryAfter(Duration.ofSeconds(10), "throttled"),
      new SendResult.RetryAfter(Duration.ofSeconds(10), "throttled"),
      OK
    };
    int[] times = {0};
    channel(message -> Future.succeededFuture(answers[times[0]++]));
    OutboundMessage message = queue();
    nextSent();
    reaches(message, PARKED);
    long now = db.clock.millis();
    assertThat(db.ask("SELECT due FROM parked WHERE id = " + message.id()) - now).isEqualTo(10_000);
    // parked work neither holds the mark back nor is the sweep's
    assertThat(sweep(0, Long.MAX_VALUE)).isEqualTo(new Sweep.Swept(Long.MAX_VALUE, 0));

    db.clock.move(Duration.ofSeconds(10));
    assertThat(nextSent()).isEqualTo(message);
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(db.ask("SELECT due FROM parked WHERE id = " + message.id()))
                    .as("as long as the channel wishes")
                    .isEqualTo(db.clock.millis() + 10_000));

    db.clock.move(Duration.ofSeconds(10));
    nextSent();
    reaches(message, SENT);
    assertThat(db.ask("SELECT COUNT(*) FROM parked")).isZero();
    assertThat(db.ask("SELECT attempts FROM outbox WHERE id = " + message.id())).isEqualTo(3);
  }

  @Test
  void aPauseIsNeverLongerThanTenMinutes() {
    channel(new SendResult.RetryAfter(Duration.ofHours(3), "closed"));
    OutboundMessage message = queue();
    reaches(message, PARKED);
    assertThat(db.ask("SELECT due FROM parked") - db.clock.millis()).isEqualTo(600_000);
  }

  @Test
  void aChannelThatIsNotThereYetIsTriedAgain() throws Exception {
    OutboundMessage message = queue();
    reaches(message, PARKED);
    channel(OK);
    db.clock.move(Duration.ofSeconds(5));
    nextSent();
    reaches(message, SENT);
  }

  @Test
  void whatIsRefusedForGoodIsNotTriedAgain() {
    channel(new SendResult.Rejected("ESME_RINVDSTADR"));
    OutboundMessage message = queue();
    reaches(message, FAILED);
    assertThat(db.ask("SELECT COUNT(*) FROM parked")).isZero();
  }

  @Test
  void whatMayHaveBeenSentIsNotRepeated() throws Exception {
    channel(new SendResult.Unknown("no answer"));
    OutboundMessage message = queue();
    reaches(message, UNKNOWN);
    nextSent();
    assertThat(sweep(0, Long.MAX_VALUE).resumed()).isZero();
    assertThat(sent).isEmpty();
  }

  @Test
  void aChannelThatKeepsSilentMayHaveSent() {
    db.vertx
        .eventBus()
        .localConsumer(
            Channels.send("carrier").address(),
            asked -> asked.reply(new ReplyException(ReplyFailure.TIMEOUT, "too late")));
    reaches(queue(), UNKNOWN);
  }

  @Test
  void whatIsOfNoMoreUseIsNotSent() {
    channel(OK);
    OutboundMessage message = write(draft());
    db.clock.move(Duration.ofDays(2).plusMillis(1));
    Outbox.send(db.bus, List.of(message));
    reaches(message, EXPIRED);
    assertThat(sent).isEmpty();
  }

  @Test
  void whatExpiresWhileParkedIsTakenOutOfTheParking() {
    channel(new SendResult.RetryAfter(Duration.ofSeconds(1), "throttled"));
    OutboundMessage message = queue();
    reaches(message, PARKED);
    db.clock.move(Duration.ofDays(3));
    reaches(message, EXPIRED);
    assertThat(db.ask("SELECT COUNT(*) FROM parked")).isZero();
  }

  @Test
  void aLostBusMessageIsResumedByTheSweepAsItWasWritten() throws Exception {
    channel(OK);
    MediaRef picture = new MediaRef("a".repeat(64), 9, "image/\u001fpng");
    OutboundMessage lost =
        write(
            new Draft(
                7,
                Purpose.VOUCHER_PICTURE,
                "carrier",
                Address.tel("10658"),
                Address.tel("+8613800000001"),
                "reply\u001fhandle",
                "line one\nline\u001ftwo",
                List.of(picture),
                Duration.ofHours(1)));
    assertThat(sweep(0, lost.id())).isEqualTo(new Sweep.Swept(lost.id(), 0));
    assertThat(sweep(0, Long.MAX_VALUE)).isEqualTo(new Sweep.Swept(lost.id(), 1));
    OutboundMessage found = nextSent();
    assertThat(found.text()).isEqualTo("line one\nline two");
    assertThat(found.replyHandle()).isEqualTo("reply handle");
    assertThat(found.pictures()).containsExactly(new MediaRef(picture.sha256(), 9, "image/ png"));
    assertThat(found.to()).isEqualTo(lost.to());
    assertThat(found.notAfter()).isEqualTo(lost.notAfter());
    reaches(lost, SENT);
  }

  @Test
  void whatIsInHandIsNotResumed() throws Exception {
    channel(message -> Future.future(never -> {}));
    OutboundMessage message = queue();
    nextSent();
    assertThat(sweep(0, Long.MAX_VALUE)).isEqualTo(new Sweep.Swept(message.id(), 0));
    Outbox.send(db.bus, List.of(message));
    sweep(0, Long.MAX_VALUE);
    assertThat(sent).isEmpty();
    assertThat(admission.inside()).isOne();
  }

  @Test
  void whatEndsWhileTheSweepReadsIsNotSentAgain() throws Exception {
    Promise<SendResult> answer = Promise.promise();
    channel(message -> answer.future());
    Promise<Void> read = Promise.promise();
    Promise<Void> goOn = Promise.promise();
    Pool slow = heldUp(read, goOn);
    await(db.vertx.undeploy(verticle));
    db.deploy(
        new OutboxVerticle(
            db.bus,
            db.journal,
            new OutboxStore(slow, db.vault, db.ids, db.clock),
            db.pool,
            admission,
            db.metrics,
            db.clock));
    OutboundMessage message = queue();
    nextSent();
    Future<Sweep.Swept> swept =
        db.bus.ask(Sweep.actor(OutboxVerticle.NAME), new Sweep.Window(0, Long.MAX_VALUE), SOON);
    await(read.future());
    answer.complete(OK);
    reaches(message, SENT);
    goOn.complete();
    assertThat(await(swept)).isEqualTo(new Sweep.Swept(message.id(), 0));
    assertThat(sent).isEmpty();
  }

  /** The look at what is due is slow; another way it was tried, and put off, meanwhile. */
  @Test
  void whatIsPutOffWhileWhatIsDueIsReadIsNotTriedBeforeItsTime() throws Exception {
    channel(new SendResult.RetryAfter(Duration.ofSeconds(10), "throttled"));
    OutboundMessage message = queue();
    nextSent();
    reaches(message, PARKED);
    await(db.vertx.undeploy(verticle));
    db.clock.move(Duration.ofSeconds(10));
    Promise<Void> read = Promise.promise();
    Promise<Void> goOn = Promise.promise();
    db.deploy(
        new OutboxVerticle(
            db.bus, db.journal, store, heldUp(read, goOn), admission, db.metrics, db.clock));
    await(read.future());
    db.bus.publish(Channels.UP, "carrier");
    nextSent();
    Awaitility.await()
        .atMost(SOON)
        .until(() -> db.ask("SELECT attempts FROM parked WHERE id = " + message.id()) == 2);
    reaches(message, PARKED);
    goOn.complete();
    // asked later than what was held back, and each reads the database as it would
    sweep(0, Long.MAX_VALUE);
    sweep(0, Long.MAX_VALUE);
    sweep(0, Long.MAX_VALUE);
    assertThat(sent).isEmpty();
    assertThat(db.ask("SELECT attempts FROM parked WHERE id = " + message.id())).isEqualTo(2);
  }

  /** The database, whose answers are held back once they have been read. */
  private Pool heldUp(Promise<Void> read, Promise<Void> goOn) {
    return proxy(
        Pool.class,
        (pool, method, arguments) ->
            method.getName().equals("preparedQuery")
                ? proxy(
                    PreparedQuery.class,
                    (query, execute, tuple) -> {
                      ContextInternal context = (ContextInternal) Vertx.currentContext();
                      return db.pool
                          .preparedQuery((String) arguments[0])
                          .execute((Tuple) tuple[0])
                          .onSuccess(
                              rows -> {
                                // not the count of what is parked
                                if (((String) arguments[0]).startsWith("SELECT id")) {
                                  read.tryComplete();
                                }
                              })
                          .compose(
                              rows -> {
                                Promise<Object> held = context.promise();
                                goOn.future().onSuccess(now -> held.complete(rows));
                                return held.future();
                              });
                    })
                : method.invoke(db.pool, arguments));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Test
  void nothingReadableIsStored() throws Exception {
    OutboundMessage message = write(draft());
    byte[] content;
    try (var connection = db.database.connection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT content FROM outbox_open")) {
      row.next();
      content = row.getBytes(1);
    }
    assertThat(new String(content, java.nio.charset.StandardCharsets.ISO_8859_1))
        // three bytes alone are in a ciphertext by chance now and then
        .doesNotContain("Paid", "13800000001");
    assertThat(message.toString()).doesNotContain("Paid", "13800000001");
  }
}
