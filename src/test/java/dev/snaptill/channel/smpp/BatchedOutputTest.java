package dev.snaptill.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchedOutputTest {
  private final List<Integer> writes = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final CountDownLatch mayWrite = new CountDownLatch(1);

  private final OutputStream slow =
      new OutputStream() {
        @Override
        public void write(int octet) {
          throw new AssertionError("octet by octet");
        }

        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
          writes.add(length);
          try {
            mayWrite.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        }
      };

  private BatchedOutput open(int limit) {
    return new BatchedOutput(slow, limit, "test-writer", failures::incrementAndGet);
  }

  @Test
  void whatGathersWhileOneWriteIsUnderWayGoesInTheNext() throws Exception {
    BatchedOutput out = open(1_000_000);
    out.write(new byte[10]);
    out.flush();
    await().atMost(Duration.ofSeconds(30)).until(() -> writes.size() == 1);
    for (int i = 0; i < 1_000; i++) {
      out.write(new byte[17]);
      out.flush();
    }
    mayWrite.countDown();
    await().atMost(Duration.ofSeconds(30)).until(() -> writes.size() == 2);
    assertThat(writes).containsExactly(10, 17_000);
    out.close(Duration.ofSeconds(30));
  }

  @Test
  void closingSendsWhatIsLeft() throws Exception {
    mayWrite.countDown();
    BatchedOutput out = open(1_000);
    out.write(new byte[5]);
    out.close(Duration.ofSeconds(30));
    assertThat(writes).containsExactly(5);
    assertThatThrownBy(() -> out.write(new byte[1])).isInstanceOf(IOException.class);
  }

  @Test
  void aPeerThatReadsNothingIsGivenUp() throws Exception {
    BatchedOutput out = open(100);
    out.write(new byte[90]);
    assertThatThrownBy(() -> out.write(new byte[11])).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> out.write(new byte[1])).isInstanceOf(IOException.class);
    assertThat(failures).hasValue(1);
    mayWrite.countDown();
  }
}
