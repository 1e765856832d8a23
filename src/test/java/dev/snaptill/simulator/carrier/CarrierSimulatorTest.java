package dev.snaptill.simulator.carrier;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ResponseTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class CarrierSimulatorTest {
  private static final String PHONE = "+8613800000001";
  private static final String GATEWAY = "10658";

  @TempDir Path folder;
  private Path file;
  private CarrierSimulator carrier;
  private final BlockingQueue<ShortMessage> atPhones = new LinkedBlockingQueue<>();

  @BeforeEach
  void open() throws Exception {
    file = folder.resolve("data/carrier.log");
    carrier =
        new CarrierSimulator(
            CarrierConfig.defaults()
                .log(file)
                .retrying(Duration.ofSeconds(30), Duration.ofMillis(20), Duration.ofSeconds(20)));
    carrier.onMessage(atPhones::add);
  }

  @AfterEach
  void close() {
    carrier.close();
  }

  @Test
  void aTextReachesTheEsmeFromAnInternationalNumber() throws Exception {
    try (TestEsme esme = new TestEsme(carrier.port(), "secret")) {
      CompletableFuture<Integer> answer = carrier.deliver(PHONE, GATEWAY, "12345678901234");
      DeliverSm message = esme.next();
      assertThat(TestEsme.text(message)).isEqualTo("12345678901234");
      assertThat(message.getDataCoding()).isZero();
      assertThat(message.getSourceAddr()).isEqualTo("8613800000001");
      assertThat(message.getSourceAddrTon()).isEqualTo((byte) 1);
      assertThat(message.getDestAddress()).isEqualTo(GATEWAY);
      assertThat(answer.get(60, SECONDS)).isZero();
      assertThat(carrier.acknowledged())
          .extracting(Acknowledged::from, Acknowledged::text, Acknowledged::commandStatus)
          .containsExactly(org.assertj.core.groups.Tuple.tuple(PHONE, "12345678901234", 0));
    }
  }

  @Test
  void chineseGoesAsUcs2AndTheExtensionTableAsEscapes() throws Exception {
    try (TestEsme esme = new TestEsme(carrier.port(), "secret")) {
      carrier.deliver(PHONE, GATEWAY, "付款 ¥5");
      DeliverSm chinese = esme.next();
      assertThat(chinese.getDataCoding()).isEqualTo((byte) 8);
      assertThat(TestEsme.text(chinese)).isEqualTo("付款 ¥5");
      carrier.deliver(PHONE, GATEWAY, "@€[");
      assertThat(esme.next().getShortMessage()).containsExactly(0, 0x1B, 0x65, 0x1B, 0x3C);
    }
  }

  @Test
  void aLongTextFromAPhoneComesInPartsThatCutNoEscape() throws Exception {
    try (TestEsme esme = new TestEsme(carrier.port(), "secret")) {
      String text = "x".repeat(152) + "€" + "y".repeat(20);
      CompletableFuture<Integer> answer = carrier.deliver(PHONE, GATEWAY, text);
      DeliverSm first = esme.next();
      DeliverSm second = esme.next();
      assertThat(answer.get(60, SECONDS)).isZero();
      List<byte[]> parts =
          List.of(first, second).stream()
              .map(DeliverSm::getShortMessage)
              .sorted((a, b) -> a[5] - b[5])
              .toList();
      assertThat(first.isUdhi()).isTrue();
      assertThat(parts.get(0)).startsWith(5, 0, 3).hasSize(6 + 152);
      assertThat(Gsm7.decode(parts.get(0), 6) + Gsm7.decode(parts.get(1), 6)).isEqualTo(text);
    }
  }

  @Test
  void aWrongPasswordIsRefusedWithItsOwnCode() {
    assertThatThrownBy(() -> new TestEsme(carrier.port(), "wrong"))
        .rootCause()
        .isInstanceOfSatisfying(
            NegativeResponseException.class, e -> assertThat(e.getCommandStatus()).isEqualTo(0x0E));
  }

  @Test
  void aRefusalThatSaysTryAgainIsTriedAgainAndAnyOtherIsFinal() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    int[] statuses = {0x58, 0x14, 0x64};
    try (TestEsme esme =
        new TestEsme(carrier.port(), "secret", 3, m -> statuses[calls.getAndIncrement()])) {
      assertThat(carrier.deliver(PHONE, GATEWAY, "a").get(60, SECONDS)).isEqualTo(0x64);
      assertThat(esme.received).hasSize(3);
      assertThat(carrier.acknowledged().get(0).attempts()).isEqualTo(3);
    }
  }

  @Test
  void whatACutLeftUnansweredComesAgainOnTheNextBind() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CompletableFuture<Integer> answer;
    TestEsme first =
        new TestEsme(
            carrier.port(),
            "secret",
            3,
            m -> {
              try {
                never.await(60, SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return 0;
            });
    answer = carrier.deliver(PHONE, GATEWAY, "once");
    first.next();
    carrier.cutLinks();
    Awaitility.await().atMost(60, SECONDS).until(() -> !first.session.getSessionState().isBound());
    try (TestEsme second = new TestEsme(carrier.port(), "secret")) {
      assertThat(TestEsme.text(second.next())).isEqualTo("once");
      assertThat(answer.get(60, SECONDS)).isZero();
    } finally {
      never.countDown();
    }
  }

  @Test
  void fiveHundredMessagesStandUnansweredAtOnce() throws Exception {
    CountDownLatch all = new CountDownLatch(500);
    try (TestEsme esme =
        new TestEsme(
            carrier.port(),
            "secret",
            500,
            m -> {
              all.countDown();
              try {
                return all.await(60, SECONDS) ? 0 : 0x64;
              } catch (InterruptedException e) {
                return 0x64;
              }
            })) {
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        answers.add(carrier.deliver(PHONE, GATEWAY, "no. " + i));
      }
      for (CompletableFuture<Integer> answer : answers) {
        assertThat(answer.get(60, SECONDS)).isZero();
      }
      assertThat(esme.received).hasSize(500);
    }
  }

  @Test
  void anAnsweredSubmitIsAlreadyInTheLog() throws Exception {
    try (TestEsme esme = new TestEsme(carrier.port(), "secret")) {
      String id = esme.submit(PHONE, "Paid\nand\rmore");
      CarrierLog.Contents contents = CarrierLog.read(file);
      assertThat(contents.submitted())
          .singleElement()
          .satisfies(
              m -> {
                assertThat(m.id()).isEqualTo(id);
                assertThat(m.to()).isEqualTo(PHONE);
                assertThat(m.from()).isEqualTo(GATEWAY);
                assertThat(m.text()).isEqualTo("Paid\nand\rmore");
              });
      ShortMessage arrived = atPhones.poll(60, SECONDS);
      assertThat(arrived).isNotNull();
      assertThat(carrier.submitted()).containsExactly(arrived);
    }
  }

  @Test
  void partsAreJoinedInWhateverOrderTheyCome() throws Exception {
    try (TestEsme esme = new TestEsme(carrier.port(), "secret")) {
      esme.submit(PHONE, 0x40, 8, 0, part(2, "块钱"));
      esme.submit(PHONE, 0x40, 8, 0, part(1, "十二"));
      ShortMessage whole = atPhones.poll(60, SECONDS);
      assertThat(whole).isNotNull();
      assertThat(whole.text()).isEqualTo("十二块钱");
      assertThat(CarrierLog.read(file).submitted()).hasSize(1);
    }
  }

  private static byte[] part(int number, String text) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    octets.writeBytes(new byte[] {5, 0, 3, 77, 2, (byte) number});
    octets.writeBytes(text.getBytes(StandardCharsets.UTF_16BE));
    return octets.toByteArray();
  }

  @Test
  void aThrottledSubmitIsForgottenAndASilentOneArrivesUnanswered() throws Exception {
    try (TestEsme esme = new TestEsme(carrier.port(), "secret")) {
      carrier.faults().throttle(1);
      assertThatThrownBy(() -> esme.submit(PHONE, "a"))
          .isInstanceOfSatisfying(
              NegativeResponseException.class,
              e -> assertThat(e.getCommandStatus()).isEqualTo(0x58));
      carrier.faults().silence(1);
      esme.session.setTransactionTimer(300);
      assertThatThrownBy(() -> esme.submit(PHONE, "b"))
          .isInstanceOf(ResponseTimeoutException.class);
      ShortMessage arrived = atPhones.poll(60, SECONDS);
      assertThat(arrived).isNotNull();
      assertThat(arrived.text()).isEqualTo("b");
    }
  }

  @Test
  void aReceiptThatWasAskedForNamesTheMessage() throws Exception {
    try (TestEsme esme = new TestEsme(carrier.port(), "secret")) {
      String id = esme.submit(PHONE, 0, 0, 1, "hello".getBytes(StandardCharsets.US_ASCII));
      DeliverSm receipt = esme.next();
      assertThat(receipt.isSmscDeliveryReceipt()).isTrue();
      assertThat(receipt.getShortMessageAsDeliveryReceipt().getId()).isEqualTo(id);
      assertThat(
              receipt
                  .getOptionalParameter(OptionalParameter.Receipted_message_id.class)
                  .getValueAsString())
          .isEqualTo(id);
      assertThat(carrier.acknowledged()).isEmpty();
    }
  }

  @Test
  void anUnansweredMessageIsSentAgainOnTheSameBind() throws Exception {
    try (CarrierSimulator impatient =
            new CarrierSimulator(
                CarrierConfig.defaults()
                    .retrying(
                        Duration.ofMillis(200), Duration.ofMillis(20), Duration.ofSeconds(20)));
        TestEsme esme = new TestEsme(impatient.port(), "secret", 3, slowFirst())) {
      assertThat(impatient.deliver(PHONE, GATEWAY, "again").get(60, SECONDS)).isZero();
      assertThat(esme.received.size()).isGreaterThan(1);
    }
  }

  /** The first is not answered before the second has come. */
  private static java.util.function.ToIntFunction<DeliverSm> slowFirst() {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch second = new CountDownLatch(1);
    return message -> {
      try {
        if (calls.getAndIncrement() == 0) {
          second.await(60, SECONDS);
        } else {
          second.countDown();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return 0;
    };
  }
}
