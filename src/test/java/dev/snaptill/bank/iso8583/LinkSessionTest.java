package dev.snaptill.bank.iso8583;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankAnswer.Answered;
import dev.snaptill.bank.BankAnswer.NotSent;
import dev.snaptill.bank.BankAnswer.Unknown;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.BankOperation.Type;
import dev.snaptill.bank.LateAnswer;
import dev.snaptill.bank.StrayAnswer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The conversation without sockets, on a clock that the test turns. */
class LinkSessionTest {
  private final BankConfig config =
      Samples.config(1, Profiles.plain(), Duration.ofSeconds(25), Duration.ofSeconds(60));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Told told = new Told();
  private long nanos = Long.MAX_VALUE - 1_000_000_000L;
  private final BankLinks links =
      new BankLinks(
          config,
          Clock.fixed(Samples.NOON, ZoneOffset.UTC),
          () -> nanos,
          told,
          new LinkMetrics(registry, Samples.BANK));
  private final LinkSession session = links.link(0);
  private FakeWire wire = new FakeWire();

  @Test
  void nothingIsSentBeforeTheSignOnWasAnswered() {
    assertThat(session.submit(Samples.debit(1)))
        .isCompletedWithValueMatching(NotSent.class::isInstance);
    session.connected(wire);
    assertThat(session.submit(Samples.debit(1)))
        .isCompletedWithValueMatching(NotSent.class::isInstance);
    Message signOn = wire.sent.remove();
    assertThat(signOn.type()).isEqualTo("0800");
    assertThat(signOn.get(70)).isEqualTo("001");
    assertThat(wire.sent).isEmpty();
    answer(signOn, "00");
    assertThat(told.ready).isTrue();
    CompletableFuture<BankAnswer> debit = session.submit(Samples.debit(1));
    answer(wire.sent.remove(), "00");
    assertThat(debit).isCompletedWithValue(new Answered("00"));
    assertThat(
            registry
                .get("snaptill_bank_seconds")
                .tags("type", "debit", "result", "approved")
                .timer()
                .count())
        .isEqualTo(1);
  }

  @Test
  void aRefusedOrUnansweredSignOnEndsTheConnection() {
    session.connected(wire);
    answer(wire.sent.remove(), "91");
    assertThat(wire.closed).isTrue();
    assertThat(told.lost).isEqualTo(1);
    wire = new FakeWire();
    session.connected(wire);
    pass(Duration.ofSeconds(25));
    assertThat(wire.closed).isTrue();
    assertThat(told.lost).isEqualTo(2);
    assertThat(told.ready).isFalse();
  }

  @Test
  void anAnswerThatChangesTheAmountIsNotBelieved() {
    ready();
    CompletableFuture<BankAnswer> debit = session.submit(Samples.debit(1));
    Message request = wire.sent.remove();
    receive(reply(request, "00").set(4, "000000001251"));
    assertThat(debit).isCompletedWithValueMatching(Unknown.class::isInstance);
    receive(reply(request, "00"));
    assertThat(told.late).containsExactly(new LateAnswer(Samples.debit(1).key(), "00"));
  }

  @Test
  void anAnswerForAnotherRrnOrMerchantIsAnotherAnswer() {
    ready();
    CompletableFuture<BankAnswer> debit = session.submit(Samples.debit(1));
    Message request = wire.sent.remove();
    receive(reply(request, "51").set(37, "RRN000000009"));
    receive(reply(request, "51").set(42, "MERCHANT2      "));
    receive(reply(request, "51").set(41, "SNAP0009"));
    assertThat(debit).isNotCompleted();
    receive(reply(request, "00"));
    assertThat(debit).isCompletedWithValue(new Answered("00"));
  }

  @Test
  void refusalsMayLeaveTheAmountOutApprovalsMayNot() {
    ready();
    CompletableFuture<BankAnswer> refused = session.submit(Samples.debit(1));
    receive(without(reply(wire.sent.remove(), "51").build(), 4));
    assertThat(refused).isCompletedWithValue(new Answered("51"));
    CompletableFuture<BankAnswer> approved = session.submit(Samples.debit(2));
    receive(without(reply(wire.sent.remove(), "00").build(), 4));
    assertThat(approved).isCompletedWithValueMatching(Unknown.class::isInstance);
    CompletableFuture<BankAnswer> silent = session.submit(Samples.debit(3));
    receive(without(reply(wire.sent.remove(), "00").build(), 39));
    assertThat(silent).isCompletedWithValueMatching(Unknown.class::isInstance);
  }

  @Test
  void whatIsNotAnsweredInTimeIsUnknownAndItsLateAnswerIsTold() {
    ready();
    CompletableFuture<BankAnswer> debit = session.submit(Samples.debit(1));
    Message request = wire.sent.remove();
    pass(Duration.ofSeconds(24));
    assertThat(debit).isNotCompleted();
    pass(Duration.ofSeconds(1));
    assertThat(debit).isCompletedWithValue(new Unknown("no answer in time"));
    answer(request, "00");
    answer(request, "00");
    LateAnswer late = new LateAnswer(Samples.debit(1).key(), "00");
    assertThat(told.late).containsExactly(late, late);
    assertThat(registry.get("snaptill_bank_late_answers").counter().count()).isEqualTo(2);
  }

  @Test
  void aLostConnectionMakesAllUnknownAndLateAnswersComeOnTheNextOne() {
    ready();
    CompletableFuture<BankAnswer> one = session.submit(Samples.debit(1));
    CompletableFuture<BankAnswer> two = session.submit(Samples.debit(2));
    Message request = wire.sent.remove();
    session.disconnected(wire, "cut");
    assertThat(one).isCompletedWithValue(new Unknown("cut"));
    assertThat(two).isCompletedWithValue(new Unknown("cut"));
    assertThat(told.lost).isEqualTo(1);
    wire = new FakeWire();
    ready();
    answer(request, "51");
    assertThat(told.late).containsExactly(new LateAnswer(Samples.debit(1).key(), "51"));
  }

  @Test
  void aReversalAndItsOriginalMayShareTheirKeyAndAreStillToldApart() {
    ready();
    BankOperation original = Samples.debit(1);
    CompletableFuture<BankAnswer> debit = session.submit(original);
    CompletableFuture<BankAnswer> reversal = session.submit(Samples.reversal(1, original, false));
    Message debitRequest = wire.sent.remove();
    Message reversalRequest = wire.sent.remove();
    answer(reversalRequest, "25");
    assertThat(debit).isNotCompleted();
    assertThat(reversal).isCompletedWithValue(new Answered("25"));
    answer(debitRequest, "00");
    assertThat(debit).isCompletedWithValue(new Answered("00"));
  }

  @Test
  void aRepeatWhileTheFirstIsInFlightSharesItsAnswerAndIsNotSent() {
    ready();
    BankOperation original = Samples.debit(1);
    CompletableFuture<BankAnswer> first = session.submit(Samples.reversal(2, original, false));
    CompletableFuture<BankAnswer> repeat = session.submit(Samples.reversal(2, original, true));
    Message request = wire.sent.remove();
    assertThat(wire.sent).isEmpty();
    answer(request, "00");
    assertThat(first).isCompletedWithValue(new Answered("00"));
    assertThat(repeat).isCompletedWithValue(new Answered("00"));
  }

  @Test
  void otherContentUnderKeysInFlightIsNotSent() {
    ready();
    session.submit(Samples.debit(1));
    wire.sent.clear();
    BankOperation other = withRrn(Samples.debit(1), "RRN000000777");
    assertThat(session.submit(other)).isCompletedWithValueMatching(NotSent.class::isInstance);
    assertThat(wire.sent).isEmpty();
  }

  @Test
  void aRepeatThatCannotBeSentIsUnknownBecauseItWasSentBefore() {
    BankOperation repeat = Samples.reversal(2, Samples.debit(1), true);
    assertThat(session.submit(repeat)).isCompletedWithValueMatching(Unknown.class::isInstance);
    ready();
    assertThat(session.submit(Samples.operation(3, Type.CREDIT, null, true)))
        .isCompletedWithValue(new Unknown("the bank does not understand 0201"));
    assertThat(wire.sent).isEmpty();
  }

  @Test
  void anOperationPastItsTimeIsNotSent() {
    ready();
    BankOperation stale = withSendBefore(Samples.debit(1), Samples.NOON.minusMillis(1));
    assertThat(session.submit(stale)).isCompletedWithValueMatching(NotSent.class::isInstance);
    BankOperation fresh = withSendBefore(Samples.debit(1), Samples.NOON);
    assertThat(session.submit(fresh)).isNotCompleted();
    assertThat(wire.sent).hasSize(1);
  }

  @Test
  void noMoreThanTheBoundAreInFlightAndNoneWhileTheBankDoesNotRead() {
    ready();
    for (int stan = 1; stan <= 1000; stan++) {
      assertThat(session.submit(Samples.debit(stan))).isNotCompleted();
    }
    assertThat(session.submit(Samples.debit(1001)))
        .isCompletedWithValue(new NotSent("1000 operations are in flight already"));
    answer(wire.sent.remove(), "00");
    wire.full = true;
    assertThat(session.submit(Samples.debit(1001)))
        .isCompletedWithValue(new NotSent("the bank has stopped reading"));
    wire.full = false;
    assertThat(session.submit(Samples.debit(1001))).isNotCompleted();
  }

  @Test
  void silenceIsAskedForAnEchoAndTwoMissedEndTheConnection() {
    ready();
    pass(Duration.ofSeconds(60));
    Message echo = wire.sent.remove();
    assertThat(echo.get(70)).isEqualTo("301");
    answer(echo, "00");
    pass(Duration.ofSeconds(60));
    wire.sent.remove();
    pass(Duration.ofSeconds(25));
    assertThat(wire.sent.remove().get(70)).isEqualTo("301");
    assertThat(wire.closed).isFalse();
    pass(Duration.ofSeconds(25));
    assertThat(wire.closed).isTrue();
    assertThat(told.lost).isEqualTo(1);
  }

  @Test
  void aBankThatAnswersOperationsNeedNotAnswerEchoes() {
    ready();
    pass(Duration.ofSeconds(60));
    for (int stan = 1; stan <= 4; stan++) {
      session.submit(Samples.debit(stan));
      Message debit = wire.sent.removeLast();
      pass(Duration.ofSeconds(20));
      answer(debit, "00");
    }
    assertThat(wire.closed).isFalse();
  }

  @Test
  void aSecurityAnswerSignsOnAgainAndLosesNothing() {
    ready();
    CompletableFuture<BankAnswer> one = session.submit(Samples.debit(1));
    CompletableFuture<BankAnswer> two = session.submit(Samples.debit(2));
    Message first = wire.sent.remove();
    Message second = wire.sent.remove();
    answer(first, "A0");
    assertThat(one).isCompletedWithValue(new Answered("A0"));
    assertThat(told.ready).isFalse();
    answer(second, "00");
    assertThat(two).isCompletedWithValue(new Answered("00"));
    Message signOn = wire.sent.remove();
    assertThat(signOn.get(70)).isEqualTo("001");
    answer(signOn, "00");
    assertThat(told.ready).isTrue();
  }

  @Test
  void stoppingWaitsForAnswersThenSignsOff() {
    ready();
    CompletableFuture<BankAnswer> debit = session.submit(Samples.debit(1));
    Message request = wire.sent.remove();
    CompletableFuture<Void> stopped = session.stop();
    assertThat(session.submit(Samples.debit(2)))
        .isCompletedWithValue(new NotSent("the link is not ready: stopping"));
    assertThat(wire.sent).isEmpty();
    answer(request, "00");
    assertThat(debit).isCompletedWithValue(new Answered("00"));
    Message signOff = wire.sent.remove();
    assertThat(signOff.get(70)).isEqualTo("002");
    assertThat(stopped).isNotCompleted();
    answer(signOff, "00");
    assertThat(stopped).isCompleted();
    assertThat(wire.closed).isTrue();
    assertThat(told.lost).as("no reconnect").isZero();
  }

  @Test
  void stoppingNeverTakesLongerThanTheTimeOuts() {
    ready();
    CompletableFuture<BankAnswer> debit = session.submit(Samples.debit(1));
    CompletableFuture<Void> stopped = session.stop();
    pass(Duration.ofSeconds(25));
    assertThat(debit).isCompletedWithValue(new Unknown("no answer in time"));
    assertThat(stopped).isNotCompleted();
    pass(Duration.ofSeconds(5));
    assertThat(stopped).isCompleted();
  }

  @Test
  void theBanksOwnEchoIsAnswered() {
    ready();
    receive(Message.of("0800").set(7, "1123000000").set(11, "000007").set(70, "301"));
    Message answer = wire.sent.remove();
    assertThat(answer.type()).isEqualTo("0810");
    assertThat(answer.get(39)).isEqualTo("00");
    assertThat(answer.get(11)).isEqualTo("000007");
    receive(Message.of("0800").set(7, "1123000000").set(11, "000008").set(70, "999"));
    assertThat(wire.sent.remove().get(39)).isEqualTo("12");
  }

  @Test
  void aCutOverMovesTheBusinessDayAndNeverBack() {
    ready();
    cutOver("1124", "00");
    cutOver("1124", "00");
    cutOver("1123", "12");
    cutOver("0701", "30");
    cutOver("1332", "30");
    receive(Message.of("0800").set(7, "1123000000").set(11, "000008").set(70, "201"));
    assertThat(wire.sent.remove().get(39)).as("no day at all").isEqualTo("30");
    assertThat(told.days).containsExactly(LocalDate.of(2026, 11, 24));
  }

  private void cutOver(String day, String answered) {
    receive(Message.of("0800").set(7, "1123000000").set(11, "000008").set(15, day).set(70, "201"));
    assertThat(wire.sent.remove().get(39)).as(day).isEqualTo(answered);
  }

  @Test
  void theDayOfTheSignOnAnswerIsTold() {
    session.connected(wire);
    receive(reply(wire.sent.remove(), "00").set(15, "1122"));
    assertThat(told.days).containsExactly(LocalDate.of(2026, 11, 22));
  }

  @Test
  void aPartialApprovalIsToldAsSuchThoughItsAmountDiffers() {
    ready();
    CompletableFuture<BankAnswer> debit = session.submit(Samples.debit(1));
    receive(reply(wire.sent.remove(), "10").set(4, "000000000050"));
    assertThat(debit).isCompletedWithValue(new Answered("10"));
  }

  @Test
  void anEnquiryNeedsNoAmountBack() {
    ready();
    CompletableFuture<BankAnswer> enquiry =
        session.submit(Samples.operation(1, Type.ENQUIRY, null, false));
    Message request = wire.sent.remove();
    assertThat(request.get(3)).isEqualTo("310000");
    receive(without(reply(request, "00").build(), 4));
    assertThat(enquiry).isCompletedWithValue(new Answered("00"));
  }

  @Test
  void messagesThatMakeNoSenseAreDroppedAndTheLinkLives() throws Exception {
    ready();
    session.received(wire, frame(new byte[] {1, 2, 3}));
    receive(Message.of("0210"));
    receive(Message.of("0210").set(7, "1123000000").set(11, "000007").set(41, "SNAP0001"));
    receive(Message.of("0810"));
    receive(Message.of("0800"));
    receive(Message.of("1804"));
    receive(Message.of("0200").set(39, "00"));
    assertThat(wire.closed).isFalse();
    assertThat(told.ready).isTrue();
    session.received(wire, new byte[] {(byte) 0xff, (byte) 0xff});
    assertThat(wire.closed).isTrue();
    assertThat(told.lost).isEqualTo(1);
  }

  private void ready() {
    session.connected(wire);
    answer(wire.sent.remove(), "00");
    assertThat(told.ready).isTrue();
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
    session.tick();
  }

  private void answer(Message request, String code) {
    receive(reply(request, code));
  }

  private static Message.Builder reply(Message request, String code) {
    Message.Builder out =
        Message.of(request.type().substring(0, 2) + (char) (request.type().charAt(2) + 1) + "0");
    request.fields().forEach(field -> out.set(field, request.get(field)));
    return out.set(39, code);
  }

  private static Message.Builder without(Message message, int left) {
    Message.Builder out = Message.of(message.type());
    message.fields().stream()
        .filter(field -> field != left)
        .forEach(field -> out.set(field, message.get(field)));
    return out;
  }

  private void receive(Message.Builder message) {
    try {
      session.received(wire, frame(new Codec(config.profile()).encode(message.build())));
    } catch (MalformedMessage e) {
      throw new AssertionError(e);
    }
  }

  private byte[] frame(byte[] message) throws MalformedMessage {
    return config.profile().length().frame(message);
  }

  private static BankOperation withSendBefore(BankOperation o, Instant sendBefore) {
    return changed(o, o.rrn(), sendBefore);
  }

  private static BankOperation withRrn(BankOperation o, String rrn) {
    return changed(o, rrn, o.sendBefore());
  }

  private static BankOperation changed(BankOperation o, String rrn, Instant sendBefore) {
    return new BankOperation(
        o.key(),
        o.paymentId(),
        o.type(),
        o.amount(),
        o.from(),
        o.to(),
        o.transmitted(),
        rrn,
        sendBefore,
        o.original(),
        o.repeat());
  }

  /** Remembers what the session tells. */
  private static final class Told implements BankLinks.Host {
    private boolean ready;
    private int lost;
    private final List<LocalDate> days = new ArrayList<>();
    private final List<LateAnswer> late = new ArrayList<>();

    @Override
    public void state(boolean nowReady, String why) {
      ready = nowReady;
    }

    @Override
    public void late(LateAnswer answer) {
      late.add(answer);
    }

    @Override
    public void stray(StrayAnswer answer) {}

    @Override
    public void day(LocalDate day) {
      days.add(day);
    }

    @Override
    public void signedOn(int link) {}

    @Override
    public void lost(int link) {
      lost++;
    }
  }

  /** Keeps what was sent as messages. */
  private final class FakeWire implements LinkSession.Wire {
    private final Deque<Message> sent = new ArrayDeque<>();
    private boolean full;
    private boolean closed;

    @Override
    public void send(byte[] frame) {
      FrameReader.Cut cut = new FrameReader(config.profile().length()).take(frame);
      try {
        sent.add(new Codec(config.profile()).decode(cut.messages().get(0)));
      } catch (MalformedMessage e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public boolean full() {
      return full;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
